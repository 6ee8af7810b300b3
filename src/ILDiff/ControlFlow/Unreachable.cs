namespace ILDiff.ControlFlow;

using ILDiff.IR;

/// <summary>Drops the blocks that control cannot reach, and the regions that are left without an entry.</summary>
internal static class Unreachable
{
    public static bool Drop(IRMethod method, FlowGraph flow)
    {
        if (method.Blocks.RemoveAll(b => !flow.IsReachable(b)) == 0) return false;
        var used = new HashSet<Region>();
        foreach (var block in method.Blocks)
        {
            for (var region = block.Region; region is not null && used.Add(region); region = region.Parent)
            {
            }
        }

        method.Regions.RemoveAll(r => !used.Contains(r));
        return true;
    }
}
