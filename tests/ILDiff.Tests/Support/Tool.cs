namespace ILDiff.Tests.Support;

using System.Diagnostics;

/// <summary>What one run of the command line gave.</summary>
internal sealed record ToolRun(int ExitCode, string Output, string Error);

/// <summary>Runs the tool as a user does: a process, its exit code and its two streams.</summary>
internal static class Tool
{
    public static ToolRun Run(string[] arguments, bool inProcess = false, string? directory = null)
    {
        var info = new ProcessStartInfo(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet")
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = directory ?? Path.GetTempPath(),
        };
        info.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, "ildiff.dll"));
        foreach (var argument in arguments) info.ArgumentList.Add(argument);
        if (inProcess) info.Environment["ILDIFF_IN_PROCESS"] = "1";
        using var process = Process.Start(info)!;
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return new ToolRun(process.ExitCode, output, error.Result);
    }
}
