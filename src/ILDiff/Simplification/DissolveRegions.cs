namespace ILDiff.Simplification;

using ILDiff.ControlFlow;
using ILDiff.IR;

/// <summary>
/// Drops try regions whose finally or fault handler does nothing, as of <c>foreach</c> over an enumerator with nothing to
/// dispose. What was inside is then code like any other.
/// </summary>
internal sealed class DissolveRegions : IPass
{
    public bool Run(IRMethod method, PassContext context)
    {
        var changed = false;
        while (method.Regions.Find(r => IsIdle(method, r)) is { } handler)
        {
            Dissolve(method, handler);
            changed = true;
        }

        if (changed) context.Invalidate();
        return changed;
    }

    private static bool IsIdle(IRMethod method, Region handler)
    {
        if (handler.Kind is not (RegionKind.Finally or RegionKind.Fault) || method.Regions.Count(r => r.Guarded == handler.Guarded) != 1) return false;
        if (method.Regions.Any(r => r.Parent == handler)) return false;
        var blocks = method.Blocks.Where(b => b.Region == handler).ToList();
        return blocks.All(b => b.Instructions.All(i => i.IsRemovable) && b.Terminator is not Throw) && !HasCycle(method, handler);
    }

    private static bool HasCycle(IRMethod method, Region handler)
    {
        var flow = new FlowGraph(method);
        return flow.ReversePostorder.Where(b => b.Region == handler).Any(b => b.Edges.Any(e => flow.Order(e.Target) <= flow.Order(b)));
    }

    private static void Dissolve(IRMethod method, Region handler)
    {
        var guarded = handler.Guarded!;
        method.Blocks.RemoveAll(b => b.Region == handler);
        method.Regions.RemoveAll(r => r == handler || r == guarded);
        foreach (var region in method.Regions.Where(r => r.Parent == guarded)) region.Parent = guarded.Parent;
        foreach (var block in method.Blocks.Where(b => b.Region == guarded))
        {
            block.Region = guarded.Parent;
            if (block.Terminator is Leave leave && RegionRules.Enters(leave.Edges[0].Target, block.Region))
            {
                block.Terminate(new Jump(leave.Edges[0], leave.Type) { Origin = leave.Origin });
            }
        }
    }
}
