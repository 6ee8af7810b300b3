namespace ILDiff.ControlFlow;

using ILDiff.IR;

/// <summary>For each block the joins just outside what it dominates. Only joins of ordinary edges count.</summary>
internal sealed class DominanceFrontiers
{
    private readonly FlowGraph flow;
    private readonly List<Block>?[] frontiers;

    public DominanceFrontiers(FlowGraph flow, Dominators dominators)
    {
        this.flow = flow;
        frontiers = new List<Block>?[flow.ReversePostorder.Count];
        foreach (var join in flow.ReversePostorder)
        {
            var incoming = flow.Incoming(join);
            if (incoming.Count < 2) continue;
            var stop = dominators.Immediate(join);
            foreach (var way in incoming)
            {
                for (var block = way.From; block is not null && block != stop; block = dominators.Immediate(block))
                {
                    ref var list = ref frontiers[flow.Order(block)];
                    list ??= [];
                    if (list.Count > 0 && list[^1] == join) break;
                    list.Add(join);
                }
            }
        }
    }

    public IReadOnlyList<Block> Of(Block block) => frontiers[flow.Order(block)] ?? (IReadOnlyList<Block>)[];
}
