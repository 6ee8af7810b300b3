namespace ILDiff.IR;

using ILDiff.Types;

/// <summary>Integers narrower than the stack's <c>int</c>: what a store of that width and a load back would give.</summary>
internal static class SmallIntegers
{
    public static bool Is(IRType type) => type.Kind is TypeKind.Bool or TypeKind.Char
        or TypeKind.Int8 or TypeKind.UInt8 or TypeKind.Int16 or TypeKind.UInt16;

    public static bool IsSigned(IRType type) => type.Kind is TypeKind.Int8 or TypeKind.Int16 or TypeKind.Int32 or TypeKind.Int64 or TypeKind.NativeInt;

    /// <summary>The value cut to the type and widened again; itself where it is known to fit or the type is not narrow.</summary>
    public static Value Narrow(IRBuilder builder, Value value, IRType type)
    {
        if (!Is(type) || Fits(value, type.Kind)) return value;
        if (value is Constant { Literal: int number }) return builder.Int(Cut(number, type.Kind));
        return builder.Convert(value, type.Kind switch
        {
            TypeKind.Bool => builder.Types.UInt8,
            TypeKind.Char => builder.Types.UInt16,
            _ => type,
        });
    }

    private static bool Fits(Value value, TypeKind kind) => value switch
    {
        Constant { Literal: int number } => Cut(number, kind) == number,
        Compare => true,
        Load load => Within(load.Accessed.Kind, kind),
        Call call => Within(call.Method.ReturnType.Kind, kind),
        ExtractField extract => Within(extract.Field.Type.Kind, kind),
        Convert convert => Within(convert.Target.Kind, kind),
        Select select => Fits(select.Operand(1), kind) && Fits(select.Operand(2), kind),
        BlockParameter { Block: var block } parameter when block == block.Method.Entry && parameter.Index < block.Method.ParameterTypes.Count => Within(block.Method.ParameterTypes[parameter.Index].Kind, kind),
        _ => false,
    };

    /// <summary>Whether every value of one kind is one of the other.</summary>
    private static bool Within(TypeKind inner, TypeKind outer) => (inner, outer) switch
    {
        (TypeKind.Bool or TypeKind.UInt8, TypeKind.Bool or TypeKind.UInt8 or TypeKind.Int16 or TypeKind.UInt16 or TypeKind.Char) => true,
        (TypeKind.UInt16 or TypeKind.Char, TypeKind.UInt16 or TypeKind.Char) => true,
        (TypeKind.Int8, TypeKind.Int8 or TypeKind.Int16) => true,
        _ => inner == outer,
    };

    private static int Cut(int number, TypeKind kind) => unchecked(kind switch
    {
        TypeKind.Int8 => (sbyte)number,
        TypeKind.Int16 => (short)number,
        TypeKind.Char or TypeKind.UInt16 => (ushort)number,
        _ => (byte)number,
    });
}
