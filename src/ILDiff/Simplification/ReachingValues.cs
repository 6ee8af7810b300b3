namespace ILDiff.Simplification;

using ILDiff.ControlFlow;
using ILDiff.IR;
using ILDiff.Types;

/// <summary>
/// Puts one variable with several definitions into SSA form: tells the value that reaches a place, adding block
/// parameters where different ones may meet. Some of those may turn out trivial; <see cref="Added"/> names them.
/// </summary>
internal sealed class ReachingValues(FlowGraph flow, IRType type, Func<Block, Value> withoutEdges, string? name = null)
{
    private readonly Dictionary<Block, Value> atEntry = [];
    private readonly Dictionary<Block, Value> atEnd = [];

    public List<BlockParameter> Added { get; } = [];

    public void DefineAtEntry(Block block, Value value) => atEntry[block] = value;

    public void DefineAtEnd(Block block, Value value) => atEnd[block] = value;

    public Value AtEnd(Block block) => atEnd.TryGetValue(block, out var value) ? value : AtEntry(block);

    /// <summary>The value on entry; where no edge leads to the block, what the creator says.</summary>
    public Value AtEntry(Block block)
    {
        if (atEntry.TryGetValue(block, out var known)) return known;
        var same = new List<(Block Block, Block As)>();
        var merges = new List<Block>();
        var work = new Stack<Block>([block]);
        var seen = new HashSet<Block> { block };
        while (work.TryPop(out var next))
        {
            var incoming = flow.Incoming(next);
            if (incoming.Count == 0 || next == flow.Method.Entry)
            {
                atEntry[next] = withoutEdges(next);
                continue;
            }

            if (incoming.Count == 1)
            {
                same.Add((next, incoming[0].From));
            }
            else
            {
                var parameter = next.AddParameter(type, name);
                atEntry[next] = parameter;
                Added.Add(parameter);
                merges.Add(next);
            }

            foreach (var (from, _) in incoming)
            {
                if (!atEnd.ContainsKey(from) && !atEntry.ContainsKey(from) && seen.Add(from)) work.Push(from);
            }
        }

        // Later ones were found from earlier ones and lie further up, so they are settled first; a chain may still cross another.
        for (var i = same.Count - 1; i >= 0; i--) Settle(same[i].Block);
        foreach (var merge in merges)
        {
            foreach (var (from, edge) in flow.Incoming(merge)) edge.Arguments.Add(atEnd.TryGetValue(from, out var value) ? value : atEntry[from]);
        }

        return atEntry[block];
    }

    private void Settle(Block block)
    {
        var chain = new List<Block>();
        Value? value;
        while (!atEntry.TryGetValue(block, out value))
        {
            chain.Add(block);
            block = flow.Incoming(block)[0].From;
            if (atEnd.TryGetValue(block, out value)) break;
        }

        foreach (var link in chain) atEntry[link] = value!;
    }
}
