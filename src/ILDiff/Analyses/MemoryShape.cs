namespace ILDiff.Analyses;

using ILDiff.Types;

/// <summary>What a piece of memory of some type consists of, as a set of kinds of leaves; pieces that share no kind are apart.</summary>
[Flags]
internal enum MemoryShape
{
    None = 0,
    Float32 = 1,
    Float64 = 2,
    Bits8 = 4,
    Bits16 = 8,
    Bits32 = 16,
    Bits64 = 32,
    Reference = 64,
    Address = 128,

    /// <summary>Everything but managed references: what may be viewed as one another by reinterpretation.</summary>
    Plain = Float32 | Float64 | Bits8 | Bits16 | Bits32 | Bits64,
    Anything = Plain | Reference | Address,
}

internal static class MemoryShapes
{
    /// <summary>The leaves of a type. Integers of one size are one kind, whatever their sign.</summary>
    public static MemoryShape Of(IRType type)
    {
        var shape = MemoryShape.None;
        var work = new Stack<IRType>([type]);
        while (work.TryPop(out var next))
        {
            if (next.Kind != TypeKind.Struct) shape |= Leaf(next);
            else if (next.Fields.Count == 0) return MemoryShape.Anything;
            else foreach (var field in next.Fields) work.Push(field.Type);
        }

        return shape;
    }

    /// <summary>The same where the memory may also have been reinterpreted.</summary>
    public static MemoryShape Loosen(this MemoryShape shape) => (shape & MemoryShape.Plain) == 0 ? shape : shape | MemoryShape.Plain;

    private static MemoryShape Leaf(IRType type) => type.Kind switch
    {
        TypeKind.Float32 => MemoryShape.Float32,
        TypeKind.Float64 => MemoryShape.Float64,
        TypeKind.Bool or TypeKind.Int8 or TypeKind.UInt8 => MemoryShape.Bits8,
        TypeKind.Char or TypeKind.Int16 or TypeKind.UInt16 => MemoryShape.Bits16,
        TypeKind.Int32 or TypeKind.UInt32 => MemoryShape.Bits32,
        TypeKind.Int64 or TypeKind.UInt64 or TypeKind.NativeInt or TypeKind.NativeUInt or TypeKind.Pointer => MemoryShape.Bits64,
        TypeKind.Reference or TypeKind.Array or TypeKind.MultiArray => MemoryShape.Reference,
        TypeKind.ByRef or TypeKind.Span => MemoryShape.Address,
        _ => MemoryShape.Anything,
    };
}
