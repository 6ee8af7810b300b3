namespace ILDiff.IR;

using ILDiff.Types;

/// <summary>Instructions that run one after the other, ended by one terminator.</summary>
internal sealed class Block(IRMethod method, int id)
{
    public IRMethod Method { get; } = method;

    /// <summary>Unique within the method; stable under passes.</summary>
    public int Id { get; } = id;

    public List<BlockParameter> Parameters { get; } = [];

    /// <summary>All but the terminator.</summary>
    public List<Instruction> Instructions { get; } = [];

    /// <summary>Set once the block is complete.</summary>
    public Terminator Terminator { get; private set; } = null!;

    /// <summary>The innermost protected region it belongs to.</summary>
    public Region? Region { get; set; }

    public IReadOnlyList<Edge> Edges => Terminator.Edges;

    /// <summary>Instructions and terminator.</summary>
    public IEnumerable<Instruction> All => Terminator is null ? Instructions : Instructions.Append(Terminator);

    public BlockParameter AddParameter(IRType type, string? name = null)
    {
        var parameter = Method.Register(new BlockParameter(type, this) { Name = name });
        Parameters.Add(parameter);
        return parameter;
    }

    public T Append<T>(T instruction) where T : Instruction => Insert(Instructions.Count, instruction);

    public T Insert<T>(int index, T instruction) where T : Instruction
    {
        instruction.Block = this;
        Method.Register(instruction);
        Instructions.Insert(index, instruction);
        return instruction;
    }

    public void Terminate(Terminator terminator)
    {
        terminator.Block = this;
        Terminator = Method.Register(terminator);
    }

    public override string ToString() => $"b{Id}";
}

internal enum RegionKind
{
    Try, Catch, Filter, FilterHandler, Finally, Fault,
}

/// <summary>
/// A protected region or a handler: a set of blocks (those whose <see cref="Block.Region"/> is it or inside it).
/// A handler's entry block has the exception as its only parameter (none for finally and fault).
/// </summary>
internal sealed class Region(RegionKind kind, Region? parent)
{
    /// <summary>Changes only from finally to fault, once the way without an exception has code of its own.</summary>
    public RegionKind Kind { get; set; } = kind;

    public Region? Parent { get; set; } = parent;

    /// <summary>For a handler: the try region it guards.</summary>
    public Region? Guarded { get; set; }

    public IRType? CatchType { get; init; }

    /// <summary>Where control enters.</summary>
    public Block? Entry { get; set; }
}
