namespace ILDiff.Cli;

using System.Text.Json;
using System.Text.Json.Nodes;
using ILDiff.Checking;
using ILDiff.Diagnostics;
using ILDiff.Writing;

/// <summary>One method's line in a report.</summary>
/// <param name="Method">The method, <c>Ns.T.M(System.Double)</c>.</param>
/// <param name="Differentiated">Whether everything asked for was generated.</param>
/// <param name="Generated">Names of the members added.</param>
/// <param name="Diagnostics">What there is to say.</param>
/// <param name="Check">The comparison with finite differences, where it was made.</param>
internal sealed record ReportEntry(
    string Method, bool Differentiated, IReadOnlyList<string> Generated, IReadOnlyList<ReportDiagnostic> Diagnostics, CheckResult? Check = null);

/// <summary>A diagnostic as a report has it.</summary>
internal sealed record ReportDiagnostic(string Code, string Severity, string Message, string Location)
{
    public static ReportDiagnostic Of(Diagnostic diagnostic) =>
        new(diagnostic.Code, diagnostic.Severity.ToString().ToLowerInvariant(), diagnostic.Message, diagnostic.Location.ToString());

    /// <summary>Whether it is a defect of ILDiff.</summary>
    public bool IsInternal => Severity == "error" && Code.StartsWith("ILD9", StringComparison.Ordinal);

    public override string ToString() => $"{Location}: {Severity} {Code}: {Message}";
}

/// <summary>The machine-readable account of a run that <c>--report</c> asks for.</summary>
internal static class Report
{
    private static readonly JsonSerializerOptions Layout = new()
    {
        WriteIndented = true,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>Writes the report, whole or not at all.</summary>
    public static void Write(string path, string inputPath, string sha256, IEnumerable<ReportEntry> entries)
    {
        var root = new JsonObject
        {
            ["tool"] = Provenance.Tool,
            ["input"] = new JsonObject { ["path"] = inputPath, ["sha256"] = sha256 },
            ["methods"] = new JsonArray([.. entries.Select(Entry)]),
        };
        OutputTarget.Replace(path, System.Text.Encoding.UTF8.GetBytes(root.ToJsonString(Layout) + "\n"));
    }

    private static JsonNode Entry(ReportEntry entry)
    {
        var node = new JsonObject
        {
            ["method"] = entry.Method,
            ["status"] = entry.Differentiated ? "differentiated" : "unsupported",
            ["generated"] = new JsonArray([.. entry.Generated.Select(g => (JsonNode)g)]),
            ["diagnostics"] = new JsonArray([.. entry.Diagnostics.Select(d => (JsonNode)new JsonObject
            {
                ["code"] = d.Code, ["severity"] = d.Severity, ["message"] = d.Message, ["location"] = d.Location,
            })]),
        };
        if (entry.Check is { } check)
        {
            var result = new JsonObject
            {
                ["samples"] = check.Samples,
                ["maxError"] = double.IsFinite(check.MaxError) ? check.MaxError : null,
                ["verdict"] = check.Verdict.ToString().ToLowerInvariant(),
            };
            if (check.Reason is not null) result["reason"] = check.Reason;
            node["check"] = result;
        }

        return node;
    }
}
