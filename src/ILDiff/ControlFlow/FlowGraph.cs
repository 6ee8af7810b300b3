namespace ILDiff.ControlFlow;

using ILDiff.IR;

/// <summary>A way into a block: the block it leaves and the edge.</summary>
internal readonly record struct Incoming(Block From, Edge Edge);

/// <summary>
/// Predecessors and order of a method's blocks, a snapshot. Blocks that cannot be reached from the entry are in
/// neither; a handler counts as reached from each block of the region that it guards.
/// </summary>
internal sealed class FlowGraph
{
    private readonly Dictionary<Block, int> order = [];
    private readonly Dictionary<Block, List<Incoming>> incoming = [];

    public FlowGraph(IRMethod method)
    {
        Method = method;
        var postorder = new List<Block>();
        Visit(method.Entry, postorder);
        postorder.Reverse();
        ReversePostorder = postorder;
        for (var i = 0; i < postorder.Count; i++) order[postorder[i]] = i;
        foreach (var block in postorder)
        {
            foreach (var edge in block.Edges)
            {
                if (!incoming.TryGetValue(edge.Target, out var list)) incoming[edge.Target] = list = [];
                list.Add(new Incoming(block, edge));
            }
        }
    }

    public IRMethod Method { get; }

    public IReadOnlyList<Block> ReversePostorder { get; }

    public bool IsReachable(Block block) => order.ContainsKey(block);

    /// <summary>The position in reverse postorder.</summary>
    public int Order(Block block) => order[block];

    /// <summary>Ordinary edges into a block, from reachable blocks; a handler entry has none.</summary>
    public IReadOnlyList<Incoming> Incoming(Block block) => incoming.TryGetValue(block, out var list) ? list : [];

    /// <summary>The blocks from which an exception can lead to the block, which is the entry of a handler; else none.</summary>
    public IEnumerable<Block> Throwers(Block block) => Method.Regions.Find(r => r.Guarded is not null && r.Entry == block) is { Guarded: { } guarded }
        ? ReversePostorder.Where(b => RegionRules.IsIn(b, guarded))
        : [];

    /// <summary>The handlers that an exception in the block can reach, from its regions outward.</summary>
    public static IEnumerable<Block> Handlers(Block block)
    {
        for (var region = block.Region; region is not null; region = region.Parent)
        {
            foreach (var handler in block.Method.Regions)
            {
                if (handler.Guarded == region && handler.Entry is { } entry) yield return entry;
            }
        }
    }

    private static void Visit(Block entry, List<Block> postorder)
    {
        var seen = new HashSet<Block> { entry };
        var stack = new Stack<(Block Block, IEnumerator<Block> Next)>();
        stack.Push((entry, Successors(entry).GetEnumerator()));
        while (stack.TryPeek(out var top))
        {
            if (!top.Next.MoveNext())
            {
                postorder.Add(top.Block);
                stack.Pop();
            }
            else if (seen.Add(top.Next.Current))
            {
                stack.Push((top.Next.Current, Successors(top.Next.Current).GetEnumerator()));
            }
        }
    }

    private static IEnumerable<Block> Successors(Block block) => block.Edges.Select(e => e.Target).Concat(Handlers(block));
}
