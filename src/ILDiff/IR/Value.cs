namespace ILDiff.IR;

using ILDiff.Types;

/// <summary>Anything an instruction can read: a constant, a block parameter or the result of an instruction.</summary>
internal abstract class Value(IRType type)
{
    /// <summary>Unique within the method; stable under passes. -1 until the method has taken it in.</summary>
    public int Id { get; internal set; } = -1;

    /// <summary>
    /// What the evaluation stack holds: integers narrower than 32 bits are <c>int</c>, <c>float</c> and
    /// <c>double</c> are distinct.
    /// </summary>
    public IRType Type { get; } = type;

    /// <summary>The user's name for it, if symbols tell; for people only.</summary>
    public string? Name { get; set; }
}

/// <summary>A literal. Belongs to the method rather than to a block and dominates everything.</summary>
internal sealed class Constant(IRType type, object? literal) : Value(type)
{
    /// <summary>
    /// <c>int</c>, <c>long</c> (also for native integers), <c>float</c>, <c>double</c>, <c>string</c>, or null: the
    /// null reference, and the all-zero value of a struct.
    /// </summary>
    public object? Literal { get; } = literal;

    /// <summary>Whether it is the zero of its type; of floats, positive zero only.</summary>
    public bool IsZero => Literal switch
    {
        null => true,
        int i => i == 0,
        long l => l == 0,
        float f => BitConverter.SingleToInt32Bits(f) == 0,
        double d => BitConverter.DoubleToInt64Bits(d) == 0,
        _ => false,
    };
}

/// <summary>
/// A value that each edge into its block gives. The parameters of the entry block are those of the method, the
/// receiver first.
/// </summary>
internal sealed class BlockParameter(IRType type, Block block) : Value(type)
{
    public Block Block { get; internal set; } = block;

    public int Index => Block.Parameters.IndexOf(this);
}
