namespace ILDiff.Cli.Verbs;

using System.Globalization;
using CommandLine;
using ILDiff.Checking;
using ILDiff.Cli.Processes;

/// <summary><c>ildiff check</c>: compares derivatives with each other and with finite differences.</summary>
[Verb("check", HelpText = "Compare derivatives with finite differences at random points. Runs the code of the assembly.")]
internal sealed class CheckVerb : Verb
{
    [Option("samples", Default = 20, MetaValue = "N", HelpText = "At how many points to compare.")]
    public int Samples { get; set; } = 20;

    [Option("seed", Default = 1, MetaValue = "S", HelpText = "Seed of the random points; the same seed gives the same points.")]
    public int Seed { get; set; } = 1;

    [Option("range", MetaValue = "LO,HI", HelpText = "The interval of all floating inputs; otherwise one that the method accepts is looked for.")]
    public string? Range { get; set; }

    [Option("rtol", MetaValue = "R", HelpText = "Relative deviation allowed beyond the error of the finite differences; 1e-6 otherwise, 1e-3 for float.")]
    public double? RelativeTolerance { get; set; }

    [Option("report", MetaValue = "FILE.json", HelpText = "Write the outcome of every method as JSON.")]
    public string? ReportPath { get; set; }

    public override bool IsolatesItself => true;

    public override string? Complaint
    {
        get
        {
            if (base.Complaint is { } complaint) return complaint;
            if (Samples < 1) return "--samples must be at least 1";
            if (RelativeTolerance is not (null or >= 0 and < double.PositiveInfinity)) return "--rtol must be a number of at least 0";
            return Range is null || Interval is not null ? null : $"--range '{Range}' is not LO,HI with LO below HI";
        }
    }

    private (double Low, double High)? Interval =>
        Range?.Split(',') is [var low, var high] && double.TryParse(low, CultureInfo.InvariantCulture, out var a) && double.TryParse(high, CultureInfo.InvariantCulture, out var b)
            && double.IsFinite(a) && double.IsFinite(b) && a < b ? (a, b) : null;

    public override int Run(TextWriter output, TextWriter error)
    {
        var options = new CheckOptions
        {
            Samples = Samples, Seed = Seed, Range = Interval, RelativeTolerance = RelativeTolerance,
            Budget = TimeSpan.FromSeconds(30),
        };
        var run = CheckedRun.Do(new WorkSettings(Assembly, References, Methods, AllPublic: false, Writes: true, options), output, error);
        if (run.Failure is { } failure) return failure;
        if (ReportPath is not null) Report.Write(ReportPath, Assembly, run.Sha256, run.Entries);
        foreach (var diagnostic in run.Entries.SelectMany(e => e.Diagnostics)) error.WriteLine(diagnostic);
        foreach (var entry in run.Entries) output.WriteLine($"{entry.Method}: {(entry.Check is { } check ? SurveyVerb.Describe(check) : "not differentiated")}");
        return run.Entries.All(e => e.Check?.Verdict == Verdict.Pass) ? ExitCode.Done : ExitCode.Partly;
    }
}
