namespace ILDiff.Inspection;

using System.Text;
using ILDiff.Differentiation.Reverse;
using ILDiff.IR;

/// <summary>Says in words what is kept for the reverse sweep, where, how many bytes, and why it is not computed again.</summary>
internal static class RecordingText
{
    private static readonly Dictionary<Bank, int> CellBytes = new() { [Bank.Reals] = 8, [Bank.Ints] = 4, [Bank.Longs] = 8, [Bank.Objects] = 8 };

    /// <summary>The value that an item is about, if it is about one.</summary>
    public static Value? ValueOf(Item item) => item switch
    {
        PrimalItem i => i.Value,
        ShadowItem i => i.Value,
        CalleeFrameItem i => i.Call,
        _ => null,
    };

    public static string Of(Item item, ReversePlan plan)
    {
        var what = item is ShadowItem ? "shadow " : item is CalleeFrameItem ? "frame of the callee " : "";
        if (plan.Layout.CellsOf(item) is { } cells)
        {
            return $"{what}recorded in {Slab(plan.Recomputation.LoopOf(item))}, {cells.Sum(c => CellBytes[c.Bank])} bytes a visit: {Reason(item, plan)}";
        }

        if (plan.Recording.Recorded.Contains(item)) return what + "kept in a local";
        return what + (plan.Recomputation.IsFree(item) ? "at hand" : "computed again");
    }

    /// <summary>A line per slab and the total.</summary>
    public static string Summary(ReversePlan plan)
    {
        var text = new StringBuilder();
        foreach (var loop in plan.Fused?.Loops ?? []) text.AppendLine($"// {loop} is fused: each visit is reversed right after it");
        foreach (var slab in plan.Layout.Slabs)
        {
            var bytes = slab.Banks.Sum(b => CellBytes[b] * slab.Stride(b));
            text.AppendLine($"// {Slab(slab.Loop)}: {bytes} bytes a visit, {Kind(slab.Kind)}");
        }

        if (!plan.Layout.Slabs.Any()) text.AppendLine("// nothing is recorded on the tape");
        return text.ToString();
    }

    private static string Slab(ControlFlow.Loop? loop) => loop is null ? "the method's frame" : $"the slab of {loop}";

    private static string Kind(SlabKind kind) => kind switch
    {
        SlabKind.Counted => "reserved before the loop, whose trip count is known",
        SlabKind.Growing => "grown as the loop runs, whose trip count is not known before",
        _ => "a linked frame a visit, since callees or inner loops record in between",
    };

    private static string Reason(Item item, ReversePlan plan) => item switch
    {
        PrimalItem { Value: Load load } when plan.Overwrites.MayBeOverwritten(load) => "its place may be overwritten before the reverse sweep reads it",
        PrimalItem { Value: Load } => "what its place is rebuilt from costs more to keep",
        PrimalItem { Value: BlockParameter } => "it depends on the way taken here",
        PrimalItem { Value: Call { IsPureFunction: true } } => "calling the function again costs more",
        PrimalItem { Value: Call } => "a call is not run twice",
        PrimalItem => "keeping it is cheaper than keeping what it is computed from",
        ShadowItem => "the shadow was made in this visit",
        _ => "the reverse sweep starts from it",
    };
}
