namespace ILDiff.Differentiation;

using ILDiff.Diagnostics;
using ILDiff.IR;
using ILDiff.Types;

/// <summary>
/// The implementations that a virtual or interface call may run, among the types of the closed world, and which of them
/// are left out of a request because they have no derivative.
/// </summary>
internal sealed class DispatchTargets(TypeUniverse types)
{
    /// <summary>A call on more types than this is refused: the choice would be slow, and its derivative large.</summary>
    public const int MostReceivers = 64;

    /// <summary>How many implementations may turn out to have no derivative before the request is given up.</summary>
    private const int MostLeftOut = 4;

    private readonly ClosedWorld world = new(types, reference => BodyStore.IsFramework(reference) || reference.Name == typeof(Dispatch).Assembly.GetName().Name);
    private readonly Dictionary<(IRType, MethodHandle), (IReadOnlyList<DispatchTarget> Targets, string? Refusal)> known = [];
    private readonly Dictionary<MethodHandle, Diagnostic> leftOut = [];

    /// <summary>Changes whenever one more implementation is left out.</summary>
    public int Version { get; private set; }

    /// <summary>Starts a request.</summary>
    public void Begin()
    {
        if (leftOut.Count == 0) return;
        leftOut.Clear();
        Version++;
    }

    /// <summary>Leaves an implementation out of this request; false if it is left out already, or too many are.</summary>
    public bool TryLeaveOut(MethodHandle implementation, Diagnostic why)
    {
        if (leftOut.Count >= MostLeftOut || !leftOut.TryAdd(implementation, why)) return false;
        Version++;
        return true;
    }

    /// <summary>The choices of a call, or why there is no choice to be made.</summary>
    public (IReadOnlyList<DispatchTarget> Targets, string? Refusal) Of(Call call)
    {
        var all = All(call);
        if (all.Refusal is not null || leftOut.Count == 0) return all;
        var targets = all.Targets.Select(t => t with { Refusal = Refusal(t.Method) }).ToList();
        return targets.Any(t => t.Refusal is null) ? (targets, null) : ([], targets[0].Refusal);
    }

    /// <summary>The same whether they have derivatives or not, which says nothing of what they do with memory.</summary>
    public (IReadOnlyList<DispatchTarget> Targets, string? Refusal) All(Call call)
    {
        if (call.Constrained is not null || call.Method.Definition is not { IsVirtual: true } definition) return ([], "it is not known what it is called on");
        var declared = call.Method.DeclaringType;
        var receiver = Assignability.IsAssignable(call.Operand(0).Type, declared) ? call.Operand(0).Type : declared;
        if (receiver.Definition is not { } receiverDefinition) return ([], "the type of the object cannot be resolved");
        if (BodyStore.IsFramework(receiverDefinition, types.Module) && BodyStore.IsFramework(definition.DeclaringType, types.Module))
        {
            return ([], $"objects of type {receiver} may be the framework's, whose code is not differentiated");
        }

        if (!known.TryGetValue((receiver, call.Method), out var all)) known.Add((receiver, call.Method), all = Choose(receiver, call));
        return all;
    }

    private (IReadOnlyList<DispatchTarget> Targets, string? Refusal) Choose(IRType receiver, Call call)
    {
        var receivers = world.Concrete(receiver, call.Origin?.Method.Module ?? types.Module);
        if (receivers.Count > MostReceivers) return ([], $"{receivers.Count} types implement it, and at most {MostReceivers} are told apart");
        var byMethod = new Dictionary<MethodHandle, List<IRType>>();
        foreach (var type in receivers)
        {
            // A type whose implementation is not found is met by the exception for types that are not known.
            if (Implementations.Find(type, call.Method) is not { HasThis: true } found) continue;
            if (!byMethod.TryGetValue(found, out var list)) byMethod.Add(found, list = []);
            list.Add(type);
        }

        return byMethod.Count > 0 ? ([.. byMethod.Select(p => new DispatchTarget(p.Key, p.Value, null))], null)
            : ([], "no implementation is known in this assembly and what it references");
    }

    private string? Refusal(MethodHandle implementation) => !leftOut.TryGetValue(implementation, out var why) ? null
        : $"{implementation} cannot be differentiated ({why.Code}, {why.Location}: {why.Message})";
}
