namespace ILDiff.Emission;

using ILDiff.IR;
using ILDiff.Types;
using Mono.Cecil;
using Mono.Cecil.Cil;

/// <summary>Notes where regions begin and end in the code and makes the table of exception handlers, inner ones first.</summary>
internal sealed class RegionTable(BlockOrder order, Func<IRType, TypeReference> import)
{
    private readonly Dictionary<Region, (Label Start, Label End)> extents = [];

    /// <summary>The label that a block starts with is given so that regions can begin there.</summary>
    public void Lay(Func<Block, Label> start, Label end)
    {
        var following = new Dictionary<Block, Label>();
        for (var i = 0; i < order.Blocks.Count; i++) following[order.Blocks[i]] = i + 1 < order.Blocks.Count ? start(order.Blocks[i + 1]) : end;
        foreach (var (region, blocks) in order.Regions)
        {
            if (blocks.Count > 0) extents.Add(region, (start(blocks[0]), following[Last(region)]));
        }
    }

    public void AddTo(MethodBody body)
    {
        foreach (var region in extents.Keys.Where(r => r.Kind == RegionKind.Try).OrderByDescending(Depth))
        {
            Label? filter = null;
            foreach (var handler in order.HandlersOf(region))
            {
                if (!extents.TryGetValue(handler, out var extent)) continue;
                if (handler.Kind == RegionKind.Filter)
                {
                    filter = extent.Start;
                    continue;
                }

                body.ExceptionHandlers.Add(new ExceptionHandler(Type(handler.Kind))
                {
                    TryStart = extents[region].Start.Instruction,
                    TryEnd = extents[region].End.Instruction,
                    HandlerStart = extent.Start.Instruction,
                    HandlerEnd = extent.End.Instruction,
                    FilterStart = handler.Kind == RegionKind.FilterHandler ? filter!.Instruction : null,
                    CatchType = handler.CatchType is { } caught && handler.Kind == RegionKind.Catch ? import(caught) : null,
                });
            }
        }
    }

    private static ExceptionHandlerType Type(RegionKind kind) => kind switch
    {
        RegionKind.Catch => ExceptionHandlerType.Catch,
        RegionKind.FilterHandler => ExceptionHandlerType.Filter,
        RegionKind.Finally => ExceptionHandlerType.Finally,
        _ => ExceptionHandlerType.Fault,
    };

    private static int Depth(Region region)
    {
        var depth = 0;
        for (var outer = region.Parent; outer is not null; outer = outer.Parent) depth++;
        return depth;
    }

    private Block Last(Region region) => order.Regions[region][^1];
}
