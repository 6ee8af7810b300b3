namespace ILDiff.Cli.Verbs;

using CommandLine;
using ILDiff.Cli.Processes;
using ILDiff.Diagnostics;
using ILDiff.Reading;
using ILDiff.Weaving;
using ILDiff.Writing;
using Mono.Cecil;

/// <summary>
/// <c>ildiff weave</c>: what the build step runs on the compiler's output. An assembly that asks for nothing is copied;
/// what was asked for and cannot be done is an error, and then nothing is written.
/// </summary>
[Verb("weave", HelpText = "Write a copy of a project's compiled assembly with the derivatives that it asks for; the build step's verb.")]
internal sealed class WeaveVerb : Verb
{
    [Option('o', "output", Required = true, MetaValue = "PATH", HelpText = "The file to write.")]
    public string Output { get; set; } = "";

    [Option("ref-assembly", MetaValue = "PATH", HelpText = "The compiler's reference assembly, to be extended by the generated signatures.")]
    public string? ReferenceInput { get; set; }

    [Option("ref-output", MetaValue = "PATH", HelpText = "The reference assembly to write.")]
    public string? ReferenceOutput { get; set; }

    [Option("mode", Default = "jvp,vjp,gradient", MetaValue = "jvp,vjp,gradient", HelpText = "Which members to generate; hvp adds the Hessian-vector product, vjps the pullback of several seeds.")]
    public string Mode { get; set; } = "jvp,vjp,gradient";

    [Option("report", MetaValue = "FILE.json", HelpText = "Write what was done, and why not, as JSON.")]
    public string? ReportPath { get; set; }

    [Option("key", MetaValue = "FILE.snk", HelpText = "The key to sign the assembly again.")]
    public string? Key { get; set; }

    [Option("only-named", HelpText = "Leave aside what the assembly itself asks for: for an assembly of others.")]
    public bool OnlyNamed { get; set; }

    [Option("strict", HelpText = "Make an error of what a pattern with '*' names and cannot be differentiated, and of calls of Diff that are left to the run time.")]
    public bool Strict { get; set; }

    public override string? Complaint => base.Complaint ?? (Modes.TryParse(Mode, out _) ? null : $"--mode '{Mode}' is not a list of jvp, vjp and gradient")
        ?? (ReferenceInput is null == ReferenceOutput is null ? null : "--ref-assembly and --ref-output belong together");

    public override int Run(TextWriter output, TextWriter error)
    {
        var target = OutputTarget.Choose(Output, Assembly, named: true);
        var key = KeyFile.Read(Key);
        using var assembly = AssemblyLoader.Load(Assembly, References);
        Watch.Expect(Watch.ForMethods(assembly.Module.GetTypes().Sum(t => t.Methods.Count)), error);
        foreach (var warning in assembly.Diagnostics) error.WriteLine(warning);

        Modes.TryParse(Mode, out var modes);
        var options = new DiffOptions { Modes = modes };
        var run = new DifferentiationRun(assembly, options, error) { AtRequest = true };
        var failed = false;
        foreach (var pattern in Methods) failed |= Report(run, error, pattern.Contains('*') && !Strict, () => run.Differentiate(pattern));
        if (!OnlyNamed) failed |= Report(run, error, lenient: false, () => run.DifferentiateMarked());
        var asked = Generated(run).ToList();
        if (!OnlyNamed) failed |= Report(run, error, lenient: false, () => run.WeaveCalls(References.Any(IsEngine), Strict));

        if (ReportPath is not null) Cli.Report.Write(ReportPath, Assembly, assembly.Sha256, run.Entries);
        if (failed) return run.Entries.Any(e => e.Diagnostics.Any(d => d.IsInternal)) ? ExitCode.Internal : ExitCode.Partly;

        if (!Generated(run).Any()) Copy(target);
        else
        {
            run.AddFreshnessChecks();
            Provenance.Mark(assembly, options, run.Outcomes);
            foreach (var warning in AssemblyWriter.Write(assembly, target, key, withRuntime: false))
            {
                // Nobody but its author can sign an assembly of others again.
                error.WriteLine(OnlyNamed && warning.Id == DiagnosticId.SignatureDropped ? warning with { Severity = Severity.Info } : warning);
            }

            if (ReferenceInput is not null) Extend(ReferenceInput, asked, key);
        }

        foreach (var entry in run.Entries.Where(e => e.Generated.Count > 0)) output.WriteLine($"{entry.Method}: {string.Join(", ", entry.Generated)}");
        return ExitCode.Done;
    }

    /// <summary>Runs a part and prints what it found and was not found before; true if that is an error for the build.</summary>
    private static bool Report(DifferentiationRun run, TextWriter error, bool lenient, Action part)
    {
        var before = run.Entries.Count;
        part();
        var found = run.Entries.Skip(before).SelectMany(e => e.Diagnostics)
            .Select(d => lenient && d is { Severity: "error", IsInternal: false } ? d with { Severity = "warning" } : d)
            .Except(run.Entries.Take(before).SelectMany(e => e.Diagnostics)).ToList();
        foreach (var diagnostic in found) error.WriteLine(diagnostic);
        return run.Entries.Skip(before).Any(e => e.Diagnostics.Any(d => d.Severity == "error" && (!lenient || d.IsInternal)));
    }

    private static IEnumerable<MethodDefinition> Generated(DifferentiationRun run) => run.Outcomes.SelectMany(o => o.Generated).Distinct();

    private static bool IsEngine(string reference) => Path.GetFileName(reference) == Path.GetFileName(typeof(AssemblyDifferentiator).Assembly.Location);

    private void Copy(OutputTarget target)
    {
        OutputTarget.Replace(target.Path, File.ReadAllBytes(Assembly));
        var symbols = Path.ChangeExtension(Assembly, ".pdb");
        if (File.Exists(symbols)) OutputTarget.Replace(Path.ChangeExtension(target.Path, ".pdb"), File.ReadAllBytes(symbols));
        if (ReferenceInput is not null) OutputTarget.Replace(ReferenceOutput!, File.ReadAllBytes(ReferenceInput));
    }

    /// <summary>What only calls of <c>Diff</c> needed is nobody else's business.</summary>
    private void Extend(string input, List<MethodDefinition> asked, byte[]? key)
    {
        using var reference = AssemblyLoader.Load(input, References);
        var extension = new ReferenceAssemblyExtension(reference.Module);
        foreach (var member in asked) extension.Add(member);
        AssemblyWriter.Write(reference, OutputTarget.Choose(ReferenceOutput!, input, named: true), key, withRuntime: false);
    }
}
