namespace ILDiff.Differentiation.Reverse;

using ILDiff.Analyses;
using ILDiff.ControlFlow;
using ILDiff.IR;

/// <summary>
/// Where the reverse sweep goes from a block. Stretches in which nothing has to be reversed are stepped over, so that
/// inactive loops and branches cost nothing and need nothing recorded.
/// </summary>
internal sealed class ReversedFlow(PreparedPrimal primal, Activity activity, Func<Instruction, bool> hasWork)
{
    private readonly Dictionary<Block, bool> inert = [];

    /// <summary>The block to go to next if all in between is inert; null if the ways in must be told apart.</summary>
    public Block? Shortcut(Block block)
    {
        if (block.Parameters.Any(activity.IsActive) || primal.RecoveryAt(block) is not null) return null;
        if (primal.Dominators.Immediate(block) is not { } above) return null;
        for (var loop = primal.Loops.Of(above); loop is not null; loop = loop.Parent)
        {
            if (!loop.Contains(block) && primal.Dominators.Immediate(loop.Header) is { } before) above = before;
        }

        // A header is reached again and again: its loop must be reversed visit by visit.
        if (primal.Loops.Of(block) is { } own && own.Header == block) return null;
        var seen = new HashSet<Block> { above };
        var work = new Stack<Block>(primal.WaysBack(block));
        while (work.TryPop(out var next))
        {
            if (!seen.Add(next)) continue;
            if (!IsInert(next)) return null;
            foreach (var before in primal.WaysBack(next)) work.Push(before);
        }

        return above;
    }

    private bool IsInert(Block block)
    {
        if (!inert.TryGetValue(block, out var known))
        {
            known = !block.Parameters.Any(activity.IsActive) && !block.Instructions.Any(hasWork);
            inert.Add(block, known);
        }

        return known;
    }
}
