namespace ILDiff.Differentiation.Reverse;

using ILDiff.Analyses;
using ILDiff.IR;
using ILDiff.Types;

/// <summary>
/// The reverse mode of a method that is called from others: an augmented primal, which records in a frame on the tape,
/// and an adjoint, which is given that frame and what else its reverse sweep reads of the arguments.
/// </summary>
internal sealed class SplitDerivative(IRMethod body, MethodHandle primal, ActivitySignature signature, DerivativeClosure closure, IDerivativeSink sink) : ISplitDerivative
{
    private MethodHandle? augmented;
    private MethodHandle? adjoint;
    private IReadOnlyList<Item>? inputs;
    private ReversePlan? plan;

    private TypeUniverse Types => closure.Types;

    public SplitShape Shape { get; } = new(primal, signature, closure.Types);

    public MethodHandle Augmented => augmented ??= sink.Declare(primal, Shape.Augmented());

    /// <summary>The adjoint; asking for it settles its parameters.</summary>
    public MethodHandle Adjoint => adjoint ??= sink.Declare(primal, Shape.Adjoint(Inputs));

    /// <summary>
    /// What of its own parameters (as values of its primal, by position) the adjoint is passed, in order: primal values
    /// and shadows. All of them, if the method is being made and calls itself.
    /// </summary>
    public IReadOnlyList<(int Parameter, bool Shadow)> Inputs { get; private set; } = [];

    /// <summary>A recursive call needs the adjoint's parameters before it is planned: then all are passed.</summary>
    public void FreezeInputs()
    {
        if (inputs is not null || adjoint is not null) return;
        SetInputs([.. body.Parameters.SelectMany(p => new Item[] { new PrimalItem(p), new ShadowItem(p) })], body);
    }

    public void Build()
    {
        plan = new ReversePlan(body, signature, closure, isSplit: true, []);
        if (inputs is null) SetInputs([.. plan.Closed()], plan.Primal.Method);
        sink.Define(Augmented, BuildAugmented(plan));
        sink.Define(Adjoint, BuildAdjoint(plan));
    }

    private void SetInputs(IReadOnlyList<Item> items, IRMethod method)
    {
        inputs = items;
        var chosen = new List<(int, bool)>();
        for (var i = 0; i < method.Parameters.Count; i++)
        {
            if (items.Contains(new PrimalItem(method.Parameters[i])) && !method.Parameters[i].Type.IsAddress) chosen.Add((i, false));
            if (Shape.HasShadow(i) && items.Contains(new ShadowItem(method.Parameters[i]))) chosen.Add((i, true));
        }

        Inputs = chosen;
    }

    private IRMethod BuildAugmented(ReversePlan plan)
    {
        var (target, prologue, parameters) = DerivativeMethods.Begin(Augmented);
        var next = 1;
        var values = new List<Value>();
        var shadows = new List<Value?>();
        for (var i = 0; i < primal.Parameters.Count; i++)
        {
            values.Add(parameters[next++]);
            shadows.Add(Shape.HasShadow(i) ? parameters[next++] : null);
        }

        var resultShadow = Shape.ReturnsShadow ? parameters[next++] : null;
        var frame = parameters[next];
        var tape = new TapeAccess(Types, parameters[0], prologue);
        var sweep = new ForwardSweep(plan.Primal, target, plan.Activity, closure, plan.Recording, plan.Layout, tape, (forward, returned) =>
        {
            forward.Builder.Store(frame, forward.Frame ?? forward.Builder.Int(0), Types.Int32);
            if (resultShadow is not null) forward.Builder.Store(resultShadow, forward.DualOf(returned.Operand(0)), primal.ReturnType);
            forward.Builder.Return([.. returned.Operands.ToArray().Select(forward.CopyOf)]);
        });
        var start = target.AddBlock();
        sweep.Emit(values, shadows, start);
        new IRBuilder(target, prologue).Jump(start);
        return target;
    }

    private IRMethod BuildAdjoint(ReversePlan plan)
    {
        var (target, prologue, parameters) = DerivativeMethods.Begin(Adjoint);
        var given = new Dictionary<Item, Value>();
        var next = 1;
        foreach (var (i, shadow) in Inputs)
        {
            Value parameter = plan.Primal.Method.Parameters[i];
            given.Add(shadow ? new ShadowItem(parameter) : new PrimalItem(parameter), parameters[next++]);
        }

        var places = new List<Value?>();
        for (var i = 0; i < primal.Parameters.Count; i++) places.Add(Shape.HasAdjoint(i) ? parameters[next++] : null);
        var seed = Shape.TakesSeed ? parameters[next++] : null;
        var frame = parameters[next];
        var slots = new IRBuilder(target, prologue);
        var shadowSlots = new Dictionary<Slot, Slot>();
        var tape = new TapeAccess(Types, parameters[0], prologue);
        var visits = new LoopVisitSlots();
        Value ShadowSlot(IRBuilder builder, Slot slot)
        {
            if (!shadowSlots.TryGetValue(slot, out var shadow)) shadowSlots.Add(slot, shadow = slots.Slot(slot.Stored.Shadow));
            return shadow;
        }

        var reviver = new Reviver(plan.Primal, plan.Recomputation, plan.Recording, plan.Layout, tape, visits,
            (_, item) => given.GetValueOrDefault(item), ShadowSlot, frame, slots);
        var finish = target.AddBlock();
        new IRBuilder(target, finish).Return();
        if (plan.Primal.ReturnBlock is null)
        {
            slots.Jump(finish);
            return target;
        }

        var start = new ReverseSweep(plan.Primal, plan.Activity, closure, reviver, target, prologue, visits, parameters[0]).Emit(seed, places, finish);
        slots.Jump(start);
        return target;
    }
}
