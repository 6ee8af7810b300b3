namespace ILDiff.Build.Tests.Support;

using System.Diagnostics;
using NUnit.Framework;

/// <summary>What a command gave.</summary>
internal sealed record CommandResult(int ExitCode, string Output)
{
    /// <summary>The command must have succeeded.</summary>
    public CommandResult Succeeds()
    {
        Assert.That(ExitCode, Is.Zero, Output);
        return this;
    }

    /// <summary>The command must have failed.</summary>
    public CommandResult Fails()
    {
        Assert.That(ExitCode, Is.Not.Zero, Output);
        return this;
    }
}

/// <summary>Runs <c>dotnet</c> and built programs with package folders of their own.</summary>
internal static class DotNet
{
    private static string Host => Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet";

    /// <summary>Runs <c>dotnet</c> with arguments parted by spaces.</summary>
    public static CommandResult Run(string directory, string arguments) => Start(directory, Host, arguments.Split(' ', StringSplitOptions.RemoveEmptyEntries));

    /// <summary>Runs a program.</summary>
    public static CommandResult Start(string directory, string program, params string[] arguments)
    {
        var info = new ProcessStartInfo(program) { WorkingDirectory = directory, RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        foreach (var argument in arguments) info.ArgumentList.Add(argument);

        // The variables that the test host was given by MSBuild would reach the builds within.
        foreach (var name in info.Environment.Keys.Where(k => k.StartsWith("MSBUILD", StringComparison.OrdinalIgnoreCase)).ToList()) info.Environment.Remove(name);
        info.Environment["NUGET_PACKAGES"] = Feed.PackageFolder;
        info.Environment["MSBUILDDISABLENODEREUSE"] = "1";
        info.Environment["DOTNET_CLI_UI_LANGUAGE"] = "en";
        info.Environment["DOTNET_CLI_TELEMETRY_OPTOUT"] = "1";
        info.Environment["DOTNET_NOLOGO"] = "1";
        info.Environment["MSBUILDTERMINALLOGGER"] = "off";
        info.Environment.Remove("CI");
        using var process = Process.Start(info)!;
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return new CommandResult(process.ExitCode, output + error.Result);
    }
}
