namespace ILDiff.IR;

using ILDiff.Types;
using Mono.Cecil;

/// <summary>
/// Which operand types each instruction takes. Exact for floats, integers and structs; references fit references, since
/// assignability is the IL verifier's business; unmanaged pointers and native integers fit each other.
/// </summary>
internal static class TypeRules
{
    /// <summary>What is wrong with the operands or the result, or null.</summary>
    public static string? Check(Instruction instruction, IRMethod method) => instruction switch
    {
        Binary i => OfBinary(i),
        Unary i => Need(i.Operand(0).Type.IsInteger || (i.Operator == UnaryOperator.Neg && i.Type.IsFloat), "the operand is no number")
            ?? Need(Fits(i.Operand(0).Type, i.Type), "the result has another type"),
        Compare i => OfCompare(i),
        Convert i => Need(IsNumber(i.Operand(0).Type) || i.Operand(0).Type.IsAddress, "the operand is no number")
            ?? Need(IsNumber(i.Target) || i.Target.IsAddress, "the target is no number"),
        Select i => Need(IsInt(i.Operand(0)), "the condition is no int") ?? Agree(i.Operand(1).Type, i.Type) ?? Agree(i.Operand(2).Type, i.Type),
        Slot i => Need(i.Type.Kind == TypeKind.ByRef && i.Type.Element == i.Stored, "the address has another type"),
        ElementAddress i => OfElement(i),
        FieldAddress i => OfField(i),
        StaticFieldAddress i => Need(i.Field.IsStatic, "the field is not static") ?? Need(i.Type.Element == i.Field.Type, "the address has another type"),
        Load i => OfAccess(i.Address, i.Accessed) ?? Agree(i.Accessed.OnStack, i.Type),
        Store i => OfAccess(i.Address, i.Accessed) ?? Agree(i.Value.Type, i.Accessed.OnStack),
        BlockMemory i => Need(IsPlace(i.Operand(0).Type), "the destination is no address")
            ?? Need(i.Copies ? IsPlace(i.Operand(1).Type) : IsInt(i.Operand(1)), "the source does not fit") ?? Need(IsIndex(i.Operand(2).Type), "the size is no int"),
        StackAllocate i => Need(IsIndex(i.Operand(0).Type), "the size is no int") ?? Need(IsPlace(i.Type), "the result is no address"),
        ExtractField i => OfStructField(i.Container, i.Field) ?? Agree(i.Field.Type.OnStack, i.Type),
        InsertField i => OfStructField(i.Container, i.Field) ?? Agree(i.Value.Type, i.Field.Type.OnStack) ?? Agree(i.Container.Type, i.Type),
        NewObject i => OfArguments(i, i.Constructor.Parameters, 1) ?? Need(i.Type.IsObject, "a value type is no object"),
        Allocate i => Need(i.Type.Kind == TypeKind.Reference, "the type is no class"),
        NewArray i => Need(i.Type.IsArray && i.Operands.Length == Rank(i.Type), "lengths and rank differ") ?? Indices(i.Operands),
        MakeSpan i => OfSpan(i),
        ArrayLength i => OfArray(i.Array) ?? Need(!i.Array.Type.IsArray || i.Dimension < Rank(i.Array.Type), "no such dimension") ?? Need(IsIndex(i.Type), "the result is no integer"),
        Box i => Agree(i.Operand(0).Type, i.Boxed.OnStack) ?? Need(i.Type.IsObject, "the result is no object"),
        Unbox i => Need(i.Operand(0).Type.IsObject, "the operand is no object") ?? Need(i.Type.Element == i.Boxed, "the address has another type"),
        Cast i => Need(i.Operand(0).Type.IsObject && i.Type.IsObject, "the operand is no object"),
        LoadToken i => Need(i.Operands.Length == (i.Kind == TokenKind.VirtualFunction ? 1 : 0), "a wrong number of operands"),
        Call i => OfCall(i),
        Branch i => Need(IsInt(i.Condition), "the condition is no int"),
        Switch i => Need(IsInt(i.Selector), "the selector is no int") ?? Need(i.Edges.Count > 0, "no edge"),
        Return i => OfReturn(i, method),
        Throw i => Need(i.Operands.Length == 0 || (i.Operands.Length == 1 && i.Operand(0).Type.IsObject), "what is thrown is no object"),
        EndHandler i => Need(i.Operands.Length == 0 || (i.Operands.Length == 1 && IsInt(i.Operand(0))), "the decision is no int"),
        _ => null,
    };

    /// <summary>Whether a value of one stack type can stand where another is expected.</summary>
    public static bool Fits(IRType given, IRType expected)
    {
        if (given == expected || (given.IsObject && expected.IsObject)) return true;
        if (given.Kind == TypeKind.ByRef && expected.Kind == TypeKind.ByRef) return SameMemory(given.Element!, expected.Element!);

        // A byref decays to a pointer, never the other way round; a null pointer is a byref to nothing.
        return IsPlace(given) && expected.Kind is TypeKind.Pointer or TypeKind.NativeInt
            && (given.Kind != TypeKind.ByRef || expected.Kind == TypeKind.Pointer);
    }

    /// <summary>Whether memory of one type can be accessed as another without changing what is read.</summary>
    public static bool SameMemory(IRType stored, IRType accessed) =>
        stored == accessed || (stored.IsObject && accessed.IsObject)
        || (Width(stored) is { } width && width == Width(accessed)) || (stored.Kind == TypeKind.Void) || (accessed.Kind == TypeKind.Void);

    /// <summary>Bytes of an integer; -1 for a native one or a pointer; null for anything else.</summary>
    private static int? Width(IRType type) => type.Kind switch
    {
        TypeKind.Bool or TypeKind.Int8 or TypeKind.UInt8 => 1,
        TypeKind.Char or TypeKind.Int16 or TypeKind.UInt16 => 2,
        TypeKind.Int32 or TypeKind.UInt32 => 4,
        TypeKind.Int64 or TypeKind.UInt64 => 8,
        TypeKind.NativeInt or TypeKind.NativeUInt or TypeKind.Pointer => -1,
        _ => null,
    };

    private static string? OfBinary(Binary i)
    {
        var (left, right) = (i.Left.Type, i.Right.Type);
        if (!Fits(left, i.Type)) return "the result has another type";
        if (i.Operator is BinaryOperator.Shl or BinaryOperator.Shr or BinaryOperator.ShrUn)
        {
            return Need(left.IsInteger, "the left operand is no integer") ?? Need(IsIndex(right), "the shift amount is no int");
        }

        if (left.IsFloat) return Same(left == right, left, right) ?? Need(i.Operator <= BinaryOperator.Rem, "no such operator on floats");
        if (IsPlace(left)) return Need(IsPlace(right) || IsIndex(right), "the right operand is no offset");
        return Need(left.IsInteger, "the left operand is no number") ?? Same(left == right, left, right);
    }

    private static string? OfCompare(Compare i)
    {
        var (left, right) = (i.Left.Type, i.Right.Type);
        if (left.IsObject && right.IsObject)
        {
            return Need(i.Operator is CompareOperator.Eq or CompareOperator.Ne or CompareOperator.GtUn or CompareOperator.LeUn, "no such comparison of references");
        }

        return Same(left == right ? IsNumber(left) || left.IsAddress : IsPlace(left) && IsPlace(right), left, right)
            ?? Need(i.Type.Kind == TypeKind.Int32, "the result is no int");
    }

    private static string? OfElement(ElementAddress i)
    {
        if (OfArray(i.Array) is { } problem) return problem;
        if (Indices(i.Indices) is { } index) return index;
        if (i.Array.Type.IsSpan) return Need(i.Indices.Length == 1 && IsInt(i.Indices[0]), "the index is no int") ?? Need(i.Type.Element == i.Array.Type.Element, "the address has another type");
        if (!i.Array.Type.IsArray) return null;
        if (i.Indices.Length != Rank(i.Array.Type)) return $"{i.Indices.Length} indices for {IRNames.Of(i.Array.Type)}";
        return Need(i.Type.Kind == TypeKind.ByRef && SameMemory(i.Array.Type.Element!, i.Type.Element!), "the address has another type");
    }

    private static string? OfSpan(MakeSpan i)
    {
        if (!i.Type.IsSpan) return "the result is no span";
        if (i.Operands[1..].ToArray().Any(o => !IsInt(o))) return "the range is no int";
        return i.Source.Type.IsSpan
            ? Need(i.Source.Type.Element == i.Type.Element && i.Operands.Length <= 3, "the source has other elements") ?? Need(i.Type == i.Source.Type || i.Type.Shadow != i.Type, "a span that is only read became one that is written to")
            : Need(i.Source.Type is { Kind: TypeKind.Array, Element: var element } && SameMemory(element!, i.Type.Element!), "the source is no such array") ?? Need(i.Operands.Length != 2, "a range of an array has a length");
    }

    private static string? OfField(FieldAddress i)
    {
        if (i.Field.IsStatic) return "the field is static";
        if (i.Type.Element != i.Field.Type) return "the address has another type";
        var container = i.Container.Type;
        if (i.Field.DeclaringType.IsObject) return Need(container.IsObject, "the container is no object");
        return container.Kind == TypeKind.ByRef
            ? Need(SameMemory(container.Element!, i.Field.DeclaringType), "the container is the address of another type")
            : Need(IsPlace(container), "the container is no address");
    }

    private static string? OfAccess(Value address, IRType accessed)
    {
        if (accessed.Kind == TypeKind.Void) return "memory has no type void";
        var type = address.Type;
        if (type.Kind == TypeKind.ByRef ? SameMemory(type.Element!, accessed) : IsPlace(type)) return null;
        return type.Kind == TypeKind.ByRef ? $"{IRNames.Of(accessed)} is accessed at {IRNames.Of(type)}" : $"{IRNames.Of(type)} is no address";
    }

    private static string? OfStructField(Value container, IRField field) =>
        field.IsStatic ? "the field is static"
        : container.Type == field.DeclaringType.OnStack ? null
        : $"{IRNames.Of(container.Type)} has no field {IRNames.Of(field)}";

    private static string? OfCall(Call i)
    {
        if (!Fits(i.Method.ReturnType.OnStack, i.Type)) return "the result has another type";
        if (i.Constrained is null || !i.Method.HasThis) return OfArguments(i, i.Method.Parameters, 0);
        return Need(i.Operands.Length > 0 && IsPlace(i.Operand(0).Type), "the constrained receiver is no address") ?? OfArguments(i, i.Method.Parameters, 0, 1);
    }

    private static string? OfArguments(Instruction call, IReadOnlyList<IRType> parameters, int skipped, int start = 0)
    {
        if (call.Operands.Length != parameters.Count - skipped) return $"{call.Operands.Length} arguments for {parameters.Count - skipped} parameters";
        for (var i = start; i < call.Operands.Length; i++)
        {
            var expected = parameters[i + skipped].OnStack;
            if (!Fits(call.Operand(i).Type, expected)) return $"argument {i} is {IRNames.Of(call.Operand(i).Type)}, the parameter {IRNames.Of(expected)}";
        }

        return null;
    }

    private static string? OfReturn(Return i, IRMethod method)
    {
        var expected = method.ReturnType.Kind == TypeKind.Void ? 0 : 1;
        return i.Operands.Length != expected ? $"{i.Operands.Length} values returned instead of {expected}"
            : expected == 1 ? Agree(i.Operand(0).Type, method.ReturnType.OnStack) : null;
    }

    private static string? OfArray(Value array) =>
        array.Type.IsArray || array.Type.IsSpan || (array is Constant && array.Type.IsObject) ? null : $"{IRNames.Of(array.Type)} is no array";

    private static string? Indices(ReadOnlySpan<Value> indices)
    {
        foreach (var index in indices)
        {
            if (!IsIndex(index.Type)) return $"the index {IRPrinter.Of(index)} is {IRNames.Of(index.Type)}";
        }

        return null;
    }

    private static int Rank(IRType array) => ((ArrayType)array.Reference).Rank;

    private static bool IsInt(Value value) => value.Type.Kind == TypeKind.Int32;

    private static bool IsIndex(IRType type) => type.Kind is TypeKind.Int32 or TypeKind.NativeInt;

    private static bool IsPlace(IRType type) => type.IsAddress || type.Kind == TypeKind.NativeInt;

    private static bool IsNumber(IRType type) => type.IsFloat || type.IsInteger;

    private static string? Agree(IRType given, IRType expected) => Fits(given, expected) ? null : $"{IRNames.Of(given)} stands for {IRNames.Of(expected)}";

    private static string? Same(bool holds, IRType left, IRType right) => holds ? null : $"the operands are {IRNames.Of(left)} and {IRNames.Of(right)}";

    private static string? Need(bool holds, string problem) => holds ? null : problem;
}
