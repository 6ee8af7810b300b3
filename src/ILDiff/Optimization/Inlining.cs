namespace ILDiff.Optimization;

using System.Runtime.CompilerServices;
using ILDiff.Analyses;
using ILDiff.ControlFlow;
using ILDiff.IR;
using ILDiff.Simplification;
using ILDiff.Types;

/// <summary>
/// Puts the bodies of small callees in the place of their calls, so that what they compute is differentiated in place
/// and their structs and getters vanish. Never one with a rule, one that calls itself, or one with protected regions; nor
/// an implementation chosen by run-time type that dispatches in turn, since that may lead back here.
/// </summary>
internal sealed class Inlining : IPass
{
    private const int Tiny = 20;
    private const int Small = 80;
    private const int SmallInLoop = 200;
    private const int Asked = 500;
    private const int CallerLimit = 4000;

    /// <summary>Whether the body of a method may stand in a caller, by the members that it touches. By default any: emission sees to access.</summary>
    public Func<IRMethod, MethodHandle, bool> MayContain { get; init; } = (_, _) => true;

    /// <summary>
    /// Inline exactly the callees that must be, of whatever size: those that return a reference to a variable or a span, since a
    /// derivative cannot return one together with the one to its shadow; those that take a delegate made here, and the
    /// methods of the object that it captures, since only in place is it known what is called.
    /// </summary>
    public bool OnlyNeeded { get; init; }

    public bool Run(IRMethod method, PassContext context)
    {
        var calls = method.Blocks.Where(context.Flow.IsReachable).SelectMany(b => b.Instructions).Where(IsCandidate).ToList();
        if (calls.Count == 0) return false;
        var inLoop = calls.Where(c => context.Loops.Of(c.Block!) is not null).ToHashSet();
        var origins = new Origins(method);
        var faults = new Faults(method, origins);
        var size = method.Instructions.Count();
        var results = new Replacement();
        var changed = false;
        foreach (var site in calls)
        {
            var callee = site is NewObject made ? made.Constructor : ((Call)site).Method;
            if (OnlyNeeded && site.Type.Kind != TypeKind.ByRef && !site.Type.HoldsSpan() && !TakesDelegate(site, origins)) continue;
            if (context.Rules.Find(callee) is not null || !IsAllowed(method, callee)) continue;
            if (!RuntimeHelpers.TryEnsureSufficientExecutionStack() || context.Bodies.Simplified(callee) is not { } body) continue;
            if (!IsInlinable(body, callee) || !MayContain(method, callee)) continue;
            if (site is Call { Origin.Implementation: { } chosen } && chosen == callee && body.Instructions.Any(i => i is Call { IsDispatched: true })) continue;
            if (site is Call { Kind: CallKind.Virtual } dispatched && !IsSureTarget(dispatched, body, faults)) continue;
            if (site is NewObject construction && !Constructions.CanSplit(construction, context)) continue;
            var weight = Weight(body);
            var isAsked = (callee.Definition!.ImplAttributes & Mono.Cecil.MethodImplAttributes.AggressiveInlining) != 0 || TakesNewObject(site, origins);
            var limit = isAsked ? Asked : inLoop.Contains(site) ? SmallInLoop : Small;
            if (!OnlyNeeded && weight > Tiny && (weight > limit || size + weight > CallerLimit)) continue;
            BodySplice.Replace(method, site is NewObject whole ? Constructions.Split(whole, results) : (Call)site, body, results);
            size += weight;
            changed = true;
        }

        if (!changed) return false;
        results.Apply(method);
        context.Invalidate();
        return true;
    }

    private static bool IsCandidate(Instruction instruction) => instruction is Call { IsPureFunction: false, Constrained: null } or NewObject { IsDelegate: false };

    /// <summary>
    /// Whether it is given a delegate or another object that was made here: in place, what the callee calls through it
    /// becomes known, and the object may vanish.
    /// </summary>
    private static bool TakesNewObject(Instruction site, Origins origins) =>
        site.Operands.ToArray().Any(o => o.Type.IsObject && origins.Of(o) is { } all && all.Any(v => v is NewObject or Allocate));

    private static bool TakesDelegate(Instruction site, Origins origins) =>
        site.Operands.ToArray().Any(o => o.Type.IsObject && origins.Of(o) is { } all && all.Any(v => v is NewObject { IsDelegate: true }));

    private bool IsAllowed(IRMethod method, MethodHandle callee)
    {
        if (callee == method.Source || callee.Definition is not { HasBody: true, IsAbstract: false } definition) return false;
        var forbidding = Mono.Cecil.MethodImplAttributes.Synchronized | (OnlyNeeded ? 0 : Mono.Cecil.MethodImplAttributes.NoInlining);
        if ((definition.ImplAttributes & forbidding) != 0) return false;

        // A precise type initialiser runs when the method is called.
        var type = definition.DeclaringType;
        return type.IsBeforeFieldInit || type == method.Source?.Definition?.DeclaringType || !(definition.IsStatic || definition.IsConstructor)
            || !type.Methods.Any(m => m is { IsConstructor: true, IsStatic: true });
    }

    private static bool IsInlinable(IRMethod body, MethodHandle callee) =>
        body.Regions.Count == 0
        && body.Blocks.Any(b => b.Terminator is Return)
        && !body.Instructions.Any(i => i is StackAllocate or Opaque or Slot { IsPinned: true } || (i is Call call && call.Method == callee));

    /// <summary>Whether a virtual call runs this method, and the body misses a null receiver as the call would.</summary>
    private static bool IsSureTarget(Call call, IRMethod body, Faults faults)
    {
        if (call.Method.Definition is not { } definition || !call.Method.HasThis) return false;
        if (definition.IsVirtual && !definition.IsFinal && !definition.DeclaringType.IsSealed) return false;
        if (!call.Method.DeclaringType.IsObject || faults.IsNonNull(call.Operand(0))) return true;
        foreach (var instruction in body.Entry.Instructions)
        {
            var receiver = instruction switch
            {
                Load load => Place.Of(load.Address),
                Store store => Place.Of(store.Address),
                _ => null,
            };
            if (receiver is { Kind: PlaceKind.Field } && receiver.Base == body.Parameters[0]) return true;
            if (instruction is Call { Kind: CallKind.Virtual } inner && inner.Operand(0) == body.Parameters[0]) return true;
            if (!instruction.IsRemovable) return false;
        }

        return false;
    }

    /// <summary>Addresses and variables are free: they end up in what uses them.</summary>
    private static int Weight(IRMethod body) =>
        body.Instructions.Count(i => i is not (Slot or FieldAddress or ElementAddress or StaticFieldAddress or Jump or Return));
}
