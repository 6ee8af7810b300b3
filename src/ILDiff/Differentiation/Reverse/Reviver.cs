namespace ILDiff.Differentiation.Reverse;

using ILDiff.Analyses;
using ILDiff.ControlFlow;
using ILDiff.Diagnostics;
using ILDiff.IR;
using ILDiff.Types;

/// <summary>
/// Gives the reverse sweep what it asks for: a local of the forward sweep, a replay from the tape, or the computation
/// again. What was revived in a block is shared within it.
/// </summary>
internal sealed class Reviver : IForwardAccess
{
    private readonly PreparedPrimal primal;
    private readonly Recomputation recomputation;
    private readonly RecordingPlan plan;
    private readonly TapeLayout layout;
    private readonly TapeAccess? tape;
    private readonly LoopVisitSlots visits;
    private readonly Func<IRBuilder, Item, Value?> given;
    private readonly Func<IRBuilder, Slot, Value> shadowSlot;
    private readonly IRBuilder slots;
    private readonly Dictionary<Item, Value> revived = [];
    private readonly Dictionary<(Loop?, Bank), Value> positions = [];
    private readonly Dictionary<Loop, Slot> frames = [];
    private readonly Value? frame;

    /// <param name="given">What the method of the reverse sweep has as a parameter or local; null for what it has not.</param>
    /// <param name="shadowSlot">The shadow of a local variable.</param>
    /// <param name="frame">Where the method's frame starts, if there is one.</param>
    public Reviver(
        PreparedPrimal primal, Recomputation recomputation, RecordingPlan plan, TapeLayout layout, TapeAccess? tape, LoopVisitSlots visits,
        Func<IRBuilder, Item, Value?> given, Func<IRBuilder, Slot, Value> shadowSlot, Value? frame, IRBuilder slots)
    {
        this.primal = primal;
        this.recomputation = recomputation;
        this.plan = plan;
        this.layout = layout;
        this.tape = tape;
        this.visits = visits;
        this.given = given;
        this.shadowSlot = shadowSlot;
        this.frame = frame;
        this.slots = slots;
    }

    public void Enter(Block block)
    {
        revived.Clear();
        positions.Clear();
    }

    public Value Primal(IRBuilder builder, Value value) => Get(builder, new PrimalItem(value));

    public Value Shadow(IRBuilder builder, Value value) => Get(builder, new ShadowItem(value));

    public Value ShadowSlot(IRBuilder builder, Slot slot) => shadowSlot(builder, slot);

    public Value CalleeFrame(IRBuilder builder, Call call) => Get(builder, new CalleeFrameItem(call));

    public void EnterLoop(IRBuilder builder, Loop loop)
    {
        // From here on the visit is another one.
        var last = layout.Of(loop) is { Kind: SlabKind.Linked } ? Get(builder, new LastFrameItem(loop)) : null;
        Enter(builder.Block);
        if (last is not null) builder.Store(FrameSlot(loop), last, primal.Method.Types.Int32);
    }

    public void StepLoop(IRBuilder builder, Loop loop)
    {
        Enter(builder.Block);
        if (layout.Of(loop) is not { Kind: SlabKind.Linked }) return;
        var slot = FrameSlot(loop);
        var current = builder.Load(slot, slot.Stored);
        builder.Store(slot, tape!.Read(builder, Bank.Ints, current, slot.Stored), slot.Stored);
    }

    private Slot FrameSlot(Loop loop)
    {
        if (!frames.TryGetValue(loop, out var slot)) frames.Add(loop, slot = slots.Slot(primal.Method.Types.Int32, "frameBack"));
        return slot;
    }

    private Value Get(IRBuilder builder, Item item)
    {
        if (item is PrimalItem { Value: Constant constant }) return builder.Method.Constant(constant.Type, constant.Literal);
        if (item is ShadowItem { Value: Constant none }) return builder.Zero(none.Type.Shadow);
        if (revived.TryGetValue(item, out var known)) return known;
        var value = layout.CellsOf(item) is { } cells ? Replay(builder, item, cells)
            : given(builder, item) ?? (plan.Recorded.Contains(item) ? throw new InvalidOperationException($"{item} was not kept") : Recompute(builder, item));
        revived[item] = value;
        return value;
    }

    private Value Replay(IRBuilder builder, Item item, IReadOnlyList<Cell> cells)
    {
        var loop = recomputation.LoopOf(item);
        var type = TapeLayout.TypeOf(item, builder.Types);
        Value? whole = null;
        foreach (var cell in cells)
        {
            var position = Position(builder, loop, cell.Bank);
            var part = tape!.Read(builder, cell.Bank, builder.Add(position, builder.Int(cell.Offset)), cell.Type);
            if (cell.Path.Count == 0) return part;
            whole = Insert(builder, whole ?? builder.Zero(type), cell.Path, 0, part);
        }

        return whole ?? builder.Zero(type);
    }

    private static Value Insert(IRBuilder builder, Value container, IReadOnlyList<IRField> path, int depth, Value part)
    {
        if (depth == path.Count) return part;
        var inner = Insert(builder, builder.ExtractField(container, path[depth]), path, depth + 1, part);
        return builder.InsertField(container, path[depth], inner);
    }

    /// <summary>Where the frame of the visit being reversed is in a bank.</summary>
    private Value Position(IRBuilder builder, Loop? loop, Bank bank)
    {
        if (positions.TryGetValue((loop, bank), out var known)) return known;
        var slab = loop is null ? layout.Frame! : layout.Of(loop)!;
        Value position;
        if (slab.IsFramed)
        {
            var ints = loop is null ? frame! : builder.Load(FrameSlot(loop), builder.Types.Int32);
            position = bank == Bank.Ints ? ints : tape!.Read(builder, Bank.Ints, builder.Add(ints, builder.Int(slab.Links[bank])), builder.Types.Int32);
        }
        else
        {
            var start = Get(builder, new SlabItem(loop!, bank));
            position = builder.Add(start, builder.Mul(Visit(builder, loop!, builder.Types.Int32), builder.Int(slab.Stride(bank))));
        }

        positions[(loop, bank)] = position;
        return position;
    }

    private Value Visit(IRBuilder builder, Loop loop, IRType type)
    {
        var slot = visits.Of(loop);
        var visit = builder.Load(slot, slot.Stored);
        return visit.Type == type.OnStack ? visit : builder.Convert(visit, type);
    }

    private Value Recompute(IRBuilder builder, Item item) => item switch
    {
        PrimalItem { Value: BlockParameter parameter } => RecomputeParameter(builder, parameter),
        PrimalItem { Value: Load load } => builder.Load(Address(builder, load.Address, false), load.Accessed),
        ShadowItem { Value: Load load } => builder.Load(Address(builder, load.Address, true), load.Accessed.Shadow),
        ShadowItem { Value: MakeSpan made } => builder.MakeSpan(made.Type.Shadow, Get(builder, new ShadowItem(made.Source)), [.. made.Range.ToArray().Select(r => Get(builder, new PrimalItem(r)))]),
        ShadowItem { Value: Select select } => builder.Select(
            Get(builder, new PrimalItem(select.Operand(0))), Get(builder, new ShadowItem(select.Operand(1))), Get(builder, new ShadowItem(select.Operand(2)))),
        ShadowItem { Value: Cast cast } => builder.Cast(Get(builder, new ShadowItem(cast.Operand(0))), cast.Target, cast.Throws),
        PrimalItem { Value: Instruction instruction } => builder.Add(instruction.CloneWith(Operands(builder, instruction))),
        _ => throw Missing(item),
    };

    private Value[] Operands(IRBuilder builder, Instruction instruction)
    {
        var operands = new Value[instruction.Operands.Length];
        for (var i = 0; i < operands.Length; i++) operands[i] = Get(builder, new PrimalItem(instruction.Operand(i)));
        return operands;
    }

    private Value RecomputeParameter(IRBuilder builder, BlockParameter parameter)
    {
        if (primal.Loops.Of(parameter.Block) is not { } loop || loop.Header != parameter.Block) throw Missing(new PrimalItem(parameter));
        var known = primal.Visits(loop);
        if (known.Counter == parameter) return Visit(builder, loop, parameter.Type);
        if (known.Variables.Of(parameter) is not { } affine) throw Missing(new PrimalItem(parameter));
        var distance = builder.Mul(Visit(builder, loop, parameter.Type), Get(builder, new PrimalItem(affine.Step)));
        return builder.Binary(affine.Subtracts ? BinaryOperator.Sub : BinaryOperator.Add, Get(builder, new PrimalItem(affine.Initial)), distance);
    }

    /// <summary>A place in primal memory, or the one in its shadow, rebuilt.</summary>
    private Value Address(IRBuilder builder, Value address, bool inShadow)
    {
        Value Base(Value value) => Get(builder, inShadow ? new ShadowItem(value) : new PrimalItem(value));
        return address switch
        {
            ElementAddress element => builder.ElementAddress(
                Base(element.Array), element.Type.Element!, [.. element.Indices.ToArray().Select(i => Get(builder, new PrimalItem(i)))]),
            FieldAddress { Container.Type.IsObject: true } field => builder.FieldAddress(Base(field.Container), field.Field),
            FieldAddress field => builder.FieldAddress(Address(builder, field.Container, inShadow), field.Field),
            StaticFieldAddress field => builder.StaticFieldAddress(field.Field),
            Slot slot when inShadow => shadowSlot(builder, slot),
            Slot slot => given(builder, new PrimalItem(slot)) ?? throw Missing(new PrimalItem(slot)),
            _ => Base(address),
        };
    }

    private DiagnosticException Missing(Item item) => DerivativeRefusal.In(primal.Method, DiagnosticId.InternalError,
        $"the reverse sweep needs {item}, which the plan neither keeps nor can compute again; please report this method");
}
