namespace ILDiff.Differentiation.Reverse;

using ILDiff.Analyses;
using ILDiff.ControlFlow;
using ILDiff.IR;
using ILDiff.Types;

/// <summary>
/// Which values are used for certain: on every path from the definition to the return, before the value is defined
/// anew, something carries an adjoint on to it. Any other may have been computed in vain, and has then an adjoint of
/// exactly zero. The greatest set for which that holds: all begin as certain, and lose it until nothing changes. A
/// struct is judged field by field. The work is bounded for each value; beyond that it counts as not certain.
/// </summary>
internal sealed class CertainUses
{
    private const int MostBlocks = 200;
    private const int MostSearches = 16;

    private readonly PreparedPrimal primal;
    private readonly Dictionary<(Value Value, IRField? Field), Carried> all = [];
    private readonly Dictionary<Block, List<Block>> handlers = [];
    private readonly Stack<Carried> work = [];

    public CertainUses(PreparedPrimal primal, Activity activity, DerivativeClosure closure)
    {
        this.primal = primal;
        foreach (var recovery in primal.Recoveries.Where(r => primal.CanReturn(r.Landing.Handler)))
        {
            foreach (var source in recovery.Sources)
            {
                if (!handlers.TryGetValue(source, out var list)) handlers.Add(source, list = []);
                list.Add(recovery.Landing.Handler);
            }
        }

        new AdjointFlow(activity, closure, AddUse).Visit(primal.Flow.ReversePostorder.Where(primal.CanReturn));
        foreach (var carried in all.Values) Queue(carried);
        while (work.TryPop(out var carried))
        {
            carried.IsQueued = false;
            if (!carried.IsCertain || IsUsedOnEveryPath(carried)) continue;
            carried.IsCertain = false;
            foreach (var feeding in carried.Feeding) Queue(feeding);
        }
    }

    /// <summary>Whether a float, or a field of a struct, is used on every path.</summary>
    public bool IsCertain(Value value, IRField? field = null) => all.TryGetValue((value, field), out var carried) && carried.IsCertain;

    private void Queue(Carried carried)
    {
        if (carried.Block is null || !carried.IsCertain || carried.IsQueued) return;
        carried.IsQueued = true;
        work.Push(carried);
    }

    private void AddUse((Value Value, IRField? Field) used, Block block, Edge? edge, IEnumerable<(Value Value, IRField? Field)> onwards)
    {
        var carried = Of(used);
        Carried[] needed = [.. onwards.Select(Of)];
        carried.Uses.Add(new Use(block, edge, needed));
        foreach (var next in needed) next.Feeding.Add(carried);
    }

    private Carried Of((Value Value, IRField? Field) part)
    {
        if (!all.TryGetValue(part, out var carried)) all.Add(part, carried = new Carried(part.Value));
        return carried;
    }

    private bool IsUsedOnEveryPath(Carried carried)
    {
        if (carried.Searches++ == MostSearches) return false;
        var blocks = new HashSet<Block>();
        var edges = new HashSet<Edge>();
        foreach (var use in carried.Uses)
        {
            if (!Array.TrueForAll(use.Onwards, o => o.IsCertain)) continue;
            if (use.Edge is not null) edges.Add(use.Edge);
            else if (use.Block == carried.Block) return true;
            else blocks.Add(use.Block);
        }

        var start = carried.Block!;
        var seen = new HashSet<Block>();
        var open = new Stack<Block>([start]);
        while (open.TryPop(out var block))
        {
            if (block.Terminator is Return) return false;
            var ahead = block.Edges.Where(e => !edges.Contains(e)).Select(e => e.Target).Concat(handlers.GetValueOrDefault(block) ?? []);
            foreach (var next in ahead)
            {
                if (!primal.CanReturn(next) || blocks.Contains(next)) continue;
                if (next == start || !primal.Dominators.Dominates(start, next)) return false;
                if (!seen.Add(next)) continue;
                if (seen.Count > MostBlocks) return false;
                open.Push(next);
            }
        }

        return true;
    }

    /// <summary>A float, or the floats in a field of a struct.</summary>
    private sealed class Carried(Value value)
    {
        /// <summary>Where it is defined; null for a constant.</summary>
        public Block? Block { get; } = value is BlockParameter parameter ? parameter.Block : (value as Instruction)?.Block;

        public List<Use> Uses { get; } = [];

        /// <summary>Those that have a use which counts only while this one is certain.</summary>
        public List<Carried> Feeding { get; } = [];

        public bool IsCertain { get; set; } = true;

        public bool IsQueued { get; set; }

        public int Searches { get; set; }
    }

    /// <param name="Block">Where the use stands, or the edge begins.</param>
    /// <param name="Edge">The edge that passes the value on, if it is an argument.</param>
    /// <param name="Onwards">What has to be certain for the use to count.</param>
    private sealed record Use(Block Block, Edge? Edge, Carried[] Onwards);
}
