namespace ILDiff.Differentiation.Reverse;

using ILDiff.Analyses;
using ILDiff.ControlFlow;
using ILDiff.Types;

/// <summary>How a loop's slab comes by its memory.</summary>
internal enum SlabKind
{
    /// <summary>Reserved whole before the loop, whose last visit is known.</summary>
    Counted,

    /// <summary>Grown from visit to visit: nothing else is reserved inside the loop, so it stays in one piece.</summary>
    Growing,

    /// <summary>A frame a visit, each with the position of the one before.</summary>
    Linked,

    /// <summary>The frame of a method whose reverse sweep is another method.</summary>
    Method,
}

/// <summary>One recorded leaf of an item: which field of it, where in the frame of a visit.</summary>
internal sealed record Cell(IReadOnlyList<IRField> Path, IRType Type, Bank Bank, int Offset);

/// <summary>What is recorded at each visit of one loop, or once for a method.</summary>
internal sealed class Slab(Loop? loop, SlabKind kind)
{
    private readonly Dictionary<Bank, int> strides = [];

    public Loop? Loop { get; } = loop;

    public SlabKind Kind { get; } = kind;

    /// <summary>Whether the frame stores where its parts in other banks are; its own position is in <see cref="Bank.Ints"/>.</summary>
    public bool IsFramed => Kind is SlabKind.Linked or SlabKind.Method;

    /// <summary>Banks in use, <see cref="Bank.Ints"/> among them if framed.</summary>
    public IEnumerable<Bank> Banks => strides.Keys.Order();

    /// <summary>Cells a visit takes in a bank.</summary>
    public int Stride(Bank bank) => strides.GetValueOrDefault(bank);

    /// <summary>Offset in the ints frame of where the part in another bank starts.</summary>
    public Dictionary<Bank, int> Links { get; } = [];

    /// <summary>Takes a cell.</summary>
    public int Take(Bank bank)
    {
        if (IsFramed)
        {
            // Cell 0 of a linked frame is the position of the frame before.
            strides.TryAdd(Bank.Ints, Kind == SlabKind.Linked ? 1 : 0);
            if (bank != Bank.Ints && !Links.ContainsKey(bank)) Links.Add(bank, strides[Bank.Ints]++);
        }

        var offset = Stride(bank);
        strides[bank] = offset + 1;
        return offset;
    }
}

/// <summary>Gives every recorded item its cells and every loop its slab.</summary>
internal sealed class TapeLayout
{
    private readonly Dictionary<Item, IReadOnlyList<Cell>> cells = [];
    private readonly Dictionary<Loop, Slab> slabs = [];
    private readonly Recomputation recomputation;
    private readonly PreparedPrimal primal;
    private readonly RecordingPlan plan;
    private readonly Func<Loop, bool> reservesInside;

    /// <param name="reservesInside">Whether augmented callees run in the loop, which put their own frames on the tape.</param>
    public TapeLayout(PreparedPrimal primal, RecordingPlan plan, Recomputation recomputation, bool isSplit, Func<Loop, bool> reservesInside)
    {
        this.primal = primal;
        this.plan = plan;
        this.recomputation = recomputation;
        this.reservesInside = reservesInside;
        Frame = isSplit ? new Slab(null, SlabKind.Method) : null;

        // Inner loops first: where their slabs start is itself recorded in the loop around.
        var byLoop = plan.Recorded.ToLookup(recomputation.LoopOf);
        foreach (var loop in primal.Loops.Loops.Reverse())
        {
            foreach (var item in byLoop[loop].ToList()) Place(item, loop);
            if (!slabs.TryGetValue(loop, out var slab)) continue;
            if (slab.Kind == SlabKind.Linked) Later(new LastFrameItem(loop));
            else foreach (var bank in slab.Banks) Later(new SlabItem(loop, bank));
        }

        foreach (var item in byLoop[null].ToList())
        {
            if (isSplit) Place(item, null);
        }
    }

    /// <summary>The frame of the method; null if both sweeps are one.</summary>
    public Slab? Frame { get; }

    /// <summary>Whether anything is on the tape.</summary>
    public bool UsesTape => slabs.Count > 0 || Frame is not null;

    public IEnumerable<Slab> Slabs => slabs.Values;

    public Slab? Of(Loop loop) => slabs.GetValueOrDefault(loop);

    /// <summary>The cells of a recorded item; null if it is kept in a local.</summary>
    public IReadOnlyList<Cell>? CellsOf(Item item) => cells.GetValueOrDefault(item);

    public static Bank BankOf(IRType type) => type.Kind switch
    {
        TypeKind.Float32 or TypeKind.Float64 => Bank.Reals,
        TypeKind.Int64 or TypeKind.UInt64 or TypeKind.NativeInt or TypeKind.NativeUInt => Bank.Longs,
        TypeKind.Reference or TypeKind.Array or TypeKind.MultiArray => Bank.Objects,
        _ => Bank.Ints,
    };

    /// <summary>The type of an item's value.</summary>
    public static IRType TypeOf(Item item, TypeUniverse types) => item switch
    {
        PrimalItem i => i.Value.Type,
        ShadowItem i => i.Value.Type,
        _ => types.Int32,
    };

    private void Later(Item item)
    {
        plan.Require(item);
        if (recomputation.LoopOf(item) is { } around) Place(item, around);
        else if (Frame is not null) Place(item, null);
    }

    private void Place(Item item, Loop? loop)
    {
        if (cells.ContainsKey(item)) return;
        var slab = loop is null ? Frame! : SlabOf(loop);
        cells.Add(item, [.. Leaves(TypeOf(item, primal.Method.Types), []).Select(leaf =>
        {
            var bank = BankOf(leaf.Type);
            return new Cell(leaf.Path, leaf.Type, bank, slab.Take(bank));
        })]);
    }

    private Slab SlabOf(Loop loop)
    {
        if (slabs.TryGetValue(loop, out var slab)) return slab;
        var kind = primal.Visits(loop).LastVisit is not null ? SlabKind.Counted
            : reservesInside(loop) || slabs.Keys.Any(inner => inner != loop && loop.Contains(inner)) ? SlabKind.Linked
            : SlabKind.Growing;
        slabs.Add(loop, slab = new Slab(loop, kind));
        return slab;
    }

    private static IEnumerable<(IReadOnlyList<IRField> Path, IRType Type)> Leaves(IRType type, IReadOnlyList<IRField> path) =>
        type.Kind == TypeKind.Struct
            ? type.Fields.SelectMany(f => Leaves(f.Type, [.. path, f]))
            : [(path, type)];
}
