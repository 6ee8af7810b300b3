namespace ILDiff.Simplification;

using ILDiff.ControlFlow;
using ILDiff.IR;

/// <summary>
/// Gives each loop a preheader (the one block before the header, which only goes there), a single way back, and exit
/// blocks that are reached from inside the loop alone.
/// </summary>
internal sealed class NormalizeLoops : IPass
{
    public bool Run(IRMethod method, PassContext context)
    {
        var changed = false;
        foreach (var loop in Loops(method))
        {
            if (loop.Entries is not [{ From.Terminator: Jump }]) changed |= FlowEdits.Funnel(method, loop.Header, loop.Entries) is not null;
            if (loop.Latches.Count > 1) changed |= FlowEdits.Funnel(method, loop.Header, loop.Latches) is not null;
        }

        // An edge out of several loops is made a dedicated exit of the inner one first; its new block may then serve the others.
        while (DedicateExits(method)) changed = true;
        if (changed) context.Invalidate();
        return changed;
    }

    private static bool DedicateExits(IRMethod method)
    {
        var flow = new FlowGraph(method);
        var moved = new HashSet<Edge>();
        var changed = false;
        foreach (var loop in new LoopForest(flow, new Dominators(flow)).Loops.Reverse())
        {
            foreach (var exits in loop.Exits.GroupBy(i => i.Edge.Target))
            {
                if (flow.Incoming(exits.Key).All(i => loop.Contains(i.From))) continue;
                if (exits.Any(i => moved.Contains(i.Edge)) || FlowEdits.Funnel(method, exits.Key, [.. exits]) is null) continue;
                moved.UnionWith(exits.Select(i => i.Edge));
                changed = true;
            }
        }

        return changed;
    }

    private static IReadOnlyList<Loop> Loops(IRMethod method)
    {
        var flow = new FlowGraph(method);
        return new LoopForest(flow, new Dominators(flow)).Loops;
    }
}
