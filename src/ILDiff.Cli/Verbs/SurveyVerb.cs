namespace ILDiff.Cli.Verbs;

using System.Globalization;
using CommandLine;
using ILDiff.Checking;
using ILDiff.Cli.Processes;

/// <summary><c>ildiff survey</c>: tries every public method and groups the reasons of those that cannot be differentiated.</summary>
[Verb("survey", HelpText = "Try every public method that takes and gives floats, and say which can be differentiated and why others cannot.")]
internal sealed class SurveyVerb : Verb
{
    private const int ExamplesPerReason = 3;

    [Option("check", HelpText = "Also compare each derivative with finite differences. Runs the code of the assembly.")]
    public bool Check { get; set; }

    [Option("report", MetaValue = "FILE.json", HelpText = "Write the outcome of every method as JSON.")]
    public string? ReportPath { get; set; }

    public override bool IsolatesItself => true;

    public override int Run(TextWriter output, TextWriter error)
    {
        var options = new CheckOptions { Samples = 10, Budget = TimeSpan.FromSeconds(1) };
        var run = CheckedRun.Do(new WorkSettings(Assembly, References, Methods, AllPublic: true, Writes: Check, options), output, error);
        if (run.Failure is { } failure) return failure;
        if (ReportPath is not null) Report.Write(ReportPath, Assembly, run.Sha256, run.Entries);
        Print(run.Entries, output);
        Summarize(run.Entries, error);
        return run.Entries.All(e => e.Differentiated && e.Check?.Verdict != Verdict.Mismatch) ? ExitCode.Done : ExitCode.Partly;
    }

    private static void Print(IReadOnlyList<ReportEntry> entries, TextWriter output)
    {
        foreach (var entry in entries.Where(e => e.Differentiated)) output.WriteLine($"{entry.Method}: {Describe(entry)}");
        var others = entries.Where(e => !e.Differentiated).ToList();
        foreach (var code in others.GroupBy(e => Reason(e).Code).OrderByDescending(g => g.Count()).ThenBy(g => g.Key, StringComparer.Ordinal))
        {
            output.WriteLine();
            output.WriteLine($"{code.Key}: {code.Count()} methods");
            foreach (var message in code.GroupBy(e => Reason(e).Message).OrderByDescending(g => g.Count()).ThenBy(g => g.Key, StringComparer.Ordinal))
            {
                output.WriteLine($"  {message.Count(),4} × {message.Key}");
                foreach (var entry in message.Take(ExamplesPerReason)) output.WriteLine($"         {Reason(entry).Location}");
                if (message.Count() > ExamplesPerReason) output.WriteLine($"         and {message.Count() - ExamplesPerReason} more");
            }
        }
    }

    private static string Describe(ReportEntry entry) => entry.Check is not { } check ? "differentiated" : Describe(check);

    /// <summary>The outcome of a check in one line.</summary>
    internal static string Describe(CheckResult check) => check.Verdict switch
    {
        Verdict.Pass => string.Create(CultureInfo.InvariantCulture, $"pass ({check.Samples} points, largest deviation {check.MaxError:g2})"),
        Verdict.Mismatch => $"MISMATCH: {check.Reason}",
        _ => $"not checked: {check.Reason}",
    };

    private static ReportDiagnostic Reason(ReportEntry entry) =>
        entry.Diagnostics.FirstOrDefault(d => d.Severity == "error") ?? entry.Diagnostics.FirstOrDefault() ?? new ReportDiagnostic("ILD2001", "error", "nothing was generated", entry.Method);

    private static void Summarize(IReadOnlyList<ReportEntry> entries, TextWriter error)
    {
        error.WriteLine($"{entries.Count(e => e.Differentiated)} of {entries.Count} methods can be differentiated");
        var checks = entries.Where(e => e.Check is not null).Select(e => e.Check!.Verdict).ToList();
        if (checks.Count == 0) return;
        error.WriteLine($"{checks.Count(v => v == Verdict.Pass)} agree with finite differences, {checks.Count(v => v == Verdict.Mismatch)} do not, {checks.Count(v => v == Verdict.Skipped)} could not be compared");
    }
}
