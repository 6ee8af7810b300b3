namespace ILDiff.IR;

using ILDiff.Types;

/// <summary>Two operands of one stack type, one result of that type.</summary>
internal sealed class Binary(BinaryOperator op, Value left, Value right) : Instruction(left.Type, left, right)
{
    public BinaryOperator Operator { get; } = op;

    public Value Left => Operand(0);

    public Value Right => Operand(1);

    /// <summary>
    /// Set on sums that the adjoint makes: <c>0 + x</c> may then be taken as <c>x</c>, since the sign of a zero
    /// adjoint means nothing.
    /// </summary>
    public bool IsAccumulation { get; init; }

    public override bool IsPure => Type.IsFloat || !Operator.CanThrow();

    protected override Instruction Clone(Value[] o) => new Binary(Operator, o[0], o[1]) { IsAccumulation = IsAccumulation };
}

/// <summary>Negation or complement.</summary>
internal sealed class Unary(UnaryOperator op, Value operand) : Instruction(operand.Type, operand)
{
    public UnaryOperator Operator { get; } = op;

    public override bool IsPure => true;

    protected override Instruction Clone(Value[] o) => new Unary(Operator, o[0]);
}

/// <summary>A comparison; <c>int</c> 0 or 1.</summary>
internal sealed class Compare(CompareOperator op, Value left, Value right, IRType int32) : Instruction(int32, left, right)
{
    public CompareOperator Operator { get; } = op;

    public Value Left => Operand(0);

    public Value Right => Operand(1);

    public override bool IsPure => true;

    protected override Instruction Clone(Value[] o) => new Compare(Operator, o[0], o[1], Type);
}

/// <summary>
/// <c>conv.*</c>: to <see cref="Target"/>, which may be narrower than the stack type of the result; optionally
/// throwing on overflow, optionally reading the operand as unsigned (<c>conv.r.un</c> is an unsigned operand with a
/// float target). To a byref or pointer it only gives the same address another type.
/// </summary>
internal sealed class Convert(Value operand, IRType target, bool throwsOnOverflow = false, bool fromUnsigned = false)
    : Instruction(target.OnStack, operand)
{
    public IRType Target { get; } = target;

    public bool ThrowsOnOverflow { get; } = throwsOnOverflow;

    public bool FromUnsigned { get; } = fromUnsigned;

    public override bool IsPure => !ThrowsOnOverflow;

    protected override Instruction Clone(Value[] o) => new Convert(o[0], Target, ThrowsOnOverflow, FromUnsigned);
}

/// <summary>One of two values by an <c>int</c> condition; both are computed.</summary>
internal sealed class Select(Value condition, Value whenTrue, Value whenFalse) : Instruction(whenTrue.Type, condition, whenTrue, whenFalse)
{
    public override bool IsPure => true;

    protected override Instruction Clone(Value[] o) => new Select(o[0], o[1], o[2]);
}
