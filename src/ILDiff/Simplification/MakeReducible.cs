namespace ILDiff.Simplification;

using ILDiff.ControlFlow;
using ILDiff.IR;

/// <summary>
/// Gives every cycle one header: where control can enter a cycle at several blocks, all ways to them go through a new
/// block that switches on the number of the one meant. Nothing is copied, so code stays linear.
/// </summary>
internal sealed class MakeReducible : IPass
{
    public bool Run(IRMethod method, PassContext context)
    {
        if (context.Loops.IsReducible) return false;
        DemoteValues.Run(method);
        var work = new Stack<IReadOnlyCollection<Block>>([[.. new FlowGraph(method).ReversePostorder]]);
        while (work.TryPop(out var blocks))
        {
            foreach (var cycle in Components.Cyclic(blocks))
            {
                var flow = new FlowGraph(method);
                var entries = flow.ReversePostorder.Where(b => cycle.Contains(b) && flow.Incoming(b).Any(i => !cycle.Contains(i.From))).ToList();
                if (entries.Count > 1 && entries.Any(e => e.Region != entries[0].Region)) continue;
                if (entries.Count > 1 && entries.Count(e => Land(method, flow, e)) > 0) flow = new FlowGraph(method);
                if (entries.Count > 1) AddDispatch(method, flow, entries);
                work.Push([.. cycle.Where(b => entries.Count > 1 || b != entries[0])]);
            }
        }

        context.Invalidate();
        new PromoteSlots().Run(method, context);
        return true;
    }

    /// <summary>Where a block is the entry of protected regions, makes another block that, so that this one is entered from within only.</summary>
    private static bool Land(IRMethod method, FlowGraph flow, Block entry)
    {
        var entered = method.Regions.Where(r => r.Guarded is null && r.Entry == entry).ToList();
        if (entered.Count == 0) return false;
        var landing = method.AddBlock(entry.Region);
        foreach (var incoming in flow.Incoming(entry).Where(i => !RegionRules.IsIn(i.From, entry.Region!))) incoming.Edge.Target = landing;
        new IRBuilder(method, landing).Jump(entry);
        foreach (var region in entered) region.Entry = landing;
        return true;
    }

    private static void AddDispatch(IRMethod method, FlowGraph flow, List<Block> entries)
    {
        var number = new Slot(method.Types.Int32, method.Types.ByRefTo(method.Types.Int32)) { Name = "entry" };
        method.Entry.Insert(0, number);
        var dispatch = method.AddBlock(entries[0].Region);
        for (var i = 0; i < entries.Count; i++)
        {
            foreach (var incoming in flow.Incoming(entries[i]))
            {
                var way = method.AddBlock(incoming.From.Terminator is Leave ? dispatch.Region : incoming.From.Region);
                var builder = new IRBuilder(method, way);
                builder.Store(number, builder.Int(i), method.Types.Int32);
                builder.Jump(dispatch);
                incoming.Edge.Target = way;
            }
        }

        var choose = new IRBuilder(method, dispatch);
        choose.Switch(choose.Load(number, method.Types.Int32), [.. entries.Select(e => new Edge(e, []))]);
    }
}
