namespace ILDiff.Differentiation.Reverse;

using ILDiff.Analyses;
using ILDiff.ControlFlow;
using ILDiff.Diagnostics;
using ILDiff.IR;
using ILDiff.Types;

/// <summary>
/// The forward sweep of reverse mode: the primal, with shadows of references beside them, recording what the plan
/// says. Recorded values go to the tape inside loops and where the reverse sweep is another method; else they stay in
/// locals.
/// </summary>
internal sealed class ForwardSweep : DualSweep
{
    private readonly PreparedPrimal primal;
    private readonly DerivativeClosure closure;
    private readonly RecordingPlan plan;
    private readonly TapeLayout layout;
    private readonly TapeAccess? tape;
    private readonly Action<ForwardSweep, Return> atReturn;
    private readonly Dictionary<(Loop?, Bank), Value> positions = [];
    private readonly Dictionary<(Loop, Bank), Value> bases = [];
    private readonly Dictionary<Loop, Slot> frames = [];
    private readonly Dictionary<Item, Value> locals = [];
    private readonly Dictionary<Item, Slot> homes = [];
    private readonly ILookup<Block, Loop> exits;
    private readonly Dictionary<Block, Loop> headers;
    private readonly ILookup<Block, Loop> preheaders;
    private readonly Dictionary<Loop, List<(Bank Bank, Value Top)>> tops = [];
    private readonly Dictionary<Block, List<(Bank Bank, Value Top)>> cuts = [];
    private readonly Dictionary<Loop, Turn> turns = [];
    private readonly IRBuilder slots;

    /// <param name="atReturn">Ends the block of the return.</param>
    public ForwardSweep(
        PreparedPrimal primal, IRMethod target, Activity activity, DerivativeClosure closure, RecordingPlan plan, TapeLayout layout, TapeAccess? tape, Action<ForwardSweep, Return> atReturn)
        : base(primal.Method, target, activity)
    {
        this.primal = primal;
        this.closure = closure;
        this.plan = plan;
        this.layout = layout;
        this.tape = tape;
        this.atReturn = atReturn;
        var recorded = layout.Slabs.Select(s => s.Loop!).ToList();
        exits = recorded.SelectMany(l => primal.Visits(l).AtExit.Keys.Select(block => (block, loop: l))).ToLookup(p => p.block, p => p.loop);
        headers = recorded.ToDictionary(l => l.Header);
        preheaders = recorded.ToLookup(l => l.Entries[0].From);
        slots = new IRBuilder(target, target.Entry);
    }

    protected override bool HasTangents => false;

    /// <summary>The builder at the block being copied.</summary>
    public new IRBuilder Builder => base.Builder;

    /// <summary>Where the visits of fused loops turn.</summary>
    public IReadOnlyDictionary<Loop, Turn> Turns => turns;

    /// <summary>An item that is kept in a local, read at a place that the return, or the end of a fused loop's visit, dominates.</summary>
    public Value Local(IRBuilder builder, Item item) =>
        homes.TryGetValue(item, out var home) ? builder.Load(home, home.Stored) : locals[item];

    /// <summary>Where the frame of the method starts, if there is one.</summary>
    public Value? Frame => layout.Frame is { } frame && frame.Banks.Any() ? positions[(null, Bank.Ints)] : null;

    /// <summary>Sets what the parameters and their shadows are in the target, and emits everything.</summary>
    public void Emit(IReadOnlyList<Value> parameters, IReadOnlyList<Value?> shadows, Block start)
    {
        for (var i = 0; i < parameters.Count; i++)
        {
            Copier.Values[Primal.Parameters[i]] = parameters[i];
            if (shadows[i] is { } shadow) SetDual(Primal.Parameters[i], shadow);
        }

        Sweep(start);
    }

    protected override void BeginBlock(Block block)
    {
        if (block == Primal.Entry) OpenFrame();
        if (primal.RecoveryAt(block) is { Sources: [var start] } && cuts.TryGetValue(start, out var marks)) SetTops(Builder, marks);
        foreach (var loop in exits[block]) Leave(loop, block);
        if (headers.TryGetValue(block, out var entered)) Visit(entered);
        foreach (var parameter in block.Parameters) AfterValue(parameter);
    }

    protected override void EndBlock(Block block)
    {
        foreach (var loop in preheaders[block]) Open(loop);
        foreach (var loop in primal.Fused.Where(l => l.Entries[0].From == block)) tops.Add(loop, Tops(BanksOf(loop)));
        foreach (var recovery in primal.Recoveries.Where(r => r.Sources.Contains(block))) NoteFrames(recovery, block);
        if (primal.Recoveries.FirstOrDefault(r => r.Landing.Before == block) is { Sources.Count: 1 } only && Records(only.Landing.Guarded))
        {
            cuts.Add(block, Tops([Bank.Reals, Bank.Ints, Bank.Longs]));
        }
    }

    private List<(Bank Bank, Value Top)> Tops(IEnumerable<Bank> banks) => [.. banks.Select(b => (b, tape!.Top(Builder, b)))];

    private void SetTops(IRBuilder builder, List<(Bank Bank, Value Top)> tops)
    {
        foreach (var (bank, top) in tops) tape!.SetTop(builder, bank, top);
    }

    /// <summary>Whether anything inside a region takes space on the tape.</summary>
    private bool Records(Region region) => primal.Method.Blocks.Any(b => RegionRules.IsIn(b, region)
        && (b.Instructions.Any(IsSplitCall) || headers.ContainsKey(b)));

    /// <summary>At the end of a fused loop's visit, its reverse part comes before the next visit, and what the visit had on the tape is freed.</summary>
    protected override void Close(Block block, Terminator copy)
    {
        if (primal.Fused.FirstOrDefault(l => l.Latches[0].From == block) is not { } loop)
        {
            base.Close(block, copy);
            return;
        }

        var turn = new Turn(Target.AddBlock(), builder =>
        {
            SetTops(builder, tops[loop]);
            builder.End(copy);
        });
        turns.Add(loop, turn);
        Builder.Jump(turn.Start);
    }

    /// <summary>The banks that visits of a fused loop record in, but for objects, which would not be forgotten.</summary>
    private IEnumerable<Bank> BanksOf(Loop fused) => fused.Blocks.SelectMany(b => b.Instructions).Any(IsSplitCall)
        ? [Bank.Reals, Bank.Ints, Bank.Longs]
        : layout.Slabs.Where(s => fused.Contains(s.Loop!.Header)).SelectMany(s => s.Banks).Where(b => b != Bank.Objects).Distinct().Order();

    private bool IsSplitCall(Instruction instruction) => instruction is Call call && closure.IsActiveCall(call, Activity) && !closure.IsFormula(call);

    protected override void AfterValue(Value value)
    {
        if (value.Type.Kind == TypeKind.Void) return;
        var item = new PrimalItem(value);
        if (plan.Recorded.Contains(item)) Keep(item, CopyOf(value), value);
        var shadow = new ShadowItem(value);
        if (plan.Recorded.Contains(shadow)) Keep(shadow, DualOf(value), value);
    }

    protected override void VisitCall(Call call)
    {
        if (!closure.IsActiveCall(call, Activity) || closure.IsFormula(call))
        {
            closure.CheckCutChain(call, Activity, Primal);
            CopyPlain(call);
            return;
        }

        var split = closure.Split(call, Activity, Primal);
        var arguments = new List<Value> { tape!.Tape };
        for (var i = 0; i < call.Operands.Length; i++)
        {
            arguments.Add(CopyOf(call.Operand(i)));
            if (split.Shape.HasShadow(i)) arguments.Add(DualOf(call.Operand(i)));
        }

        Slot? dual = null;
        if (split.Shape.ReturnsShadow)
        {
            dual = slots.Slot(call.Method.ReturnType);
            arguments.Add(dual);
        }

        var frame = slots.Slot(Types.Int32);
        arguments.Add(frame);
        Copier.Values[call] = Builder.Call(split.Augmented, [.. arguments]);
        if (dual is not null) SetDual(call, Builder.Load(dual, dual.Stored));
        var item = new CalleeFrameItem(call);
        if (plan.Recorded.Contains(item)) Keep(item, Builder.Load(frame, Types.Int32), call);
    }

    protected override void VisitNewObject(NewObject made)
    {
        if (Activity.IsActive(made) || made.Operands.ToArray().Any(Activity.IsActive))
        {
            throw Refuse(made, DiagnosticId.UnsupportedConstruct,
                DerivativeRefusal.Made(made.Type));
        }

        CopyPlain(made);
    }

    protected override void VisitReturn(Return returned) => atReturn(this, returned);

    private void OpenFrame()
    {
        if (layout.Frame is not { } frame || !frame.Banks.Any()) return;
        Push(null, frame);
    }

    /// <summary>Takes the frame of a visit or a method and notes in it where its parts in other banks are.</summary>
    private void Push(Loop? loop, Slab slab)
    {
        foreach (var bank in slab.Banks) positions[(loop, bank)] = tape!.Reserve(Builder, bank, Builder.Int(slab.Stride(bank)));
        foreach (var (bank, offset) in slab.Links) tape!.Write(Builder, Bank.Ints, At(positions[(loop, Bank.Ints)], offset), positions[(loop, bank)]);
    }

    /// <summary>At the end of the preheader: the slab starts here.</summary>
    private void Open(Loop loop)
    {
        var slab = layout.Of(loop)!;
        if (slab.Kind == SlabKind.Linked) return;
        foreach (var bank in slab.Banks)
        {
            Value start;
            if (slab.Kind == SlabKind.Counted)
            {
                var last = CopyOf(primal.Visits(loop).LastVisit!);
                var visits = Builder.Add(last.Type.Kind == TypeKind.Int64 ? last : Builder.Convert(last, Types.Int64), Builder.Long(1));
                start = tape!.Reserve(Builder, bank, Builder.Mul(visits, Builder.Long(slab.Stride(bank))));
            }
            else
            {
                start = tape!.Top(Builder, bank);
            }

            bases[(loop, bank)] = start;
            var item = new SlabItem(loop, bank);
            if (plan.Recorded.Contains(item)) Keep(item, start, null);
        }
    }

    /// <summary>At the top of the header: the frame of this visit.</summary>
    private void Visit(Loop loop)
    {
        var slab = layout.Of(loop)!;
        if (slab.Kind == SlabKind.Linked)
        {
            var last = LastFrame(loop);
            Push(loop, slab);
            var frame = positions[(loop, Bank.Ints)];
            tape!.Write(Builder, Bank.Ints, frame, Builder.Load(last, Types.Int32));
            Builder.Store(last, frame, Types.Int32);
            return;
        }

        foreach (var bank in slab.Banks)
        {
            var counter = CopyOf(primal.Visits(loop).Counter);
            var visit = counter.Type.Kind == TypeKind.Int32 ? counter : Builder.Convert(counter, Types.Int32);
            var position = Builder.Add(bases[(loop, bank)], Builder.Mul(visit, Builder.Int(slab.Stride(bank))));
            positions[(loop, bank)] = position;
            if (slab.Kind == SlabKind.Growing) tape!.Ensure(Builder, bank, At(position, slab.Stride(bank)));
        }
    }

    /// <summary>At the top of a block that an exit leads to.</summary>
    private void Leave(Loop loop, Block exit)
    {
        var slab = layout.Of(loop)!;
        if (slab.Kind == SlabKind.Linked)
        {
            // Where an exception led out, the frame has been noted on the way.
            if (primal.Recoveries.Any(r => r.Landing.Inside == exit)) return;
            var item = new LastFrameItem(loop);
            if (plan.Recorded.Contains(item)) Keep(item, Builder.Load(LastFrame(loop), Types.Int32), null);
        }
        else if (slab.Kind == SlabKind.Growing)
        {
            foreach (var bank in slab.Banks)
            {
                var counter = CopyOf(primal.Visits(loop).AtExit[exit]);
                var visit = counter.Type.Kind == TypeKind.Int32 ? counter : Builder.Convert(counter, Types.Int32);
                var visits = Builder.Add(visit, Builder.Int(1));
                tape!.SetTop(Builder, bank, Builder.Add(bases[(loop, bank)], Builder.Mul(visits, Builder.Int(slab.Stride(bank)))));
            }
        }
    }

    /// <summary>Should this be the last place reached before an exception, then these are the last visits.</summary>
    private void NoteFrames(Recovery recovery, Block source)
    {
        foreach (var loop in layout.Slabs.Where(s => s.Kind == SlabKind.Linked).Select(s => s.Loop!).Where(l => l.Contains(source) && recovery.Leaves(l)))
        {
            var item = new LastFrameItem(loop);
            if (plan.Recorded.Contains(item)) Keep(item, positions[(loop, Bank.Ints)], null);
        }
    }

    private Slot LastFrame(Loop loop)
    {
        if (!frames.TryGetValue(loop, out var last)) frames.Add(loop, last = slots.Slot(Types.Int32, "frame"));
        return last;
    }

    private Value At(Value position, int offset) => Builder.Add(position, Builder.Int(offset));

    private void Keep(Item item, Value value, Value? definition)
    {
        if (layout.CellsOf(item) is not { } cells)
        {
            KeepLocal(item, value, definition);
            return;
        }

        var loop = Recomputation.LoopOf(primal, item);
        foreach (var cell in cells)
        {
            var part = cell.Path.Aggregate(value, Builder.ExtractField);
            if (part.Type.IsSpan)
            {
                throw DerivativeRefusal.In(Primal, DiagnosticId.UnsupportedConstruct,
                    "a span that may show different memory is needed again in the reverse sweep, and cannot be kept; slice the parameter or array itself by an index");
            }

            if (part.Type.IsAddress)
            {
                throw DerivativeRefusal.In(Primal, DiagnosticId.UnsupportedConstruct,
                    "a reference to a variable is needed again in the reverse sweep of a loop, and cannot be kept; index the array or name the field directly");
            }

            tape!.Write(Builder, cell.Bank, At(positions[(loop, cell.Bank)], cell.Offset), part);
        }
    }

    /// <param name="definition">The one value that the item is about; null if it is set at several places, such as every exit of a loop.</param>
    private void KeepLocal(Item item, Value value, Value? definition)
    {
        var block = definition switch
        {
            BlockParameter parameter => parameter.Block,
            Instruction instruction => instruction.Block,
            _ => null,
        };
        if (value is Constant || (block is not null && primal.Turning(block) is { } last && primal.Dominators.Dominates(block, last)))
        {
            locals[item] = value;
            return;
        }

        if (!homes.TryGetValue(item, out var home)) homes.Add(item, home = slots.Slot(value.Type));
        Builder.Store(home, value, value.Type);
    }
}
