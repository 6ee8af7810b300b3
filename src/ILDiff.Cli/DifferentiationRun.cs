namespace ILDiff.Cli;

using ILDiff.Cli.Processes;
using ILDiff.Diagnostics;
using ILDiff.Reading;
using ILDiff.Weaving;
using Mono.Cecil;

/// <summary>Differentiates methods of one assembly and keeps the account of it; no method's failure ends the run.</summary>
internal sealed class DifferentiationRun(LoadedAssembly assembly, DiffOptions options, TextWriter error)
{
    private readonly AssemblyDifferentiator differentiator = new(assembly.Module, options);
    private readonly HashSet<string> seen = [];

    /// <summary>What happened to each method, in the order asked for.</summary>
    public List<ReportEntry> Entries { get; } = [];

    /// <summary>The differentiator's own account.</summary>
    public List<MethodOutcome> Outcomes { get; } = [];

    /// <summary>How long one method may take before the process is ended from outside.</summary>
    public TimeSpan MethodLimit { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Whether what is found in code without symbols is reported where its derivative was asked for.</summary>
    public bool AtRequest { get; init; }

    /// <summary>The methods that a pattern means; a pattern without match becomes an entry.</summary>
    public IReadOnlyList<MethodReference> Find(string pattern)
    {
        try
        {
            return MethodPatterns.Find(assembly, pattern);
        }
        catch (DiagnosticException e)
        {
            Entries.Add(new ReportEntry(pattern, false, [], [ReportDiagnostic.Of(e.Diagnostic)]));
            return [];
        }
    }

    /// <summary>Takes the methods that a pattern means.</summary>
    public void Differentiate(string pattern)
    {
        foreach (var method in Find(pattern)) Differentiate(method);
    }

    /// <summary>Takes the methods marked with the attribute; false if there are none.</summary>
    public bool DifferentiateMarked()
    {
        var marked = MarkedMethod.In(assembly.Module).ToList();
        foreach (var (method, names) in marked)
        {
            Differentiate(new DerivativeRequest(method) { WithRespectTo = names.Count == 0 ? null : names });
        }

        return marked.Count > 0;
    }

    /// <summary>Takes one method; a second time it is passed over.</summary>
    public MethodOutcome? Differentiate(MethodReference method) => Differentiate(new DerivativeRequest(method));

    /// <summary>Takes the calls of <c>Diff</c>.</summary>
    /// <param name="engineIsThere">Whether what cannot be resolved can be made while the program runs.</param>
    /// <param name="strict">Whether it is an error that a call cannot be resolved.</param>
    public void WeaveCalls(bool engineIsThere, bool strict)
    {
        var weaver = new DiffCallWeaver(differentiator);
        foreach (var call in weaver.Calls())
        {
            Watch.Expect(MethodLimit, error);
            var outcome = Try(call.Caller, call.ToString(), () => weaver.Weave(call, engineIsThere, strict));
            Outcomes.Add(outcome);
            Entries.Add(Entry(outcome));
        }
    }

    /// <summary>Lets what was made in a debug build notice hot reload.</summary>
    public void AddFreshnessChecks() => FreshnessChecks.Add(differentiator, Outcomes.SelectMany(o => o.Generated));

    private MethodOutcome? Differentiate(DerivativeRequest request)
    {
        var method = request.Method;
        var name = MethodPatterns.Display(method);
        if (!seen.Add(name)) return null;
        Watch.Expect(MethodLimit, error);
        var outcome = Try(method, name, () => differentiator.Differentiate(request));
        if (AtRequest && method.Resolve() is { } asked) outcome = outcome with { Diagnostics = [.. outcome.Diagnostics.Select(d => d.At(asked))] };
        Outcomes.Add(outcome);
        Entries.Add(Entry(outcome with { Method = name }));
        return outcome;
    }

    private static ReportEntry Entry(MethodOutcome outcome) =>
        new(outcome.Method, outcome.Differentiated, [.. outcome.Generated.Select(g => g.Name)], [.. outcome.Diagnostics.Select(ReportDiagnostic.Of)]);

    private MethodOutcome Try(MethodReference method, string name, Func<MethodOutcome> differentiate)
    {
        try
        {
            return differentiate();
        }
        catch (DiagnosticException e)
        {
            return new MethodOutcome(name, [], [e.Diagnostic]);
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            var place = e.StackTrace?.Split('\n').FirstOrDefault()?.Trim();
            return new MethodOutcome(name, [], [new Diagnostic(DiagnosticId.InternalError, Severity.Error,
                $"{e.GetType().Name}: {e.Message} ({place})", new SourceLocation(assembly.Module.Name, name))]);
        }
    }
}
