namespace ILDiff.ControlFlow;

using ILDiff.IR;

/// <summary>
/// A handler that catches, in the form that <c>LandRegions</c> makes: a block before the try region that does nothing else
/// than enter it, and a handler that begins with a block that only goes on to the next.
/// </summary>
/// <param name="Guarded">The try region.</param>
/// <param name="Before">The one block from which the region is entered.</param>
/// <param name="Handler">The entry of the handler, which has the exception as its parameter.</param>
/// <param name="Inside">The next block of the handler, which is entered from there alone.</param>
internal sealed record Landing(Region Guarded, Block Before, Block Handler, Block Inside)
{
    public static IReadOnlyList<Landing> Of(FlowGraph flow) => flow.Method.Regions.Count == 0 ? [] : [.. flow.Method.Regions
        .Where(r => r.Kind is RegionKind.Catch or RegionKind.FilterHandler && flow.IsReachable(r.Entry!)).Select(r => Of(flow, r)).OfType<Landing>()];

    private static Landing? Of(FlowGraph flow, Region handler) =>
        flow.Incoming(handler.Guarded!.Entry!) is [{ From: { Terminator: Jump } before }] && !RegionRules.IsIn(before, handler.Guarded)
        && handler.Entry!.Terminator is Jump { Target.Target: var inside } && flow.Incoming(inside).Count == 1
            ? new Landing(handler.Guarded, before, handler.Entry, inside)
            : null;

    /// <summary>Whether an exception on the way into the region leaves the loop by way of the handler.</summary>
    public bool Leaves(Loop loop) => loop.Contains(Before) && !loop.Contains(Handler);

    /// <summary>Carries a value that is there before the region to the handler, through a variable; what it is there.</summary>
    public BlockParameter Carry(Value value) => Carry([Before], value);

    /// <summary>Carries a value to the handler from each of these blocks, of which the last one passed before the exception counts.</summary>
    public BlockParameter Carry(IEnumerable<Block> from, Value value) => Carry(from.Select(b => (b, value)), value.Type, value.Name);

    /// <inheritdoc cref="Carry(IEnumerable{Block}, Value)"/>
    public BlockParameter Carry(IEnumerable<(Block From, Value Value)> values, Types.IRType type, string? name)
    {
        var method = Handler.Method;
        var variable = new Slot(type, method.Types.ByRefTo(type)) { Name = name };
        method.Entry.Insert(0, variable);
        foreach (var (from, value) in values) new IRBuilder(method, from).Store(variable, value, type);
        Handler.Edges[0].Arguments.Add(new IRBuilder(method, Handler).Load(variable, type));
        return Inside.AddParameter(type, name);
    }
}
