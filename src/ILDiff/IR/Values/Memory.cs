namespace ILDiff.IR;

using ILDiff.Types;

/// <summary>
/// A zero-initialised local variable of the method; its value is the address. There is one variable per instruction,
/// not per execution. It starts a lifetime nowhere: in a loop the variable keeps its contents.
/// </summary>
internal sealed class Slot(IRType stored, IRType byRef) : Instruction(byRef)
{
    /// <summary>The type of the variable, unreduced (a <c>bool</c> slot stores one byte).</summary>
    public IRType Stored { get; } = stored;

    /// <summary>Whether what it refers to must not move while the method runs (<c>fixed</c>). Such a slot stays a local variable.</summary>
    public bool IsPinned { get; init; }

    public override bool IsRemovable => true;

    protected override Instruction Clone(Value[] o) => new Slot(Stored, Type) { IsPinned = IsPinned };
}

/// <summary>
/// The address of an element of an array, with one index per dimension, or of a span. Pure in the IR: emission fuses it into
/// <c>ldelem</c>/<c>stelem</c> where a load or store reads it, and the checks happen there.
/// </summary>
internal sealed class ElementAddress(IRType byRef, Value[] arrayAndIndices) : Instruction(byRef, arrayAndIndices)
{
    public Value Array => Operand(0);

    /// <summary>Each <c>int</c> or native integer; as many as the array has dimensions.</summary>
    public ReadOnlySpan<Value> Indices => Operands[1..];

    public override bool IsPure => true;

    protected override Instruction Clone(Value[] o) => new ElementAddress(Type, o);
}

/// <summary>The address of a field of an object (by reference) or of a struct (by address).</summary>
internal sealed class FieldAddress(Value container, IRField field, IRType byRef) : Instruction(byRef, container)
{
    public Value Container => Operand(0);

    public IRField Field { get; } = field;

    public override bool IsPure => true;

    protected override Instruction Clone(Value[] o) => new FieldAddress(o[0], Field, Type);
}

/// <summary>The address of a static field. Reading it may run a type initialiser, once.</summary>
internal sealed class StaticFieldAddress(IRField field, IRType byRef) : Instruction(byRef)
{
    public IRField Field { get; } = field;

    public override bool IsPure => true;

    protected override Instruction Clone(Value[] o) => new StaticFieldAddress(Field, Type);
}

/// <summary>Reads memory of type <see cref="Accessed"/> at an address.</summary>
internal sealed class Load(Value address, IRType accessed, bool isVolatile = false) : Instruction(accessed.OnStack, address)
{
    public Value Address => Operand(0);

    public IRType Accessed { get; } = accessed;

    public bool IsVolatile { get; } = isVolatile;

    public AccessRole Role { get; set; }

    public override bool ReadsMemory => true;

    public override bool IsRemovable => !IsVolatile;

    protected override Instruction Clone(Value[] o) => new Load(o[0], Accessed, IsVolatile) { Role = Role };
}

/// <summary>Writes a value as <see cref="Accessed"/> at an address.</summary>
internal sealed class Store(Value address, Value value, IRType accessed, IRType nothing, bool isVolatile = false) : Instruction(nothing, address, value)
{
    public Value Address => Operand(0);

    public Value Value => Operand(1);

    public IRType Accessed { get; } = accessed;

    public bool IsVolatile { get; } = isVolatile;

    public AccessRole Role { get; set; }

    public override bool WritesMemory => true;

    protected override Instruction Clone(Value[] o) => new Store(o[0], o[1], Accessed, Type, IsVolatile) { Role = Role };
}

/// <summary><c>cpblk</c> (destination, source, bytes) or <c>initblk</c> (destination, value, bytes).</summary>
internal sealed class BlockMemory(bool copies, Value destination, Value source, Value bytes, IRType nothing) : Instruction(nothing, destination, source, bytes)
{
    public bool Copies { get; } = copies;

    public override bool ReadsMemory => Copies;

    public override bool WritesMemory => true;

    protected override Instruction Clone(Value[] o) => new BlockMemory(Copies, o[0], o[1], o[2], Type);
}

/// <summary><c>localloc</c>: memory of the frame, as a pointer.</summary>
internal sealed class StackAllocate(Value bytes, IRType pointer) : Instruction(pointer, bytes)
{
    protected override Instruction Clone(Value[] o) => new StackAllocate(o[0], Type);
}
