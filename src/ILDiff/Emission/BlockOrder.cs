namespace ILDiff.Emission;

using ILDiff.ControlFlow;
using ILDiff.IR;

/// <summary>
/// The order in which blocks are written: reverse postorder with loops contiguous, protected regions contiguous and
/// each followed by its handlers, blocks that end in a throw last in their region. A loop whose header can leave it
/// is rotated: the header stands at the bottom, so that an iteration costs one jump.
/// </summary>
internal sealed class BlockOrder
{
    private readonly IRMethod method;
    private readonly FlowGraph flow;
    private readonly LoopForest loops;
    private readonly HashSet<Block> cold = [];
    private readonly Dictionary<Region, List<Block>> within = [];

    /// <summary>Orders the reachable blocks but those that are skipped because they need no code.</summary>
    public BlockOrder(FlowGraph flow, LoopForest loops, Func<Block, bool> isSkipped)
    {
        method = flow.Method;
        this.flow = flow;
        this.loops = loops;
        foreach (var block in flow.ReversePostorder.Reverse())
        {
            if (block.Terminator is Throw || (block.Edges.Count > 0 && block.Edges.All(e => cold.Contains(e.Target)))) cold.Add(block);
        }

        var members = flow.ReversePostorder.Where(b => !isSkipped(b)).ToLookup(b => b.Region);
        Blocks = Arrange(null, members);
    }

    public IReadOnlyList<Block> Blocks { get; }

    /// <summary>The blocks of each region that has code, in order; those of regions inside it included.</summary>
    public IReadOnlyDictionary<Region, List<Block>> Regions => within;

    /// <summary>Handlers of a try region, in the order in which they are asked; a filter stands before its handler.</summary>
    public IEnumerable<Region> HandlersOf(Region region)
    {
        var handlers = method.Regions.Where(r => r.Guarded == region).ToList();
        var filtered = new Queue<Region>(handlers.Where(r => r.Kind == RegionKind.FilterHandler));
        foreach (var handler in handlers)
        {
            if (handler.Kind == RegionKind.FilterHandler) continue;
            yield return handler;
            if (handler.Kind == RegionKind.Filter && filtered.TryDequeue(out var body)) yield return body;
        }
    }

    private List<Block> Arrange(Region? region, ILookup<Region?, Block> members)
    {
        var items = members[region].Select(b => new Item(b, [b], flow.Order(b))).ToList();
        foreach (var guarded in method.Regions.Where(r => r.Kind == RegionKind.Try && r.Parent == region))
        {
            var blocks = Arrange(guarded, members);
            if (blocks.Count == 0) continue;
            blocks = [.. blocks];
            foreach (var handler in HandlersOf(guarded)) blocks.AddRange(Arrange(handler, members));
            items.Add(new Item(guarded.Entry ?? blocks[0], blocks, blocks.Min(flow.Order)));
        }

        var entry = region is null ? method.Entry : region.Entry;
        var isLate = items.ToLookup(i => i.Entry != entry && i.Blocks.Count == 1 && cold.Contains(i.Entry));
        var arranged = Nest(isLate[false].ToList(), null, entry);
        arranged.AddRange(Nest(isLate[true].ToList(), null, entry));
        if (region is not null) within[region] = arranged;
        return arranged;
    }

    /// <summary>
    /// Sorting by the smallest position in reverse postorder is a topological order also once loops are taken as one:
    /// a loop is entered through its header, which has the smallest position in it.
    /// </summary>
    private List<Block> Nest(List<Item> items, Loop? loop, Block? entry)
    {
        var groups = new List<(int Key, List<Block> Blocks)>();
        foreach (var group in items.GroupBy(i => (object?)Below(loops.Of(i.Entry), loop) ?? i))
        {
            var members = group.ToList();
            groups.Add((members.Min(i => i.Order), group.Key is Loop inner ? Nest(members, inner, entry) : members[0].Blocks));
        }

        groups.Sort((a, b) => a.Key.CompareTo(b.Key));
        if (loop is not null && groups.Count > 1 && CanRotate(loop, groups[0].Blocks, entry))
        {
            groups.Add(groups[0]);
            groups.RemoveAt(0);
        }

        return [.. groups.SelectMany(g => g.Blocks)];
    }

    private static bool CanRotate(Loop loop, List<Block> first, Block? entry) =>
        first is [var header] && header == loop.Header && header != entry
        && header.Terminator is Branch && header.Edges.Any(e => !loop.Contains(e.Target));

    /// <summary>The loop that lies directly inside the outer one and holds the inner one; null if there is none.</summary>
    private static Loop? Below(Loop? inner, Loop? outer)
    {
        if (inner == outer || (outer is not null && !outer.Contains(inner))) return null;
        while (inner?.Parent != outer) inner = inner?.Parent;
        return inner;
    }

    /// <summary>A block, or a protected region with its handlers.</summary>
    private sealed record Item(Block Entry, List<Block> Blocks, int Order);
}
