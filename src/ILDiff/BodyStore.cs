namespace ILDiff;

using ILDiff.Diagnostics;
using ILDiff.IR;
using ILDiff.Reading;
using ILDiff.Rules;
using ILDiff.Types;

/// <summary>Reads and simplifies the body of each method once.</summary>
internal sealed class BodyStore(TypeUniverse types, DiffOptions options, RuleBook rules) : IBodySource
{
    private readonly Dictionary<MethodHandle, (IRMethod? Body, string? Failure)> bodies = [];
    private readonly HashSet<MethodHandle> reading = [];
    private readonly Dictionary<MethodHandle, IRMethod> normalized = [];

    /// <inheritdoc/>
    public IRMethod? Simplified(MethodHandle method) => reading.Contains(method) ? null : Get(method).Body;

    /// <inheritdoc/>
    public string? Failure(MethodHandle method) => reading.Contains(method) ? null : Get(method).Failure;

    /// <summary>The form that is differentiated; null where there is no body.</summary>
    public IRMethod? Normalized(MethodHandle method)
    {
        if (normalized.TryGetValue(method, out var known)) return known;
        if (Simplified(method) is not { } simplified) return null;
        var body = BodyCopier.CopyOf(simplified);
        new PassRunner(options, rules, this).Run(body, Pipeline.Normalization);
        return normalized[method] = body;
    }

    private (IRMethod? Body, string? Failure) Get(MethodHandle method)
    {
        if (bodies.TryGetValue(method, out var known)) return known;
        if (method.Definition is not { HasBody: true }) return bodies[method] = (null, Unreadable(method));
        reading.Add(method);
        try
        {
            var body = MethodReader.Read(method, types);
            var runner = new PassRunner(options, rules, this);
            runner.Verify(body, "reading");
            if (options.Optimize) runner.Run(body, Pipeline.Simplification);
            return bodies[method] = (body, null);
        }
        catch (DiagnosticException e)
        {
            return bodies[method] = (null, e.Diagnostic.Message);
        }
        finally
        {
            reading.Remove(method);
        }
    }

    private static string Unreadable(MethodHandle method) => method.Definition switch
    {
        null => "its assembly is missing",
        { IsPInvokeImpl: true } => "it is native code behind a P/Invoke",
        { IsAbstract: true } => "it is abstract",
        { IsInternalCall: true } or { IsRuntime: true } => "it is implemented by the runtime",
        _ => "it has no body",
    };
}
