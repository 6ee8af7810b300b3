namespace ILDiff.Cli.Processes;

using System.Diagnostics;
using ILDiff.Diagnostics;

/// <summary>
/// Runs a verb in a process of its own: an input can make any reader overflow its stack, loop, or fill the memory, and
/// none of these can be caught. Every such end is one diagnostic here, and nothing was written.
/// </summary>
internal static class Supervisor
{
    private const string InProcessVariable = "ILDIFF_IN_PROCESS";
    private const string ChildVariable = "ILDIFF_CHILD";

    /// <summary>First argument of the child that differentiates for a survey or check.</summary>
    public const string PrepareCommand = "prepare-in-child";

    /// <summary>First argument of the child that runs the code under check.</summary>
    public const string CheckCommand = "check-in-child";

    /// <summary>A process that has not yet said how long it may take.</summary>
    private static readonly TimeSpan InitialLimit = TimeSpan.FromSeconds(60);

    /// <summary>Whether this process was started by another one that watches it.</summary>
    public static bool IsChild => Environment.GetEnvironmentVariable(ChildVariable) == "1";

    /// <summary>Whether the user wants no further process, as for debugging.</summary>
    public static bool IsInProcess => Environment.GetEnvironmentVariable(InProcessVariable) == "1";

    /// <summary>Runs the command line in a child; its output and exit code are ours.</summary>
    public static int Run(string[] arguments, string assembly, TextWriter output, TextWriter error)
    {
        var code = Run(arguments, assembly, output, error, out var death);
        if (death is not null) error.WriteLine(death);
        return code;
    }

    /// <summary>The same, but leaves it to the caller what to do about a child that did not end by itself.</summary>
    public static int Run(string[] arguments, string assembly, TextWriter output, TextWriter error, out Diagnostic? death)
    {
        using var process = Process.Start(StartInfo(arguments))!;
        process.StandardInput.Close();
        var watch = new Watch(InitialLimit);
        var relay = new StandardErrorRelay(error, watch);
        process.OutputDataReceived += (_, e) => { if (e.Data is not null) output.WriteLine(e.Data); };
        process.ErrorDataReceived += (_, e) => relay.Take(e.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        var inTime = watch.Wait(process);
        if (!inTime) Kill(process);
        process.WaitForExit();
        output.Flush();

        var ended = inTime && process.ExitCode is >= ExitCode.Done and <= ExitCode.Internal && !relay.SawFatalError;
        death = ended ? null : Explain(inTime, relay.FatalError, assembly);
        return ended ? process.ExitCode : ExitCode.Input;
    }

    /// <summary>How this program is started again as a child, with its memory bounded.</summary>
    public static ProcessStartInfo StartInfo(IEnumerable<string> arguments)
    {
        var program = Environment.ProcessPath!;
        var library = typeof(Supervisor).Assembly.Location;
        var isHost = Path.GetFileNameWithoutExtension(program) == Path.GetFileNameWithoutExtension(library);
        var info = new ProcessStartInfo(isHost ? program : HostOfTests(program))
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        if (!isHost) info.ArgumentList.Add(library);
        foreach (var argument in arguments) info.ArgumentList.Add(argument);
        info.Environment[ChildVariable] = "1";
        info.Environment["DOTNET_GCHeapHardLimit"] = MemoryLimit.ToString("x");
        info.Environment["DOTNET_DbgEnableMiniDump"] = "0";
        return info;
    }

    public static void Kill(Process process)
    {
        try
        {
            process.Kill(entireProcessTree: true);
        }
        catch (InvalidOperationException)
        {
            // It ended by itself in the meantime.
        }
    }

    private static long MemoryLimit => Math.Min(4L << 30, GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 4 * 3);

    /// <summary>The dotnet host, also where a test runner with a program of its own has loaded us.</summary>
    private static string HostOfTests(string program) =>
        Path.GetFileNameWithoutExtension(program) == "dotnet" ? program : Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet";

    private static Diagnostic Explain(bool inTime, string? fatalError, string assembly)
    {
        var location = new SourceLocation(assembly);
        if (!inTime) return new(DiagnosticId.ReadingLimit, Severity.Error, "the time limit was reached; the assembly is damaged, or made to do so", location);
        if (fatalError?.Contains("memory", StringComparison.OrdinalIgnoreCase) == true)
            return new(DiagnosticId.ReadingLimit, Severity.Error, "the memory limit was reached; the assembly is damaged, or made to do so", location);
        return new(DiagnosticId.InputMalformed, Severity.Error, $"the assembly cannot be processed: it ended the process that read it ({fatalError ?? "killed"})", location);
    }
}
