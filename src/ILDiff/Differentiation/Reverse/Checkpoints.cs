namespace ILDiff.Differentiation.Reverse;

using ILDiff.Analyses;
using ILDiff.ControlFlow;
using ILDiff.IR;

/// <summary>
/// Where work in a try region has come so far that an exception no longer undoes it: behind each store to active memory, and
/// behind each loop with one, since what is recorded of a loop changes when it is left. Each such place is made the end of a
/// block, from which the reverse sweep can start if it was the last one reached.
/// </summary>
internal sealed class Checkpoints
{
    private readonly Dictionary<Region, List<Block>> reached = [];

    /// <param name="method">Gets its blocks split.</param>
    /// <param name="activityOf">Its activity.</param>
    public Checkpoints(IRMethod method, Func<IRMethod, Activity>? activityOf)
    {
        if (activityOf is null || !method.Regions.Exists(r => r.Kind is RegionKind.Catch or RegionKind.FilterHandler)) return;
        var activity = activityOf(method);
        var flow = new FlowGraph(method);
        var loops = new LoopForest(flow, new Dominators(flow));
        var stores = method.Blocks.Where(b => GoingOn(b).Any()).SelectMany(b => b.Instructions).OfType<Store>()
            .Where(s => s.Accessed.HoldsFloat() && activity.IsActiveMemory(s.Address, s.Accessed)).ToList();
        foreach (var exit in stores.SelectMany(s => Around(loops, s.Block!)).Distinct().SelectMany(ExitsInside).Distinct().ToList()) Split(method, exit, 0);
        foreach (var store in stores) Split(method, store.Block!, store.Block!.Instructions.IndexOf(store) + 1);
    }

    /// <summary>The blocks of a try region that end with a store to active memory.</summary>
    public IReadOnlyList<Block> Of(Region guarded) => reached.TryGetValue(guarded, out var blocks) ? blocks : [];

    /// <summary>
    /// The try regions around a block that may go on after an exception there, from the inside out. None beyond a handler that
    /// runs by the way, whose work is no part of any way back.
    /// </summary>
    public static IEnumerable<Region> GoingOn(Block block)
    {
        for (var region = block.Region; region is not null && region.Kind is not (RegionKind.Fault or RegionKind.Finally or RegionKind.Filter); region = region.Parent)
        {
            if (region.Kind == RegionKind.Try && block.Method.Regions.Any(r => r.Guarded == region && r.Kind is RegionKind.Catch or RegionKind.FilterHandler)) yield return region;
        }
    }

    private static IEnumerable<Loop> Around(LoopForest loops, Block block)
    {
        for (var loop = loops.Of(block); loop is not null; loop = loop.Parent) yield return loop;
    }

    /// <summary>Where a loop is left to within a try region that it is in itself.</summary>
    private static IEnumerable<Block> ExitsInside(Loop loop) =>
        loop.Exits.Select(e => e.Edge.Target).Where(b => GoingOn(b).Any(r => RegionRules.IsIn(loop.Header, r)));

    private void Split(IRMethod method, Block block, int at)
    {
        var rest = method.AddBlock(block.Region);
        foreach (var instruction in block.Instructions.Skip(at).ToList()) rest.Append(instruction);
        rest.Terminate(block.Terminator);
        block.Instructions.RemoveRange(at, block.Instructions.Count - at);
        block.Terminate(new Jump(new Edge(rest, []), method.Types.Void));
        foreach (var region in GoingOn(block))
        {
            if (!reached.TryGetValue(region, out var blocks)) reached.Add(region, blocks = []);
            blocks.Add(block);
        }
    }
}
