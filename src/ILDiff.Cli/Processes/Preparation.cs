namespace ILDiff.Cli.Processes;

using ILDiff.Diagnostics;
using ILDiff.Reading;
using ILDiff.Writing;
using Mono.Cecil;

/// <summary>The first half of a survey or check: differentiates the methods and leaves the rewritten assembly in the work folder.</summary>
internal static class Preparation
{
    /// <summary>A method that takes longer than this to differentiate is given up.</summary>
    private static readonly TimeSpan MethodLimit = TimeSpan.FromSeconds(30);

    private const int MostRestarts = 20;

    /// <summary>Done by the process that may die of it.</summary>
    public static void Run(WorkFolder folder, TextWriter error)
    {
        var settings = folder.Settings;
        var write = folder.StartLines();
        using var assembly = AssemblyLoader.Load(settings.Assembly, settings.References);
        write(new WorkLine(Sha256: assembly.Sha256));
        Watch.Expect(Watch.ForMethods(assembly.Module.GetTypes().Sum(t => t.Methods.Count)), error);
        foreach (var warning in assembly.Diagnostics) write(new WorkLine(Warning: ReportDiagnostic.Of(warning)));

        var run = new DifferentiationRun(assembly, new DiffOptions(), error) { MethodLimit = MethodLimit };
        var methods = Methods(assembly, settings, run);
        foreach (var entry in run.Entries) write(new WorkLine(Entry: entry));
        var skipped = folder.Skipped;
        var progress = new Progress(error, "differentiated", methods.Count);
        var differentiated = new List<(MethodReference Method, bool MakesSteps)>();
        foreach (var method in methods)
        {
            var name = MethodPatterns.Display(method);
            progress.Step();
            if (skipped.Contains(name)) continue;
            write(new WorkLine(Starts: name));
            if (run.Differentiate(method) is not { } outcome) continue;
            write(new WorkLine(Entry: run.Entries[^1]));
            if (outcome.Differentiated) differentiated.Add((method, outcome.Diagnostics.Any(d => d.Id == DiagnosticId.StepFunction)));
        }

        if (settings.Writes && differentiated.Count > 0)
        {
            Watch.Expect(TimeSpan.FromSeconds(60), error);
            File.WriteAllBytes(folder.ImagePath, AssemblyWriter.ToBytes(assembly).Image);
            foreach (var (method, makesSteps) in differentiated) write(new WorkLine(Key: KeyOf(method, makesSteps)));
        }

        write(new WorkLine(Ended: true));
    }

    /// <summary>
    /// Done by the process that watches: starts the other again, without the method that ended it, until it comes through.
    /// Returns null, or the exit code if the assembly cannot be read at all.
    /// </summary>
    public static int? RunWatched(WorkFolder folder, TextWriter output, TextWriter error, List<ReportEntry> casualties)
    {
        for (var restarts = 0; ; restarts++)
        {
            var code = Supervisor.Run([Supervisor.PrepareCommand, folder.Path], folder.Settings.Assembly, output, error, out var death);
            if (death is null) return code == ExitCode.Done ? null : code;
            var lines = folder.ReadLines().ToList();
            var finished = lines.Where(l => l.Entry is not null).Select(l => l.Entry!.Method).ToHashSet();
            if (lines.LastOrDefault(l => l.Starts is not null)?.Starts is not { } culprit || finished.Contains(culprit) || restarts == MostRestarts)
            {
                error.WriteLine(death);
                return ExitCode.Input;
            }

            folder.Skip(culprit);
            casualties.Add(new ReportEntry(culprit, false, [], [ReportDiagnostic.Of(new Diagnostic(DiagnosticId.InternalError, Severity.Error,
                $"differentiating this method ended the process: {death.Message}", new SourceLocation(Path.GetFileName(folder.Settings.Assembly), culprit)))]));
        }
    }

    private static List<MethodReference> Methods(LoadedAssembly assembly, WorkSettings settings, DifferentiationRun run)
    {
        if (settings.Patterns.Count > 0) return [.. settings.Patterns.SelectMany(run.Find)];
        if (settings.AllPublic) return [.. new Candidates(assembly.Module).Public()];
        var marked = MarkedMethod.In(assembly.Module).Select(m => (MethodReference)m.Method).ToList();
        return marked.Count > 0 ? marked : throw new DiagnosticException(new Diagnostic(DiagnosticId.NoSuchMethod, Severity.Error,
            "no method is marked with [Differentiable]; name methods with -m", new SourceLocation(assembly.Path)));
    }

    /// <summary>To be called after writing, which gives the definitions their tokens.</summary>
    private static MethodKey KeyOf(MethodReference method, bool makesSteps) => new(
        MethodPatterns.Display(method), method.Resolve().MetadataToken.ToInt32(),
        method is GenericInstanceMethod instance ? [.. instance.GenericArguments.Select(a => a.FullName.Replace('/', '+'))] : [], makesSteps);
}
