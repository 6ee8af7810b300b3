namespace ILDiff.IR;

/// <summary>
/// Copies blocks of one method into another (or the same), mapping values and blocks. Values without an entry in
/// <see cref="Values"/> are constants, which are re-made, or an error of the caller.
/// </summary>
/// <param name="within">Where blocks are copied within one method, the region whose contents are: values from elsewhere are used as they are.</param>
internal sealed class BodyCopier(IRMethod target, Region? within = null)
{
    private readonly Dictionary<Region, Region> regions = [];

    /// <summary>Original to copy; the caller seeds it with the parameters of the entry block if those are not to be copied.</summary>
    public Dictionary<Value, Value> Values { get; } = [];

    public Dictionary<Block, Block> Blocks { get; } = [];

    /// <summary>The region that blocks outside any region go to.</summary>
    public Region? Outer { get; init; }

    public Value Of(Value value) => value is Constant constant ? target.Constant(constant.Type, constant.Literal)
        : within is not null ? Values.GetValueOrDefault(value, value) : Values[value];

    /// <summary>Makes an empty copy of each block, with parameters, in order.</summary>
    public void AddBlocks(IEnumerable<Block> blocks)
    {
        foreach (var block in blocks)
        {
            var copy = target.AddBlock(Of(block.Region));
            Blocks.Add(block, copy);
            foreach (var parameter in block.Parameters) Values.TryAdd(parameter, copy.AddParameter(parameter.Type, parameter.Name));
        }
    }

    /// <summary>A copy of the instruction that reads the copies of its operands; not yet in a block.</summary>
    public Instruction Copy(Instruction instruction)
    {
        var operands = new Value[instruction.Operands.Length];
        for (var i = 0; i < operands.Length; i++) operands[i] = Of(instruction.Operand(i));
        return instruction is Terminator terminator
            ? terminator.CloneWith(operands, [.. terminator.Edges.Select(Copy)])
            : instruction.CloneWith(operands);
    }

    /// <summary>A copy of the edge, to the copy of its target.</summary>
    public Edge Copy(Edge edge) => new(Blocks[edge.Target], edge.Arguments.Select(Of));

    private Region? Of(Region? region)
    {
        if (region is null || region == within) return Outer;
        if (regions.TryGetValue(region, out var copy)) return copy;
        copy = new Region(region.Kind, Of(region.Parent)) { Guarded = region.Guarded is { } guarded ? Of(guarded) : null, CatchType = region.CatchType };
        regions.Add(region, copy);
        target.Regions.Add(copy);
        return copy;
    }

    /// <summary>Points the copied regions at the copies of their entry blocks; after <see cref="AddBlocks"/>.</summary>
    public void LinkRegions()
    {
        foreach (var (region, copy) in regions) copy.Entry = region.Entry is { } entry ? Blocks[entry] : null;
    }
}
