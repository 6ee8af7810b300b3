namespace ILDiff.Cli.Processes;

using System.Text;
using System.Text.Json;
using ILDiff.Checking;

/// <summary>
/// The process that runs the code under check: takes one method a line from standard input, gives one result a line. The
/// code may end or hang it, so each call of a derivative is announced: what dies there is the derivative's fault.
/// </summary>
internal static class CheckWorker
{
    /// <summary>A derivative is called.</summary>
    public const string DerivativeBegins = "+";

    /// <summary>It has returned.</summary>
    public const string DerivativeEnds = "-";

    public static int Run(WorkFolder folder)
    {
        using var lines = new StreamWriter(Console.OpenStandardOutput(), new UTF8Encoding(false)) { AutoFlush = true };
        Console.SetOut(TextWriter.Null);
        var input = Console.In;
        Console.SetIn(TextReader.Null);
        var settings = folder.Settings;
        using var session = new CheckSession(File.ReadAllBytes(folder.ImagePath), settings.Assembly, settings.References);
        while (input.ReadLine() is { } line)
        {
            var key = JsonSerializer.Deserialize<MethodKey>(line)!;
            var result = Check(session, key, settings.Check, runs => lines.WriteLine(runs ? DerivativeBegins : DerivativeEnds));
            lines.WriteLine(JsonSerializer.Serialize(result, Numbers));
        }

        return ExitCode.Done;
    }

    /// <summary>Lets infinite deviations pass.</summary>
    public static JsonSerializerOptions Numbers { get; } = new() { NumberHandling = System.Text.Json.Serialization.JsonNumberHandling.AllowNamedFloatingPointLiterals };

    /// <summary>Checks one method; a failure of the check itself is a skip.</summary>
    public static CheckResult Check(CheckSession session, MethodKey key, CheckOptions options, Action<bool>? derivativeRuns)
    {
        try
        {
            return session.Check(key.Token, key.TypeArguments, options with { MakesSteps = key.MakesSteps }, derivativeRuns);
        }
        catch (Exception e)
        {
            return new CheckResult(0, 0, Verdict.Skipped, $"the check failed: {e.GetType().Name}: {e.Message}");
        }
    }
}
