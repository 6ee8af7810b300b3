namespace ILDiff.Cli;

using CommandLine;
using ILDiff.Cli.Processes;
using ILDiff.Cli.Verbs;

/// <summary>The command line's entry: parses, then runs the verb in a process with limits.</summary>
internal static class Program
{
    private static int Main(string[] arguments) => Run(arguments, Console.Out, Console.Error);

    /// <summary>Runs one command line and returns its exit code.</summary>
    internal static int Run(string[] arguments, TextWriter output, TextWriter error)
    {
        if (Supervisor.IsChild && arguments is [Supervisor.PrepareCommand or Supervisor.CheckCommand, var work]) return RunPart(arguments[0], WorkFolder.Open(work), error);
        var parsed = Arguments.Parse(arguments);
        if (parsed is NotParsed<object> { Errors: var errors }) return Usage.Print(parsed, arguments.FirstOrDefault(), errors, output, error);
        var verb = (Verb)parsed.Value;
        if (verb.Complaint is { } complaint)
        {
            error.WriteLine($"ildiff: {complaint}");
            return ExitCode.Usage;
        }

        return verb.IsolatesItself || Supervisor.IsChild || Supervisor.IsInProcess
            ? verb.RunGuarded(output, error)
            : Supervisor.Run(arguments, verb.Assembly, output, error);
    }

    /// <summary>One part of a survey or check.</summary>
    private static int RunPart(string command, WorkFolder folder, TextWriter error) => Verb.Guard(folder.Settings.Assembly, error, () =>
    {
        if (command == Supervisor.CheckCommand) return CheckWorker.Run(folder);
        Preparation.Run(folder, error);
        return ExitCode.Done;
    });
}
