namespace ILDiff.Differentiation.Reverse;

using ILDiff.ControlFlow;
using ILDiff.IR;

/// <summary>
/// A handler that catches, and the ways by which the reverse sweep goes on from it: to the block before the try region, or
/// to the last checkpoint that was reached in it.
/// </summary>
/// <param name="Landing">The handler.</param>
/// <param name="Sources">The blocks to go on at.</param>
internal sealed record Recovery(Landing Landing, IReadOnlyList<Block> Sources)
{
    /// <summary>Says which of several sources it is.</summary>
    public BlockParameter? Reached { get; private init; }

    /// <summary>The recoveries of a method; has the sources note that they were passed.</summary>
    public static IReadOnlyList<Recovery> Of(FlowGraph flow, Checkpoints checkpoints) =>
        [.. Landing.Of(flow).Select(l => Note(new Recovery(l, [l.Before, .. checkpoints.Of(l.Guarded).Where(flow.IsReachable)])))];

    /// <summary>Whether a loop is left by way of the handler.</summary>
    public bool Leaves(Loop loop) => !loop.Contains(Landing.Handler) && Sources.Any(loop.Contains);

    private static Recovery Note(Recovery recovery)
    {
        if (recovery.Sources.Count == 1) return recovery;
        var int32 = recovery.Landing.Handler.Method.Types.Int32;
        var numbered = recovery.Sources.Select((b, i) => (b, (Value)b.Method.Constant(int32, i)));
        return recovery with { Reached = recovery.Landing.Carry(numbered, int32, "reached") };
    }
}
