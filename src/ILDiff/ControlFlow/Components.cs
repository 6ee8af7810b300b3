namespace ILDiff.ControlFlow;

using ILDiff.IR;

/// <summary>Strongly connected components of a set of blocks (Tarjan, 1972), by edges within the set.</summary>
internal static class Components
{
    /// <summary>Those that contain a cycle.</summary>
    public static IReadOnlyList<HashSet<Block>> Cyclic(IReadOnlyCollection<Block> blocks)
    {
        var inside = blocks.ToHashSet();
        var index = new Dictionary<Block, int>();
        var low = new Dictionary<Block, int>();
        var open = new Stack<Block>();
        var isOpen = new HashSet<Block>();
        var result = new List<HashSet<Block>>();
        foreach (var root in blocks)
        {
            if (index.ContainsKey(root)) continue;
            var work = new Stack<(Block Block, int Next)>([(root, 0)]);
            while (work.TryPop(out var at))
            {
                var (block, next) = at;
                if (next == 0)
                {
                    index[block] = low[block] = index.Count;
                    open.Push(block);
                    isOpen.Add(block);
                }
                else
                {
                    var child = block.Edges[next - 1].Target;
                    if (isOpen.Contains(child)) low[block] = Math.Min(low[block], low[child]);
                }

                while (next < block.Edges.Count && (!inside.Contains(block.Edges[next].Target) || index.ContainsKey(block.Edges[next].Target)))
                {
                    if (isOpen.Contains(block.Edges[next].Target)) low[block] = Math.Min(low[block], index[block.Edges[next].Target]);
                    next++;
                }

                if (next < block.Edges.Count)
                {
                    work.Push((block, next + 1));
                    work.Push((block.Edges[next].Target, 0));
                }
                else if (low[block] == index[block])
                {
                    var component = new HashSet<Block>();
                    Block member;
                    do
                    {
                        member = open.Pop();
                        isOpen.Remove(member);
                        component.Add(member);
                    }
                    while (member != block);
                    if (component.Count > 1 || block.Edges.Any(e => e.Target == block)) result.Add(component);
                }
            }
        }

        return result;
    }
}
