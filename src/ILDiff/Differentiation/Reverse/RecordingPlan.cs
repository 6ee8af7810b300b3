namespace ILDiff.Differentiation.Reverse;

using ILDiff.ControlFlow;

/// <summary>
/// Which of the items that the reverse sweep needs are recorded and which computed again: the minimum cut between what
/// can only be recorded and what is needed, each node weighed by its recording price, each recomputation by its own,
/// both by how often they run.
/// </summary>
internal sealed class RecordingPlan
{
    private const int LoopWeight = 8;
    private const int DepthLimit = 6;

    private readonly Recomputation recomputation;
    private readonly HashSet<Item> recorded = [];

    public RecordingPlan(Recomputation recomputation, IReadOnlyList<Item> needs, bool recordEverything)
    {
        this.recomputation = recomputation;
        if (recordEverything) RecordAll(needs);
        else Cut(needs);
    }

    /// <summary>Items to keep, in no order: on the tape, or in a local where they are free.</summary>
    public IReadOnlySet<Item> Recorded => recorded;

    /// <summary>Adds an item that has to be there; it is recorded unless the reverse sweep has it anyway.</summary>
    public void Require(Item item)
    {
        if (recorded.Contains(item)) return;
        if (recomputation.IsFree(item)) KeepLocal(item);
        else recorded.Add(item);
    }

    private void KeepLocal(Item item)
    {
        if (recomputation.IsLocal(item)) recorded.Add(item);
    }

    private void RecordAll(IReadOnlyList<Item> needs)
    {
        var seen = new HashSet<Item>();
        var work = new Queue<Item>(needs);
        while (work.TryDequeue(out var need))
        {
            if (!seen.Add(need)) continue;
            if (!recomputation.IsFree(need) && Recomputation.RecordingPrice(need) == MinimumCut.Forbidding && recomputation.Sources(need) is { } sources)
            {
                foreach (var source in sources) work.Enqueue(source);
            }
            else
            {
                Require(need);
            }
        }
    }

    private void Cut(IReadOnlyList<Item> needs)
    {
        var graph = new MinimumCut();
        int source = graph.AddNode(), sink = graph.AddNode();
        var nodes = new Dictionary<Item, (int In, int Out)>();
        var order = new Queue<Item>();

        (int In, int Out) NodeOf(Item item)
        {
            if (nodes.TryGetValue(item, out var node)) return node;
            nodes.Add(item, node = (graph.AddNode(), graph.AddNode()));
            order.Enqueue(item);
            return node;
        }

        foreach (var need in needs)
        {
            if (recomputation.IsFree(need)) KeepLocal(need);
            else graph.AddEdge(NodeOf(need).Out, sink, MinimumCut.Infinite);
        }

        while (order.TryDequeue(out var item))
        {
            var (into, outOf) = nodes[item];
            var weight = Weight(recomputation.LoopOf(item));
            var price = Recomputation.RecordingPrice(item);
            graph.AddEdge(into, outOf, price == MinimumCut.Forbidding ? price : price * weight);
            var sources = recomputation.Sources(item);
            graph.AddEdge(source, into, sources is null ? MinimumCut.Infinite : Recomputation.Price(item) * weight);
            foreach (var operand in sources ?? [])
            {
                if (!recomputation.IsFree(operand)) graph.AddEdge(NodeOf(operand).Out, into, MinimumCut.Infinite);
            }
        }

        var computed = graph.Solve(source, sink);
        foreach (var (item, node) in nodes)
        {
            if (!computed[node.In] && computed[node.Out]) recorded.Add(item);
            if (!computed[node.In]) continue;
            foreach (var operand in recomputation.Sources(item) ?? []) KeepLocal(operand);
        }
    }

    private static long Weight(Loop? loop)
    {
        long weight = 1;
        for (var depth = Math.Min(loop?.Depth ?? 0, DepthLimit); depth > 0; depth--) weight *= LoopWeight;
        return weight;
    }
}
