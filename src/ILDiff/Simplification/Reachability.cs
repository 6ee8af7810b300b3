namespace ILDiff.Simplification;

using ILDiff.ControlFlow;
using ILDiff.IR;

/// <summary>Drops blocks that control cannot reach, and protected regions left empty by that.</summary>
internal static class Reachability
{
    public static bool Prune(IRMethod method)
    {
        var flow = new FlowGraph(method);
        if (flow.ReversePostorder.Count == method.Blocks.Count) return false;
        method.Blocks.RemoveAll(b => !flow.IsReachable(b));
        var live = new HashSet<Region>();
        foreach (var block in method.Blocks)
        {
            for (var region = block.Region; region is not null && live.Add(region); region = region.Parent)
            {
            }
        }

        method.Regions.RemoveAll(r => !live.Contains(r));
        return true;
    }
}
