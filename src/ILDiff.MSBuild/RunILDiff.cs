namespace ILDiff.MSBuild;

using System;
using System.IO;
using System.Text.RegularExpressions;
using Microsoft.Build.Framework;
using Microsoft.Build.Utilities;

/// <summary>
/// Starts the <c>ildiff</c> command line and turns its diagnostics into those of the build. All work is done in that
/// process: nothing of it is loaded into MSBuild, no file stays locked, and the tool is the same as on the command line.
/// </summary>
public sealed class RunILDiff : ToolTask
{
    private static readonly Regex Place = new(@"^(?<file>.+)\((?<line>\d+),(?<column>\d+)\)$", RegexOptions.CultureInvariant);

    private static readonly Regex Finding = new(
        @"^(?<place>.+?): (?<severity>error|warning|info) (?<code>ILD\d{4}): (?<message>.*)$", RegexOptions.CultureInvariant);

    /// <summary>Full path of <c>ildiff.dll</c>.</summary>
    [Required]
    public string Tool { get; set; } = "";

    /// <summary>The file that holds the arguments, one a line.</summary>
    [Required]
    public string ArgumentFile { get; set; } = "";

    /// <summary>The <c>dotnet</c> that runs the build; that of the path if empty.</summary>
    public string? DotNetHost { get; set; }

    /// <inheritdoc/>
    protected override string ToolName => Path.DirectorySeparatorChar == '\\' ? "dotnet.exe" : "dotnet";

    /// <inheritdoc/>
    protected override MessageImportance StandardErrorLoggingImportance => MessageImportance.Normal;

    /// <inheritdoc/>
    public override bool Execute()
    {
        // The task is the watch: a process between it and the one that works would only cost time.
        EnvironmentVariables = ["ILDIFF_IN_PROCESS=1", "DOTNET_TieredPGO=0", "DOTNET_gcServer=0"];
        return base.Execute();
    }

    /// <inheritdoc/>
    protected override string GenerateFullPathToTool() => !string.IsNullOrEmpty(DotNetHost) && File.Exists(DotNetHost) ? DotNetHost! : ToolName;

    /// <inheritdoc/>
    protected override string GenerateCommandLineCommands()
    {
        var builder = new CommandLineBuilder();
        builder.AppendSwitch("exec");
        builder.AppendFileNameIfNotNull(Tool);
        builder.AppendFileNameIfNotNull("@" + ArgumentFile);
        return builder.ToString();
    }

    /// <inheritdoc/>
    protected override void LogEventsFromTextOutput(string singleLine, MessageImportance messageImportance)
    {
        var finding = Finding.Match(singleLine);
        if (!finding.Success)
        {
            Log.LogMessage(messageImportance, "{0}", singleLine);
            return;
        }

        var place = Place.Match(finding.Groups["place"].Value);
        var file = place.Success ? place.Groups["file"].Value : finding.Groups["place"].Value;
        var line = place.Success ? int.Parse(place.Groups["line"].Value) : 0;
        var column = place.Success ? int.Parse(place.Groups["column"].Value) : 0;
        var (code, message) = (finding.Groups["code"].Value, finding.Groups["message"].Value);
        switch (finding.Groups["severity"].Value)
        {
            case "error":
                Log.LogError(null, code, null, file, line, column, 0, 0, "{0}", message);
                break;
            case "warning":
                Log.LogWarning(null, code, null, file, line, column, 0, 0, "{0}", message);
                break;
            default:
                Log.LogMessage(null, code, null, file, line, column, 0, 0, MessageImportance.High, "{0}", message);
                break;
        }
    }

    /// <inheritdoc/>
    protected override bool HandleTaskExecutionErrors()
    {
        // A diagnostic has said why already; anything else is said here.
        if (!Log.HasLoggedErrors) Log.LogError(null, "ILD9001", null, null, 0, 0, 0, 0, "ildiff ended with exit code {0} and did not say why", ExitCode);
        return false;
    }
}
