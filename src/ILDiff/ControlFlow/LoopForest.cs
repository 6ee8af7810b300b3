namespace ILDiff.ControlFlow;

using ILDiff.IR;

/// <summary>
/// A natural loop: the blocks from which a latch can be reached without passing the header, also by an exception that is
/// caught. Loops with one header are one loop, however many latches they have.
/// </summary>
internal sealed class Loop(Block header)
{
    public Block Header { get; } = header;

    /// <summary>The innermost loop around it.</summary>
    public Loop? Parent { get; internal set; }

    public List<Loop> Children { get; } = [];

    /// <summary>All blocks, those of inner loops included.</summary>
    public HashSet<Block> Blocks { get; } = [header];

    /// <summary>The ways back to the header.</summary>
    public List<Incoming> Latches { get; } = [];

    /// <summary>The ways into the header from outside.</summary>
    public List<Incoming> Entries { get; } = [];

    /// <summary>Edges from a block inside to one outside.</summary>
    public List<Incoming> Exits { get; } = [];

    /// <summary>1 for an outermost loop.</summary>
    public int Depth => Parent is null ? 1 : Parent.Depth + 1;

    public bool Contains(Block block) => Blocks.Contains(block);

    /// <summary>Whether it is or surrounds the other.</summary>
    public bool Contains(Loop? other)
    {
        for (; other is not null; other = other.Parent)
        {
            if (other == this) return true;
        }

        return false;
    }

    public override string ToString() => $"loop {Header}";
}

/// <summary>The loops of a method by nesting, a snapshot.</summary>
internal sealed class LoopForest
{
    private readonly Dictionary<Block, Loop> innermost = [];

    public LoopForest(FlowGraph flow, Dominators dominators)
    {
        var byHeader = new Dictionary<Block, Loop>();
        foreach (var block in flow.ReversePostorder)
        {
            foreach (var edge in block.Edges)
            {
                if (dominators.Dominates(edge.Target, block)) AddBack(byHeader, flow, new Incoming(block, edge));
                else if (flow.Order(edge.Target) <= flow.Order(block)) IsReducible = false;
            }
        }

        // Larger loops first, so that a loop's parent is settled before it.
        Loops = [.. byHeader.Values.OrderByDescending(l => l.Blocks.Count).ThenBy(l => flow.Order(l.Header))];
        foreach (var loop in Loops)
        {
            loop.Parent = Of(loop.Header);
            loop.Parent?.Children.Add(loop);
            foreach (var block in loop.Blocks) innermost[block] = loop;
            loop.Entries.AddRange(flow.Incoming(loop.Header).Where(i => !loop.Contains(i.From)));
        }

        foreach (var loop in Loops)
        {
            foreach (var block in flow.ReversePostorder.Where(loop.Contains))
            {
                loop.Exits.AddRange(block.Edges.Where(e => !loop.Contains(e.Target)).Select(e => new Incoming(block, e)));
            }
        }
    }

    /// <summary>Outer loops before inner ones.</summary>
    public IReadOnlyList<Loop> Loops { get; }

    /// <summary>Whether every cycle has one header that dominates it.</summary>
    public bool IsReducible { get; } = true;

    /// <summary>The innermost loop around a block.</summary>
    public Loop? Of(Block block) => innermost.GetValueOrDefault(block);

    private static void AddBack(Dictionary<Block, Loop> byHeader, FlowGraph flow, Incoming back)
    {
        if (!byHeader.TryGetValue(back.Edge.Target, out var loop)) byHeader[back.Edge.Target] = loop = new Loop(back.Edge.Target);
        loop.Latches.Add(back);
        var work = new Stack<Block>([back.From]);
        while (work.TryPop(out var block))
        {
            if (!loop.Blocks.Add(block)) continue;
            foreach (var incoming in flow.Incoming(block)) work.Push(incoming.From);
            foreach (var thrower in flow.Throwers(block)) work.Push(thrower);
        }
    }
}
