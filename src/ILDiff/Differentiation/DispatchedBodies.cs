namespace ILDiff.Differentiation;

using ILDiff.Analyses;
using ILDiff.ControlFlow;
using ILDiff.IR;
using ILDiff.Types;

/// <summary>
/// Makes active virtual calls of a method a choice over the implementations, so that activity, recording and everything
/// after sees branches and direct calls. Other virtual calls stay, and dispatch as ever.
/// </summary>
internal sealed class DispatchedBodies(DerivativeClosure closure, IBodySource bodies, DispatchTargets targets)
{
    /// <summary>What was chosen may be inlined and bring virtual calls of its own, but not without end.</summary>
    private const int MostRounds = 8;

    private readonly Dictionary<(IRMethod, ActivitySignature), IRMethod> made = [];
    private readonly Dictionary<MethodHandle, IRMethod> calls = [];
    private int version;

    /// <summary>The body with its active virtual calls resolved, as far as that is possible.</summary>
    /// <param name="normalized">The body as it is differentiated; not changed.</param>
    /// <param name="signature">What is active.</param>
    public IRMethod Of(IRMethod normalized, ActivitySignature signature)
    {
        if (!HasDispatch(normalized)) return normalized;
        if (version != targets.Version) made.Clear();
        version = targets.Version;
        if (made.TryGetValue((normalized, signature), out var known)) return known;
        var body = normalized;
        for (var round = 0; round < MostRounds && Expanded(body, signature) is { } expanded; round++) body = expanded;
        return made[(normalized, signature)] = body;
    }

    /// <summary>A body that calls the method on its receiver, as who calls the method does; null where that is what the method says anyway.</summary>
    public IRMethod? CallOf(MethodHandle method)
    {
        if (method.Definition is not { IsVirtual: true, IsFinal: false, DeclaringType.IsSealed: false } || !method.DeclaringType.IsObject) return null;
        if (calls.TryGetValue(method, out var known)) return known;
        var (body, entry, parameters) = DerivativeMethods.Begin(method);
        var builder = new IRBuilder(body, entry) { Origin = new Origin(method.Definition, 0) };
        var result = builder.CallVirtual(method, null, [.. parameters]);
        builder.Return(method.ReturnType.Kind == TypeKind.Void ? [] : [result]);
        bodies.Renormalize(body);
        return calls[method] = body;
    }

    /// <summary>Why a call was left virtual.</summary>
    public string Refusal(Call call) => targets.Of(call).Refusal ?? "its implementations call each other in turn";

    /// <summary>The methods that a call is known to run; null where there is no telling.</summary>
    public IReadOnlyList<MethodHandle>? Implementations(Call call) => targets.All(call) is { Refusal: null } known ? [.. known.Targets.Select(t => t.Method)] : null;

    private static bool HasDispatch(IRMethod method) => method.Instructions.Any(i => i is Call { IsDispatched: true });

    private IRMethod? Expanded(IRMethod body, ActivitySignature signature)
    {
        if (!HasDispatch(body)) return null;
        var copy = MethodCopy.Of(body);
        var activity = new Activity(copy, signature, closure, trustsDispatch: false);
        var choices = copy.Instructions.OfType<Call>()
            .Where(c => c.IsDispatched && closure.IsActiveCall(c, activity))
            .Select(c => (Call: c, targets.Of(c).Targets))
            .Where(c => c.Targets.Count > 0).ToList();
        if (choices.Count == 0) return null;
        var results = new Replacement();
        foreach (var (call, chosen) in choices) DispatchChain.Replace(copy, call, chosen, results);
        results.Apply(copy);
        bodies.Renormalize(copy);
        return copy;
    }
}
