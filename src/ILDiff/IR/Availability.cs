namespace ILDiff.IR;

/// <summary>
/// Where values may be used: dominance, exact under exceptions. An exception can leave a block of a try region before
/// any of its instructions has run, so a handler, and all that only a handler dominates, sees the parameters of such a
/// block but none of its results. To that end each block is two nodes, head (parameters) and tail (instructions), and
/// the ways to handlers leave from the head. A snapshot.
/// </summary>
internal sealed class Availability
{
    private readonly Dictionary<Block, int> index = [];
    private readonly Dictionary<Instruction, int> position = [];
    private readonly int[] order;
    private readonly int[] first;
    private readonly int[] last;

    public Availability(IRMethod method)
    {
        for (var i = 0; i < method.Blocks.Count; i++) index[method.Blocks[i]] = i;
        foreach (var block in method.Blocks)
        {
            var at = 0;
            foreach (var instruction in block.All) position[instruction] = at++;
        }

        var successors = Successors(method);
        var postorder = Postorder(successors);
        order = new int[successors.Length];
        Array.Fill(order, -1);
        for (var i = 0; i < postorder.Count; i++) order[postorder[i]] = postorder.Count - 1 - i;
        (first, last) = Number(Immediate(successors, postorder));
    }

    /// <summary>Whether control can reach the block, by an edge or an exception.</summary>
    public bool IsReachable(Block block) => order[2 * index[block]] >= 0;

    /// <summary>
    /// Whether a value is defined on every path to an instruction. Constants always are; in code that nothing reaches,
    /// everything in the method is.
    /// </summary>
    public bool IsAvailable(Value value, Instruction user)
    {
        if (value is Constant || user.Block is not { } at) return true;
        if (!IsReachable(at)) return true;
        switch (value)
        {
            case BlockParameter parameter:
                return index.ContainsKey(parameter.Block) && Dominates(2 * index[parameter.Block], (2 * index[at]) + 1);
            case Instruction definition:
                if (definition.Block is not { } from || !position.TryGetValue(definition, out var where)) return false;
                return from == at ? where < position[user] : Dominates((2 * index[from]) + 1, (2 * index[at]) + 1);
            default:
                return false;
        }
    }

    private bool Dominates(int above, int below)
    {
        int a = order[above], b = order[below];
        return a >= 0 && b >= 0 && first[a] <= first[b] && last[b] <= last[a];
    }

    private List<int>[] Successors(IRMethod method)
    {
        var handlers = method.Regions.Where(r => r.Guarded is not null && r.Entry is not null && index.ContainsKey(r.Entry)).ToLookup(r => r.Guarded, r => r.Entry!);
        var successors = new List<int>[2 * method.Blocks.Count];
        for (var i = 0; i < method.Blocks.Count; i++)
        {
            var block = method.Blocks[i];
            successors[2 * i] = [(2 * i) + 1];
            successors[(2 * i) + 1] = [.. block.Edges.Select(e => 2 * index[e.Target])];
            for (var region = block.Region; region is not null; region = region.Parent)
            {
                successors[2 * i].AddRange(handlers[region].Select(h => 2 * index[h]));
            }
        }

        return successors;
    }

    private static List<int> Postorder(List<int>[] successors)
    {
        var postorder = new List<int>();
        var seen = new bool[successors.Length];
        var stack = new Stack<(int Node, int Next)>([(0, 0)]);
        seen[0] = true;
        while (stack.TryPop(out var top))
        {
            if (top.Next == successors[top.Node].Count)
            {
                postorder.Add(top.Node);
                continue;
            }

            stack.Push((top.Node, top.Next + 1));
            var next = successors[top.Node][top.Next];
            if (seen[next]) continue;
            seen[next] = true;
            stack.Push((next, 0));
        }

        return postorder;
    }

    /// <summary>Immediate dominators by reverse postorder number (Cooper, Harvey and Kennedy).</summary>
    private int[] Immediate(List<int>[] successors, List<int> postorder)
    {
        var predecessors = new List<int>[postorder.Count];
        for (var i = 0; i < predecessors.Length; i++) predecessors[i] = [];
        foreach (var node in postorder)
        {
            foreach (var next in successors[node]) predecessors[order[next]].Add(order[node]);
        }

        var immediate = new int[postorder.Count];
        Array.Fill(immediate, -1);
        immediate[0] = 0;
        for (var changed = true; changed;)
        {
            changed = false;
            for (var i = 1; i < immediate.Length; i++)
            {
                var meet = -1;
                foreach (var p in predecessors[i])
                {
                    if (immediate[p] < 0) continue;
                    for (var (a, b) = (p, meet < 0 ? p : meet); ; a = immediate[a])
                    {
                        while (b > a) b = immediate[b];
                        meet = b;
                        if (a == b) break;
                    }
                }

                changed |= immediate[i] != meet;
                immediate[i] = meet;
            }
        }

        return immediate;
    }

    /// <summary>Intervals that nest as the tree does.</summary>
    private static (int[] First, int[] Last) Number(int[] immediate)
    {
        var children = new List<int>[immediate.Length];
        for (var i = 0; i < children.Length; i++) children[i] = [];
        for (var i = 1; i < children.Length; i++) children[immediate[i]].Add(i);
        var (first, last) = (new int[immediate.Length], new int[immediate.Length]);
        var clock = 0;
        var stack = new Stack<(int Node, bool Leaving)>([(0, false)]);
        while (stack.TryPop(out var next))
        {
            if (next.Leaving)
            {
                last[next.Node] = clock++;
                continue;
            }

            first[next.Node] = clock++;
            stack.Push((next.Node, true));
            foreach (var child in children[next.Node]) stack.Push((child, false));
        }

        return (first, last);
    }
}
