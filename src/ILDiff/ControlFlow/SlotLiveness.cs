namespace ILDiff.ControlFlow;

using ILDiff.IR;

/// <summary>
/// Where slots are live, found by walking back from each exposed load to the stores that feed it. Exceptions decide
/// whether a slot may be promoted: no edge carries a value into a handler, nor out of one that runs on the way of a
/// leave.
/// </summary>
internal sealed class SlotLiveness
{
    private readonly FlowGraph flow;
    private readonly List<int> handlerEntries = [];
    private readonly int[] storing;
    private readonly int[] live;
    private readonly Stack<Block> work = [];
    private int mark;

    public SlotLiveness(FlowGraph flow)
    {
        this.flow = flow;
        storing = new int[flow.ReversePostorder.Count];
        live = new int[flow.ReversePostorder.Count];
        foreach (var region in flow.Method.Regions)
        {
            if (region.Guarded is not null && region.Entry is { } entry && flow.IsReachable(entry)) handlerEntries.Add(flow.Order(entry));
        }
    }

    /// <summary>Turns to a slot; the other members answer for it.</summary>
    public void Find(SlotUses uses)
    {
        mark++;
        foreach (var block in uses.Stores) storing[flow.Order(block)] = mark;
        foreach (var block in uses.ExposedLoads) Wanted(block);
        while (work.TryPop(out var block))
        {
            foreach (var incoming in flow.Incoming(block))
            {
                if (storing[flow.Order(incoming.From)] != mark) Wanted(incoming.From);
            }
        }
    }

    /// <summary>Whether the value on entry to a block, by its number in reverse postorder, is wanted.</summary>
    public bool IsLiveIn(int order) => live[order] == mark;

    /// <summary>
    /// Whether no handler reads a value that was there before it began, and no handler entered by the way shares
    /// the slot with code outside it.
    /// </summary>
    public bool IsPromotable(SlotUses uses)
    {
        if (handlerEntries.Count == 0) return true;
        foreach (var entry in handlerEntries)
        {
            if (IsLiveIn(entry)) return false;
        }

        var first = uses.Accesses.Count > 0 ? ByTheWay(uses.Accesses[0]) : null;
        foreach (var block in uses.Accesses)
        {
            if (ByTheWay(block) != first) return false;
        }

        return true;
    }

    /// <summary>The innermost handler around a block that control passes through without an edge of its own.</summary>
    private static Region? ByTheWay(Block block)
    {
        for (var region = block.Region; region is not null; region = region.Parent)
        {
            if (region.Kind is RegionKind.Finally or RegionKind.Fault or RegionKind.Filter) return region;
        }

        return null;
    }

    private void Wanted(Block block)
    {
        var order = flow.Order(block);
        if (live[order] == mark) return;
        live[order] = mark;
        work.Push(block);
    }
}
