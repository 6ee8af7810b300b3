namespace ILDiff.Cli.Verbs;

using CommandLine;
using ILDiff.Cli.Processes;
using ILDiff.Diagnostics;
using ILDiff.Reading;
using ILDiff.Writing;

/// <summary><c>ildiff differentiate</c>: writes a copy of the assembly that has derivative members.</summary>
[Verb("differentiate", HelpText = "Write a copy of an assembly with derivatives of some of its methods.")]
internal sealed class DifferentiateVerb : Verb
{
    [Option("mode", Default = "jvp,vjp,gradient", MetaValue = "jvp,vjp,gradient", HelpText = "Which members to generate; hvp adds the Hessian-vector product, vjps the pullback of several seeds.")]
    public string Mode { get; set; } = "jvp,vjp,gradient";

    [Option("wrt", MetaValue = "NAMES", HelpText = "Parameters to differentiate with respect to, separated by commas; all that carry floats otherwise.")]
    public string? WithRespectTo { get; set; }

    [Option('o', "output", MetaValue = "PATH", HelpText = "The file or directory to write; ildiff/<name> in the current directory otherwise.")]
    public string? Output { get; set; }

    [Option("report", MetaValue = "FILE.json", HelpText = "Write what was done, and why not, as JSON.")]
    public string? ReportPath { get; set; }

    [Option("key", MetaValue = "FILE.snk", HelpText = "The key to sign a strong-named assembly again.")]
    public string? Key { get; set; }

    [Option("strict", HelpText = "Write nothing unless every method asked for can be differentiated.")]
    public bool Strict { get; set; }

    public override string? Complaint => base.Complaint ?? (Modes.TryParse(Mode, out _) ? null : $"--mode '{Mode}' is not a list of jvp, vjp and gradient");

    public override int Run(TextWriter output, TextWriter error)
    {
        var path = Output ?? Path.Combine("ildiff", Path.GetFileName(Assembly));
        var target = OutputTarget.Choose(path, Assembly, named: Output is not null);
        var key = KeyFile.Read(Key);
        using var assembly = AssemblyLoader.Load(Assembly, References);
        Watch.Expect(Watch.ForMethods(assembly.Module.GetTypes().Sum(t => t.Methods.Count)), error);
        foreach (var warning in assembly.Diagnostics) error.WriteLine(warning);

        var options = Options();
        var run = new DifferentiationRun(assembly, options, error);
        if (Methods.Count == 0 && !run.DifferentiateMarked())
        {
            throw new DiagnosticException(new Diagnostic(DiagnosticId.NoSuchMethod, Severity.Error,
                "no method is marked with [Differentiable]; name methods with -m", new SourceLocation(Assembly)));
        }

        foreach (var pattern in Methods) run.Differentiate(pattern);
        foreach (var diagnostic in run.Entries.SelectMany(e => e.Diagnostics)) error.WriteLine(diagnostic);

        var done = run.Entries.Count(e => e.Differentiated);
        var writes = done == run.Entries.Count || (done > 0 && !Strict);
        if (writes)
        {
            Provenance.Mark(assembly, options, run.Outcomes);
            foreach (var warning in AssemblyWriter.Write(assembly, target, key)) error.WriteLine(warning);
        }

        if (ReportPath is not null) Report.Write(ReportPath, Assembly, assembly.Sha256, run.Entries);
        foreach (var entry in run.Entries.Where(e => e.Differentiated)) output.WriteLine($"{entry.Method}: {string.Join(", ", entry.Generated)}");
        error.WriteLine($"{done} of {run.Entries.Count} methods differentiated; {(writes ? $"written to {target.Path}" : "nothing was written")}");
        if (run.Entries.Any(e => e.Diagnostics.Any(d => d.IsInternal))) return ExitCode.Internal;
        return done == run.Entries.Count ? ExitCode.Done : ExitCode.Partly;
    }

    private DiffOptions Options()
    {
        Modes.TryParse(Mode, out var modes);
        return new DiffOptions { Modes = modes, WithRespectTo = WithRespectTo?.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) ?? [] };
    }
}
