namespace ILDiff.Simplification;

using ILDiff.ControlFlow;
using ILDiff.IR;

/// <summary>Puts a block on each edge from a block with several ways out to a block with several ways in, so that something can be done on that edge alone.</summary>
internal sealed class SplitCriticalEdges : IPass
{
    public bool Run(IRMethod method, PassContext context)
    {
        var flow = new FlowGraph(method);
        var critical = flow.ReversePostorder.Where(b => b.Edges.Count > 1)
            .SelectMany(b => b.Edges.Where(e => flow.Incoming(e.Target).Count > 1).Select(e => new Incoming(b, e))).ToList();
        foreach (var (from, edge) in critical) FlowEdits.Split(method, from, edge);
        if (critical.Count > 0) context.Invalidate();
        return critical.Count > 0;
    }
}
