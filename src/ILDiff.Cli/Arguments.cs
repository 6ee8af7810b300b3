namespace ILDiff.Cli;

using System.Reflection;
using CommandLine;
using ILDiff.Cli.Verbs;

/// <summary>
/// Parsing of the command line. Options with a value are first brought into the form <c>--name=value</c>, and repeated
/// ones into one: the parser would otherwise take the assembly for a further value of <c>-m</c>, and <c>-1,1</c> for an option.
/// </summary>
internal static class Arguments
{
    /// <summary>Between the values of a repeated option; occurs in no name or path.</summary>
    public const char Separator = '\u001f';

    private static readonly Type[] Verbs = [typeof(DifferentiateVerb), typeof(SurveyVerb), typeof(CheckVerb), typeof(InspectVerb), typeof(WeaveVerb)];

    /// <summary>The verb with its options, or the errors.</summary>
    public static ParserResult<object> Parse(string[] arguments)
    {
        using var parser = new Parser(settings =>
        {
            settings.HelpWriter = null;
            settings.CaseInsensitiveEnumValues = true;
        });
        arguments = [.. arguments.SelectMany(Expand)];
        var verb = Verbs.FirstOrDefault(v => v.GetCustomAttribute<VerbAttribute>()!.Name == arguments.FirstOrDefault());
        return parser.ParseArguments(verb is null ? arguments : Normalize(arguments, verb), Verbs);
    }

    /// <summary><c>@FILE</c> stands for the lines of a file, each one argument: a build has hundreds of references.</summary>
    private static IEnumerable<string> Expand(string argument) =>
        argument.Length > 1 && argument[0] == '@' && File.Exists(argument[1..]) ? File.ReadLines(argument[1..]).Where(l => l.Length > 0) : [argument];

    private static List<string> Normalize(string[] arguments, Type verb)
    {
        var options = verb.GetProperties().Select(p => (Option: p.GetCustomAttribute<OptionAttribute>(), p.PropertyType))
            .Where(p => p.Option is not null && p.PropertyType != typeof(bool)).Select(p => p.Option!).ToList();
        var result = new List<string> { arguments[0] };
        var positions = new Dictionary<string, int>();
        for (var i = 1; i < arguments.Length; i++)
        {
            var argument = arguments[i];
            if (argument == "--")
            {
                result.AddRange(arguments[i..]);
                break;
            }

            var equals = argument.IndexOf('=');
            var isLong = argument.StartsWith("--", StringComparison.Ordinal);
            var name = isLong && equals > 0 ? argument[..equals] : argument;
            var option = options.FirstOrDefault(o => name == "--" + o.LongName || (o.ShortName.Length > 0 && name == "-" + o.ShortName));
            if (option is null || (equals < 0 && i + 1 == arguments.Length))
            {
                result.Add(argument);
                continue;
            }

            var value = name != argument ? argument[(equals + 1)..] : arguments[++i];
            if (positions.TryGetValue(option.LongName, out var at) && IsRepeatable(option)) result[at] += Separator + value;
            else
            {
                positions[option.LongName] = result.Count;
                result.Add($"--{option.LongName}={value}");
            }
        }

        return result;
    }

    private static bool IsRepeatable(OptionAttribute option) => option.LongName is "method" or "reference";
}
