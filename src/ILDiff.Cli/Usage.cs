namespace ILDiff.Cli;

using CommandLine;
using CommandLine.Text;
using ILDiff.Writing;

/// <summary>Help texts and what is said about a wrong command line.</summary>
internal static class Usage
{
    private const string Introduction = """
        ildiff adds derivatives to compiled .NET methods.

          ildiff differentiate MathNet.Numerics.dll -m 'MathNet.Numerics.SpecialFunctions.Erf' -o out/
          ildiff survey MathNet.Numerics.dll --check --report survey.json
          ildiff check MyLibrary.dll -m 'My.Model.Loss' --samples 100
          ildiff inspect MyLibrary.dll -m 'My.Model.Loss' --stage csharp

        PATTERN is Namespace.Type.Method; '*' stands for any characters, '(double,double[])' chooses an
        overload, '+' or '.' leads to a nested type, 'M<System.Double>' closes a generic method. '@FILE' stands
        for the lines of a file, each one argument.

        Exit codes: 0 done; 1 some methods could not be differentiated, or a check found a mismatch;
        2 wrong usage; 3 input unreadable or malformed; 4 internal error.
        """;

    private static readonly Dictionary<string, string> Synopses = new()
    {
        ["differentiate"] = """
            ildiff differentiate <assembly> [-m PATTERN]... [--mode jvp,vjp,gradient] [--wrt NAMES]
                                 [-o PATH] [-r PATH]... [--report FILE.json] [--key FILE.snk] [--strict]

            Without -m, the methods marked with [Differentiable] in the assembly are taken.

            """,
        ["survey"] = """
            ildiff survey <assembly> [-m PATTERN]... [--check] [-r PATH]... [--report FILE.json]

            Without -m, all public methods that take and give floats are tried. Nothing is written.

            """,
        ["check"] = """
            ildiff check <assembly> [-m PATTERN]... [--samples N] [--seed S] [--range LO,HI] [--rtol R]
                         [-r PATH]... [--report FILE.json]

            Runs the code of the assembly. Without -m, the methods marked with [Differentiable] are taken.

            """,
        ["inspect"] = """
            ildiff inspect <assembly> -m PATTERN [--stage ir|activity|record|adjoint|il|csharp]
                           [--format text|dot|html] [-o PATH] [-r PATH]...

            """,
        ["weave"] = """
            ildiff weave <assembly> -o PATH [-m PATTERN]... [--ref-assembly PATH --ref-output PATH]
                         [--mode jvp,vjp,gradient] [-r PATH]... [--report FILE.json] [--key FILE.snk]
                         [--strict] [--only-named]

            What the MSBuild step runs. Takes the methods marked with [Differentiable] and those named; copies an
            assembly that asks for nothing.

            """,
    };

    /// <summary>Prints what the parser's errors ask for, and returns the exit code.</summary>
    public static int Print(ParserResult<object> result, string? verb, IEnumerable<Error> errors, TextWriter output, TextWriter error)
    {
        var all = errors.ToList();
        if (all.Any(e => e.Tag == ErrorType.VersionRequestedError))
        {
            output.WriteLine(Provenance.Tool);
            return ExitCode.Done;
        }

        var asked = all.Any(e => e.Tag is ErrorType.HelpRequestedError or ErrorType.HelpVerbRequestedError);
        var named = all.OfType<HelpVerbRequestedError>().FirstOrDefault(e => e.Matched)?.Verb ?? verb;
        var synopsis = Synopses.GetValueOrDefault(named ?? "");
        var help = HelpText.AutoBuild(result, text =>
        {
            text.Heading = Provenance.Tool;
            text.Copyright = "";
            text.AdditionalNewLineAfterOption = false;
            text.MaximumDisplayWidth = 110;
            text.AddPreOptionsText(synopsis ?? Introduction);
            return asked ? text : HelpText.DefaultParsingErrorsHandler(result, text);
        }, example => example, verbsIndex: synopsis is null);
        (asked ? output : error).WriteLine(help);
        return asked ? ExitCode.Done : ExitCode.Usage;
    }
}
