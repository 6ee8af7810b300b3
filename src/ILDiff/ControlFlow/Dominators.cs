namespace ILDiff.ControlFlow;

using ILDiff.IR;

/// <summary>
/// The dominator tree, by the iteration of Cooper, Harvey and Kennedy ("A Simple, Fast Dominance Algorithm", 2001).
/// </summary>
internal sealed class Dominators
{
    private readonly FlowGraph flow;
    private readonly int[] immediate;
    private readonly List<Block>[] children;
    private readonly int[] first;
    private readonly int[] last;

    public Dominators(FlowGraph flow)
    {
        this.flow = flow;
        var blocks = flow.ReversePostorder;
        immediate = new int[blocks.Count];
        Array.Fill(immediate, -1);
        immediate[0] = 0;
        var predecessors = Predecessors(flow);
        for (var changed = true; changed;)
        {
            changed = false;
            for (var i = 1; i < blocks.Count; i++)
            {
                var meet = -1;
                foreach (var p in predecessors[i])
                {
                    if (immediate[p] >= 0) meet = meet < 0 ? p : Meet(p, meet);
                }

                if (immediate[i] == meet) continue;
                immediate[i] = meet;
                changed = true;
            }
        }

        children = new List<Block>[blocks.Count];
        for (var i = 0; i < blocks.Count; i++) children[i] = [];
        for (var i = 1; i < blocks.Count; i++) children[immediate[i]].Add(blocks[i]);
        first = new int[blocks.Count];
        last = new int[blocks.Count];
        Number();
    }

    /// <summary>The closest other block on every path to it; null for the entry.</summary>
    public Block? Immediate(Block block)
    {
        var i = flow.Order(block);
        return i == 0 ? null : flow.ReversePostorder[immediate[i]];
    }

    /// <summary>The blocks that it dominates immediately.</summary>
    public IReadOnlyList<Block> Children(Block block) => children[flow.Order(block)];

    /// <summary>Whether every path to <paramref name="below"/> passes <paramref name="above"/>; true for a block and itself.</summary>
    public bool Dominates(Block above, Block below)
    {
        int a = flow.Order(above), b = flow.Order(below);
        return first[a] <= first[b] && last[b] <= last[a];
    }

    /// <summary>All blocks in an order where each comes after its dominators (preorder of the tree).</summary>
    public IEnumerable<Block> Preorder()
    {
        var stack = new Stack<Block>([flow.ReversePostorder[0]]);
        while (stack.TryPop(out var block))
        {
            yield return block;
            var below = Children(block);
            for (var i = below.Count - 1; i >= 0; i--) stack.Push(below[i]);
        }
    }

    private static List<int>[] Predecessors(FlowGraph flow)
    {
        var result = new List<int>[flow.ReversePostorder.Count];
        for (var i = 0; i < result.Length; i++) result[i] = [];
        foreach (var block in flow.ReversePostorder)
        {
            foreach (var edge in block.Edges) result[flow.Order(edge.Target)].Add(flow.Order(block));
            foreach (var handler in FlowGraph.Handlers(block))
            {
                // An exception may come before the block has computed anything, so the handler follows what precedes it.
                result[flow.Order(handler)].Add(flow.Order(block));
                result[flow.Order(handler)].AddRange(flow.Incoming(block).Select(i => flow.Order(i.From)));
            }
        }

        return result;
    }

    private int Meet(int a, int b)
    {
        while (a != b)
        {
            while (a > b) a = immediate[a];
            while (b > a) b = immediate[b];
        }

        return a;
    }

    /// <summary>Intervals that nest exactly as the tree does.</summary>
    private void Number()
    {
        var clock = 0;
        var stack = new Stack<(int Block, bool Leaving)>([(0, false)]);
        while (stack.TryPop(out var next))
        {
            if (next.Leaving)
            {
                last[next.Block] = clock++;
                continue;
            }

            first[next.Block] = clock++;
            stack.Push((next.Block, true));
            foreach (var child in children[next.Block]) stack.Push((flow.Order(child), false));
        }
    }
}
