namespace ILDiff.Emission;

using ILDiff.ControlFlow;
using ILDiff.IR;

/// <summary>Finds blocks that do nothing but jump on; whoever goes there may go on directly, and they get no code.</summary>
internal sealed class JumpThreading
{
    private readonly Dictionary<Block, Block> onward = [];

    public JumpThreading(FlowGraph flow, StackSchedule schedule)
    {
        var entries = flow.Method.Regions.Select(r => r.Entry).ToHashSet();
        foreach (var block in flow.ReversePostorder)
        {
            if (block != flow.Method.Entry && !entries.Contains(block) && block.Terminator is Jump jump
                && schedule.Statements(block).Count == 1
                && !block.Parameters.Any(schedule.IsNeeded) && !jump.Target.Target.Parameters.Any(schedule.IsNeeded)
                && block.Region == jump.Target.Target.Region
                && Final(jump.Target.Target) != block)
            {
                onward.Add(block, jump.Target.Target);
            }
        }
    }

    /// <summary>Whether the block gets no code.</summary>
    public bool IsSkipped(Block block) => onward.ContainsKey(block);

    /// <summary>Where control arrives that is sent to the block.</summary>
    public Block Final(Block block)
    {
        while (onward.TryGetValue(block, out var next)) block = next;
        return block;
    }
}
