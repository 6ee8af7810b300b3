namespace ILDiff.IR;

using ILDiff.Types;

/// <summary>Reads one field out of a struct value.</summary>
internal sealed class ExtractField(Value container, IRField field) : Instruction(field.Type.OnStack, container)
{
    public Value Container => Operand(0);

    public IRField Field { get; } = field;

    public override bool IsPure => true;

    protected override Instruction Clone(Value[] o) => new ExtractField(o[0], Field);
}

/// <summary>A struct value with one field replaced.</summary>
internal sealed class InsertField(Value container, IRField field, Value value) : Instruction(container.Type, container, value)
{
    public Value Container => Operand(0);

    public Value Value => Operand(1);

    public IRField Field { get; } = field;

    public override bool IsPure => true;

    protected override Instruction Clone(Value[] o) => new InsertField(o[0], Field, o[1]);
}

/// <summary>Allocates an object and runs a constructor on it; operands are the constructor's arguments without the receiver. Structs use a slot and a call instead.</summary>
internal sealed class NewObject(MethodHandle constructor, Value[] arguments) : Instruction(constructor.DeclaringType, arguments)
{
    public MethodHandle Constructor { get; } = constructor;

    public override bool ReadsMemory => true;

    public override bool WritesMemory => true;

    /// <summary>Making a delegate of a known method has no effect.</summary>
    public override bool IsRemovable => IsDelegate;

    /// <summary>Whether it makes a delegate of a method named in the code.</summary>
    public bool IsDelegate => Operands.Length == 2 && Operand(1) is LoadToken { Kind: TokenKind.Function };

    protected override Instruction Clone(Value[] o) => new NewObject(Constructor, o);
}

/// <summary>Allocates an object of exactly the type, with fields of zeros, on which no constructor has run yet.</summary>
internal sealed class Allocate(IRType type) : Instruction(type)
{
    public override bool IsRemovable => true;

    protected override Instruction Clone(Value[] o) => new Allocate(Type);
}

/// <summary>Allocates an array of zeros, with one length per dimension.</summary>
internal sealed class NewArray(IRType arrayType, Value[] lengths) : Instruction(arrayType, lengths)
{
    public ReadOnlySpan<Value> Lengths => Operands;

    public override bool IsRemovable => true;

    protected override Instruction Clone(Value[] o) => new NewArray(Type, o);
}

/// <summary>
/// The length of an array along one dimension: <c>ldlen</c> and a native integer for a one-dimensional array,
/// <c>GetLength</c> and an <c>int</c> for others; <c>Length</c> of a span. It never changes for an array or a span.
/// </summary>
internal sealed class ArrayLength(Value array, int dimension, IRType integer) : Instruction(integer, array)
{
    public Value Array => Operand(0);

    public int Dimension { get; } = dimension;

    /// <summary>An array may be null; a span is there.</summary>
    public override bool IsPure => Array.Type.IsSpan;

    public override bool IsRemovable => true;

    protected override Instruction Clone(Value[] o) => new ArrayLength(o[0], Dimension, Type);
}

/// <summary>
/// A span of all or some of the elements of an array or another span: the source, then nothing, the start (of a span), or
/// the start and the length. It moves no data; one without a range cannot throw.
/// </summary>
internal sealed class MakeSpan(IRType span, Value[] sourceAndRange) : Instruction(span, sourceAndRange)
{
    public Value Source => Operand(0);

    public ReadOnlySpan<Value> Range => Operands[1..];

    /// <summary>An array of references may be one of a derived class, which no span is made of.</summary>
    public override bool IsPure => Operands.Length == 1 && (Source.Type.IsSpan || !Type.Element!.IsObject);

    protected override Instruction Clone(Value[] o) => new MakeSpan(Type, o);
}

/// <summary><c>box</c>: an object that holds a copy of a value.</summary>
internal sealed class Box(Value value, IRType boxed, IRType reference) : Instruction(reference, value)
{
    public IRType Boxed { get; } = boxed;

    public override bool IsRemovable => true;

    protected override Instruction Clone(Value[] o) => new Box(o[0], Boxed, Type);
}

/// <summary><c>unbox</c>: the address of the value in a box.</summary>
internal sealed class Unbox(Value box, IRType boxed, IRType byRef) : Instruction(byRef, box)
{
    public IRType Boxed { get; } = boxed;

    protected override Instruction Clone(Value[] o) => new Unbox(o[0], Boxed, Type);
}

/// <summary><c>castclass</c> (throws) or <c>isinst</c> (gives null).</summary>
internal sealed class Cast(Value value, IRType target, bool throws) : Instruction(target.IsObject ? target : value.Type, value)
{
    public IRType Target { get; } = target;

    public bool Throws { get; } = throws;

    public override bool IsPure => !Throws;

    protected override Instruction Clone(Value[] o) => new Cast(o[0], Target, Throws);
}

/// <summary>A run-time handle, a function pointer or a size of a token: an <see cref="IRType"/>, <see cref="IRField"/> or <see cref="MethodHandle"/>.</summary>
internal sealed class LoadToken(TokenKind kind, object token, Value[] operands, IRType type) : Instruction(type, operands)
{
    public TokenKind Kind { get; } = kind;

    public object Token { get; } = token;

    public override bool IsPure => Kind != TokenKind.VirtualFunction;

    protected override Instruction Clone(Value[] o) => new LoadToken(Kind, Token, o, Type);
}

internal enum TokenKind
{
    /// <summary><c>ldtoken</c>.</summary>
    Handle,

    /// <summary><c>ldftn</c>.</summary>
    Function,

    /// <summary><c>ldvirtftn</c>; the operand is the receiver.</summary>
    VirtualFunction,

    /// <summary><c>sizeof</c>.</summary>
    Size,
}
