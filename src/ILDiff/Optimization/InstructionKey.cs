namespace ILDiff.Optimization;

using ILDiff.IR;

/// <summary>What an instruction computes: two with equal keys give one value wherever both may run.</summary>
internal sealed class InstructionKey : IEquatable<InstructionKey>
{
    private readonly (Type Kind, object? A, object? B) head;
    private readonly object? type;
    private readonly Value[] operands;
    private readonly int hash;

    private InstructionKey(Instruction instruction, object? a, object? b)
    {
        head = (instruction.GetType(), a, b);
        type = instruction.Type;
        operands = instruction.Operands.ToArray();
        if (instruction is Binary binary && binary.Operator.IsCommutative() && operands[0].Id > operands[1].Id) (operands[0], operands[1]) = (operands[1], operands[0]);
        var code = default(HashCode);
        code.Add(head);
        code.Add(type);
        foreach (var operand in operands) code.Add(operand.Id);
        hash = code.ToHashCode();
    }

    /// <summary>
    /// The key of an instruction that gives the same result whenever its operands are the same, null for any other. One
    /// that may throw is such too: where an equal one has run before, it does not throw.
    /// </summary>
    public static InstructionKey? Of(Instruction instruction) => instruction switch
    {
        Binary i => new(i, i.Operator, i.IsAccumulation),
        Unary i => new(i, i.Operator, null),
        Compare i => new(i, i.Operator, null),
        Convert i => new(i, i.Target, (i.ThrowsOnOverflow, i.FromUnsigned)),
        Select or ElementAddress or MakeSpan => new(instruction, null, null),
        FieldAddress i => new(i, i.Field, null),
        StaticFieldAddress i => new(i, i.Field, null),
        ExtractField i => new(i, i.Field, null),
        InsertField i => new(i, i.Field, null),
        ArrayLength i => new(i, i.Dimension, null),
        Cast i => new(i, i.Target, i.Throws),
        Unbox i => new(i, i.Boxed, null),
        LoadToken { IsPure: true } i => new(i, i.Kind, i.Token),
        Call { IsPureFunction: true } i => new(i, i.Method, null),
        _ => null,
    };

    /// <summary>The key of a load at a state of memory.</summary>
    public static InstructionKey Of(Load load, object? state) => new(load, load.Accessed, state);

    public bool Equals(InstructionKey? other) =>
        other is not null && hash == other.hash && head.Equals(other.head) && type == other.type && operands.AsSpan().SequenceEqual(other.operands);

    public override bool Equals(object? obj) => Equals(obj as InstructionKey);

    public override int GetHashCode() => hash;
}
