namespace ILDiff.IR;

using ILDiff.Types;

/// <summary>
/// One step of a block. Operands are values; what else it needs (an operator, a field, a method) is fixed at
/// construction. Made only through <see cref="IRBuilder"/>.
/// </summary>
internal abstract class Instruction(IRType type, params Value[] operands) : Value(type)
{
    private readonly Value[] operands = operands;

    public ReadOnlySpan<Value> Operands => operands;

    /// <summary>The block it stands in; null while it is in none.</summary>
    public Block? Block { get; internal set; }

    /// <summary>Where in the primal's IL it comes from.</summary>
    public Origin? Origin { get; set; }

    /// <summary>Whether it only computes from its operands: no effect, no memory, cannot throw.</summary>
    public virtual bool IsPure => false;

    /// <summary>Whether it can be dropped where its result is unused (it may read memory or throw needlessly).</summary>
    public virtual bool IsRemovable => IsPure;

    public virtual bool ReadsMemory => false;

    public virtual bool WritesMemory => false;

    public Value Operand(int index) => operands[index];

    public void SetOperand(int index, Value value) => operands[index] = value;

    /// <summary>A copy of it, in no block, that reads other operands.</summary>
    public Instruction CloneWith(Value[] newOperands)
    {
        var clone = Clone(newOperands);
        clone.Origin = Origin;
        clone.Name = Name;
        return clone;
    }

    protected abstract Instruction Clone(Value[] operands);
}

/// <summary>A place in the primal's IL: the method and the offset there, for diagnostics and debugging.</summary>
internal sealed record Origin(Mono.Cecil.MethodDefinition Method, int ILOffset)
{
    /// <summary>The implementation of a dispatched method that it belongs to, where a choice of them was made explicit.</summary>
    public MethodHandle? Implementation { get; init; }
}
