namespace ILDiff.Differentiation.Reverse;

using ILDiff.Analyses;
using ILDiff.ControlFlow;
using ILDiff.Diagnostics;
using ILDiff.IR;
using ILDiff.Rules;
using ILDiff.Types;

/// <summary>
/// Emits the reverse sweep: the blocks of the primal against the flow, each instruction's adjoint against the order.
/// The adjoint of a block parameter goes back along the edge that was taken. A loop runs from its last visit down to
/// visit 0. All that it reads of the forward sweep it gets from an <see cref="IForwardAccess"/>.
/// </summary>
internal sealed partial class ReverseSweep
{
    private readonly PreparedPrimal primal;
    private readonly Activity activity;
    private readonly DerivativeClosure closure;
    private readonly IForwardAccess forward;
    private readonly IRMethod target;
    private readonly ReversedFlow flow;
    private readonly Adjoints adjoints;
    private readonly CertainUses certain;
    private readonly KnownPartials known;
    private readonly IRBuilder builder;
    private readonly IRBuilder slots;
    private readonly Dictionary<Block, Block> reversed = [];
    private readonly Dictionary<Value, Slot> parting = [];
    private readonly Queue<Block> pending = [];
    private readonly LoopVisitSlots visitSlots;

    private readonly Value? tape;
    private readonly bool isRepeated;
    private IReadOnlyDictionary<Loop, Turn> turns = new Dictionary<Loop, Turn>();

    /// <param name="home">A block of the target that dominates the reverse sweep and takes the accumulators.</param>
    /// <param name="tape">The tape, for callees.</param>
    /// <param name="isRepeated">Whether the sweep runs several times, so that it has to leave shadows that the method made as it found them: zero.</param>
    public ReverseSweep(
        PreparedPrimal primal, Activity activity, DerivativeClosure closure, IForwardAccess forward, IRMethod target, Block home, LoopVisitSlots visitSlots, Value? tape = null,
        bool isRepeated = false)
    {
        this.isRepeated = isRepeated;
        this.tape = tape;
        this.primal = primal;
        this.activity = activity;
        this.closure = closure;
        this.forward = forward;
        this.target = target;
        flow = new ReversedFlow(primal, activity, HasWork);
        adjoints = new Adjoints(primal.Method, target, home);
        certain = new CertainUses(primal, activity, closure);
        known = new KnownPartials(primal);
        builder = new IRBuilder(target, home) { Role = AccessRole.Again };
        slots = new IRBuilder(target, home);
        visitSlots.Make = loop => slots.Slot(primal.Visits(loop).Counter.Type, "visitBack");
        this.visitSlots = visitSlots;
    }

    /// <summary>
    /// Emits everything, from the return on. The returned block is where the sweep starts; <paramref name="finish"/>
    /// is where it ends, after the adjoints of the parameters have been handed out.
    /// </summary>
    /// <param name="seed">The adjoint of the result, or null.</param>
    /// <param name="parameterAdjoints">For each parameter the place that its adjoint is added to, or null.</param>
    /// <param name="finish">Where the sweep goes in the end.</param>
    public Block Emit(Value? seed, IReadOnlyList<Value?> parameterAdjoints, Block finish)
    {
        var last = primal.ReturnBlock!;
        var start = Reversed(last);
        Move(start);
        if (seed is not null && last.Terminator.Operand(0) is var result && activity.IsActive(result)) SeedResult(result, seed);
        while (pending.TryDequeue(out var block))
        {
            if (builder.Block != reversed[block]) Move(reversed[block]);
            EmitBlock(block, parameterAdjoints, finish);
        }

        return start;
    }

    /// <summary>Emits the reverse part of the visits of fused loops, each from its turn on. To be called first.</summary>
    public void EmitVisits(FusedLoops fused, Value? seed, IReadOnlyDictionary<Loop, Turn> turns)
    {
        this.turns = turns;
        foreach (var loop in fused.Loops)
        {
            Move(turns[loop].Start);
            foreach (var (next, adjoint) in fused.Seeds(loop, builder, forward, seed!)) adjoints.Accumulate(builder, next, adjoint);
            builder.Jump(Reversed(loop.Latches[0].From));
        }
    }

    private void SeedResult(Value result, Value seed)
    {
        if (result.Type.IsFloat) adjoints.Accumulate(builder, result, seed);
        else if (result.Type.Kind == TypeKind.Struct)
        {
            var copy = slots.Slot(result.Type);
            builder.Store(copy, seed, result.Type);
            Adjoints.Move(builder, copy, adjoints.Home(result), result.Type);
        }
    }

    private void EmitBlock(Block block, IReadOnlyList<Value?> parameterAdjoints, Block finish)
    {
        for (var i = block.Instructions.Count - 1; i >= 0; i--)
        {
            var instruction = block.Instructions[i];
            builder.Origin = instruction.Origin;
            if (HasWork(instruction)) EmitAdjoint(instruction);
        }

        builder.Origin = block.All.FirstOrDefault(i => i.Origin is not null)?.Origin;
        if (FusedAt(block) is { } fused)
        {
            // The adjoints of the sums are the same for the visit before, and are set anew for the next.
            foreach (var parameter in block.Parameters.Where(p => p.Type.IsFloat && activity.IsActive(p))) adjoints.Take(builder, parameter);
            turns[fused].Resume(builder);
        }
        else if (block == primal.Method.Entry)
        {
            HandOut(parameterAdjoints);
            builder.Jump(finish);
        }
        else if (flow.Shortcut(block) is { } above)
        {
            builder.Jump(Reversed(above));
        }
        else
        {
            GoBack(block);
        }
    }

    /// <summary>The fused loop that the block is the header of.</summary>
    private Loop? FusedAt(Block block) => primal.Loops.Of(block) is { } loop && loop.Header == block && primal.Fused.Contains(loop) ? loop : null;

    private void HandOut(IReadOnlyList<Value?> parameterAdjoints)
    {
        foreach (var (parameter, place) in primal.Method.Parameters.Zip(parameterAdjoints))
        {
            if (place is null || !parameter.Type.HoldsFloat()) continue;
            if (parameter.Type.IsFloat)
            {
                var adjoint = adjoints.Take(builder, parameter);
                AccumulateAt(place, parameter.Type, adjoint);
            }
            else
            {
                Adjoints.Move(builder, adjoints.Home(parameter), place, parameter.Type);
            }
        }
    }

    /// <summary>Hands the adjoints of the block's parameters to the arguments of the edge that was taken, and goes on there.</summary>
    private void GoBack(Block block)
    {
        var taken = block.Parameters.Where(activity.IsActive).Where(p => p.Type.IsFloat).ToDictionary(p => p, p => adjoints.Take(builder, p));
        foreach (var parameter in block.Parameters.Where(p => p.Type.Kind == TypeKind.Struct && activity.IsActive(p)))
        {
            // Out of the way first: an argument may be another parameter of this block.
            if (!parting.TryGetValue(parameter, out var aside)) parting.Add(parameter, aside = slots.Slot(parameter.Type));
            Adjoints.Move(builder, adjoints.Home(parameter), aside, parameter.Type);
        }

        if (primal.RecoveryAt(block) is { } recovery)
        {
            Recover(recovery);
            return;
        }

        var incoming = primal.Flow.Incoming(block);
        if (incoming.Count == 1)
        {
            CrossBack(block, incoming[0], taken);
            return;
        }

        var ways = incoming.Select(_ => target.AddBlock()).ToArray();
        Choose(block, incoming, ways);
        for (var i = 0; i < ways.Length; i++)
        {
            Move(ways[i]);
            CrossBack(block, incoming[i], taken);
        }
    }

    private void Choose(Block block, IReadOnlyList<Incoming> incoming, Block[] ways)
    {
        Edge To(int i) => new(ways[i], []);
        if (primal.Loops.Of(block) is { } loop && loop.Header == block)
        {
            var visit = builder.Load(VisitSlot(loop), primal.Visits(loop).Counter.Type);
            var entry = incoming[0].From == loop.Entries[0].From && incoming[0].Edge == loop.Entries[0].Edge ? 0 : 1;
            builder.Branch(builder.Compare(CompareOperator.Eq, visit, builder.Zero(visit.Type)), To(entry), To(1 - entry));
        }
        else if (primal.DeciderOf(block) is { } decider)
        {
            builder.Branch(forward.Primal(builder, decider.Condition), To(decider.WhenTrue), To(1 - decider.WhenTrue));
        }
        else
        {
            var selector = forward.Primal(builder, primal.Selector(block)!);
            if (ways.Length == 2) builder.Branch(selector, To(1), To(0));
            else builder.Switch(selector, [.. Enumerable.Range(0, ways.Length).Select(To)]);
        }
    }

    private void CrossBack(Block block, Incoming way, Dictionary<BlockParameter, Value> taken)
    {
        if (FusedAt(way.From) is { } fused && !fused.Contains(block))
        {
            StepOver(fused, way.Edge, taken);
            return;
        }

        for (var i = 0; i < block.Parameters.Count; i++)
        {
            var parameter = block.Parameters[i];
            var argument = way.Edge.Arguments[i];
            if (taken.TryGetValue(parameter, out var adjoint)) adjoints.Accumulate(builder, argument, adjoint);
            else if (parting.TryGetValue(parameter, out var aside)) MoveStruct(aside, argument, parameter.Type);
        }

        foreach (var loop in LoopsLeft(way.From, block)) EnterLoop(loop, block);
        if (primal.Loops.Of(block) is { } own && own.Header == block && own.Contains(way.From)) StepLoop(own);
        builder.Jump(Reversed(way.From));
    }

    /// <summary>From a handler back to where the try region had come.</summary>
    private void Recover(Recovery recovery)
    {
        var ways = recovery.Sources.Select(_ => target.AddBlock()).ToArray();
        if (recovery.Reached is { } reached) builder.Switch(forward.Primal(builder, reached), [.. ways.Select(w => new Edge(w, []))]);
        else builder.Jump(ways[0]);
        foreach (var (way, source) in ways.Zip(recovery.Sources))
        {
            Move(way);
            foreach (var loop in LoopsLeft(source, recovery.Landing.Handler)) EnterLoop(loop, recovery.Landing.Inside);
            builder.Jump(Reversed(source));
        }
    }

    /// <summary>The visits have been reversed already; the adjoint of a sum goes on to what it was before the loop.</summary>
    private void StepOver(Loop fused, Edge exit, Dictionary<BlockParameter, Value> taken)
    {
        var entry = fused.Entries[0];
        foreach (var (parameter, adjoint) in taken)
        {
            var left = exit.Arguments[parameter.Index];
            adjoints.Accumulate(builder, left is BlockParameter sum && sum.Block == fused.Header ? entry.Edge.Arguments[sum.Index] : left, adjoint);
        }

        builder.Jump(Reversed(entry.From));
    }

    private void MoveStruct(Slot from, Value to, IRType type)
    {
        if (to is Constant) Clear(from, type);
        else Adjoints.Move(builder, from, adjoints.Home(to), type);
    }

    private void Clear(Value place, IRType type)
    {
        foreach (var path in Adjoints.Leaves(type))
        {
            var leaf = path.Count == 0 ? type : path[^1].Type;
            Adjoints.Set(builder, Adjoints.AddressOf(builder, place, path), builder.Zero(leaf), leaf);
        }
    }

    /// <summary>The loops that the edge leaves, outermost first.</summary>
    private IEnumerable<Loop> LoopsLeft(Block from, Block to)
    {
        var left = new Stack<Loop>();
        for (var loop = primal.Loops.Of(from); loop is not null && !loop.Contains(to); loop = loop.Parent) left.Push(loop);
        return left;
    }

    private void EnterLoop(Loop loop, Block exit)
    {
        var known = primal.Visits(loop);
        var last = known.LastVisit is { } count ? ToVisit(loop, forward.Primal(builder, count)) : forward.Primal(builder, known.AtExit[exit]);
        builder.Store(VisitSlot(loop), last, known.Counter.Type);
        forward.EnterLoop(builder, loop);
    }

    private Value ToVisit(Loop loop, Value count) =>
        primal.Visits(loop).Counter.Type == count.Type ? count : builder.Convert(count, primal.Visits(loop).Counter.Type);

    private void StepLoop(Loop loop)
    {
        var slot = VisitSlot(loop);
        var type = primal.Visits(loop).Counter.Type;
        Value one = type.Kind == TypeKind.Int64 ? builder.Long(1) : builder.Int(1);
        builder.Store(slot, builder.Sub(builder.Load(slot, type), one), type);
        forward.StepLoop(builder, loop);
    }

    private Slot VisitSlot(Loop loop) => visitSlots.Of(loop);

    private Block Reversed(Block block)
    {
        if (!reversed.TryGetValue(block, out var back))
        {
            reversed.Add(block, back = target.AddBlock());
            pending.Enqueue(block);
        }

        return back;
    }

    private void Move(Block block)
    {
        builder.Block = block;
        forward.Enter(block);
    }

    private DiagnosticException Refuse(Instruction instruction, DiagnosticId id, string message) =>
        DerivativeRefusal.At(instruction, primal.Method, id, message);
}

/// <summary>The variables that hold the visit being reversed, by loop.</summary>
internal sealed class LoopVisitSlots
{
    public Dictionary<Loop, Slot> Slots { get; } = [];

    public Func<Loop, Slot> Make { get; set; } = _ => throw new InvalidOperationException();

    public Slot Of(Loop loop)
    {
        if (!Slots.TryGetValue(loop, out var slot)) Slots.Add(loop, slot = Make(loop));
        return slot;
    }
}
