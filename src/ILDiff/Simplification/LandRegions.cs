namespace ILDiff.Simplification;

using ILDiff.ControlFlow;
using ILDiff.IR;

/// <summary>
/// Gives each try region that catches a block before it that only enters it, an entry that only goes on, and the same to
/// its handlers: the reverse sweep gets from a handler to the block before the region, and loops left by an exception
/// have a block to be left to. See <see cref="Landing"/>.
/// </summary>
internal sealed class LandRegions : IPass
{
    public bool Run(IRMethod method, PassContext context)
    {
        var handlers = method.Regions.Where(r => r.Kind is RegionKind.Catch or RegionKind.FilterHandler).ToList();
        foreach (var guarded in handlers.Select(h => h.Guarded!).Distinct()) LandTry(method, guarded);
        foreach (var handler in handlers) LandHandler(method, handler);
        if (handlers.Count > 0) context.Invalidate();
        return handlers.Count > 0;
    }

    private static void LandTry(IRMethod method, Region guarded)
    {
        var entry = guarded.Entry!;
        var before = Like(method, entry, guarded.Parent);
        var landing = Like(method, entry, guarded);
        foreach (var edge in method.Blocks.Where(b => b != before && b != landing && !RegionRules.IsIn(b, guarded)).SelectMany(b => b.Edges))
        {
            if (edge.Target == entry) edge.Target = before;
        }

        Jump(before, landing);
        Jump(landing, entry);
        foreach (var around in method.Regions.Where(r => r != guarded && r.Entry == entry && Surrounds(r, guarded))) around.Entry = before;
        guarded.Entry = landing;
    }

    private static void LandHandler(IRMethod method, Region handler)
    {
        var first = Like(method, handler.Entry!, handler);
        var second = Like(method, handler.Entry!, handler);
        Jump(first, second);
        Jump(second, handler.Entry!);
        handler.Entry = first;
    }

    private static bool Surrounds(Region outer, Region inner)
    {
        for (var at = inner.Parent; at is not null; at = at.Parent)
        {
            if (at == outer) return true;
        }

        return false;
    }

    private static Block Like(IRMethod method, Block block, Region? region)
    {
        var like = method.AddBlock(region);
        foreach (var parameter in block.Parameters) like.AddParameter(parameter.Type, parameter.Name);
        return like;
    }

    private static void Jump(Block from, Block to) => from.Terminate(new Jump(new Edge(to, from.Parameters), from.Method.Types.Void));
}
