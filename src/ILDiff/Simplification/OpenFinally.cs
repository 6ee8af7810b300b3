namespace ILDiff.Simplification;

using ILDiff.ControlFlow;
using ILDiff.IR;

/// <summary>
/// Gives the way out of a try region without an exception code of its own: each <c>leave</c> goes through a copy of the
/// finally handler in its place, and what is left as handler, a fault handler, runs on exceptions alone. What a finally
/// handler does is then ordinary code, which can be inlined, kept in values and reversed.
/// </summary>
internal sealed class OpenFinally : IPass
{
    private const int CopyLimit = 4000;

    public bool Run(IRMethod method, PassContext context)
    {
        var handlers = method.Regions.Where(r => r.Kind == RegionKind.Finally && method.Regions.Count(other => other.Guarded == r.Guarded) == 1).ToList();
        if (handlers.Count == 0) return false;
        new HoistSlots().Run(method, context);
        var changed = false;
        foreach (var handler in handlers.OrderByDescending(Depth))
        {
            if (Copies(method, handler) > CopyLimit) continue;
            Open(method, handler);
            changed = true;
        }

        context.Invalidate();
        return changed;
    }

    private static int Depth(Region region)
    {
        var depth = 0;
        for (var outer = region.Parent; outer is not null; outer = outer.Parent) depth++;
        return depth;
    }

    /// <summary>How much code the copies would be.</summary>
    private static int Copies(IRMethod method, Region handler) =>
        Leaving(method, handler.Guarded!).Select(e => e.Target).Distinct().Count()
        * method.Blocks.Where(b => RegionRules.IsIn(b, handler)).Sum(b => b.Instructions.Count + 1);

    private static IEnumerable<Edge> Leaving(IRMethod method, Region guarded) => method.Blocks
        .Where(b => b.Terminator is Leave && RegionRules.IsIn(b, guarded)).SelectMany(b => b.Edges).Where(e => !RegionRules.IsIn(e.Target, guarded));

    private static void Open(IRMethod method, Region handler)
    {
        foreach (var edges in Leaving(method, handler.Guarded!).ToList().GroupBy(e => e.Target))
        {
            var copy = Copy(method, handler, edges.Key);
            foreach (var edge in edges) edge.Target = copy;
        }

        handler.Kind = RegionKind.Fault;
    }

    /// <summary>A copy of the handler around its try region that goes on to a block with what it is given for the block's parameters.</summary>
    private static Block Copy(IRMethod method, Region handler, Block target)
    {
        var blocks = new FlowGraph(method).ReversePostorder.Where(b => RegionRules.IsIn(b, handler)).ToList();
        var copier = new BodyCopier(method, handler) { Outer = handler.Parent };
        copier.AddBlocks(blocks);
        copier.LinkRegions();
        var start = method.AddBlock(handler.Parent);
        foreach (var parameter in target.Parameters) start.AddParameter(parameter.Type, parameter.Name);
        start.Terminate(new Jump(new Edge(copier.Blocks[handler.Entry!], []), method.Types.Void));
        foreach (var block in blocks) Fill(block, handler, copier, new Edge(target, start.Parameters));
        return start;
    }

    private static void Fill(Block block, Region handler, BodyCopier copier, Edge on)
    {
        var copy = copier.Blocks[block];
        foreach (var instruction in block.Instructions) copier.Values[instruction] = copy.Append(copier.Copy(instruction));
        copy.Terminate(block.Terminator is EndHandler && block.Region == handler ? GoOn(copy, new Edge(on.Target, on.Arguments)) : (Terminator)copier.Copy(block.Terminator));
        copy.Terminator.Origin = block.Terminator.Origin;
    }

    private static Terminator GoOn(Block from, Edge edge) => RegionRules.Enters(edge.Target, from.Region)
        ? new Jump(edge, from.Method.Types.Void)
        : new Leave(edge, from.Method.Types.Void);
}
