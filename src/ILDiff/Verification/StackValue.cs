namespace ILDiff.Verification;

/// <summary>The stack types of ECMA-335 III.1.1.</summary>
internal enum StackKind
{
    Int32, Int64, NativeInt, Float, ByRef, Object, Value,
}

/// <summary>What is known of a value beyond its type.</summary>
[Flags]
internal enum StackFlags : byte
{
    None = 0,

    /// <summary>An address that must not be written through.</summary>
    ReadOnly = 1,

    /// <summary>An address that outlives this method's frame.</summary>
    Permanent = 2,

    /// <summary>The receiver that the method was called on.</summary>
    This = 4,
}

/// <summary>
/// One value on the evaluation stack. <paramref name="Type"/> is the element type of an address, the referent's type of
/// an object reference (a value type or type parameter there means boxed), null for the null reference.
/// </summary>
/// <param name="Kind">Its stack type.</param>
/// <param name="Type">Its full type.</param>
/// <param name="Flags">What else is known.</param>
/// <param name="Method">For a function pointer, the method that it leads to.</param>
internal readonly record struct StackValue(StackKind Kind, ILType? Type, StackFlags Flags = StackFlags.None, MethodTarget? Method = null)
{
    public static StackValue Null { get; } = new(StackKind.Object, null);

    public bool IsThis => (Flags & StackFlags.This) != 0;

    public bool IsReadOnly => (Flags & StackFlags.ReadOnly) != 0;

    public bool IsPermanent => (Flags & StackFlags.Permanent) != 0;

    public bool IsNull => Kind == StackKind.Object && Type is null;

    /// <summary>A value of a type that cannot be resolved, which is reported where it comes from and fits everywhere.</summary>
    public bool IsUnknown => Type is { Kind: ILTypeKind.Unresolved };

    public bool IsInteger => Kind is StackKind.Int32 or StackKind.Int64 or StackKind.NativeInt;

    public bool IsNumeric => IsInteger || Kind == StackKind.Float;

    /// <summary>What a location of the given type holds once loaded.</summary>
    public static StackValue Of(ILType type, StackFlags flags = StackFlags.None)
    {
        switch (type.Kind)
        {
            case ILTypeKind.ByRef:
                return new(StackKind.ByRef, type.Element, flags);
            case ILTypeKind.Class or ILTypeKind.Array:
                return new(StackKind.Object, type, flags);
            case ILTypeKind.Unresolved:
                return new(type.IsValueType ? StackKind.Value : StackKind.Object, type, flags);
            default:
                return new(KindOf(type.Reduced), type, flags);
        }
    }

    public override string ToString() => Kind switch
    {
        StackKind.ByRef => $"address of {Type}{(IsReadOnly ? " (read-only)" : "")}",
        StackKind.Object => Type is null ? "null" : Type.IsReference ? $"{Type}" : $"boxed {Type}",
        _ => Method is null ? $"{Type}" : $"pointer to {Method.Name}",
    };

    private static StackKind KindOf(ILType reduced) => reduced.Kind switch
    {
        ILTypeKind.Bool or ILTypeKind.Int8 or ILTypeKind.Int16 or ILTypeKind.Int32 => StackKind.Int32,
        ILTypeKind.Int64 => StackKind.Int64,
        ILTypeKind.NativeInt => StackKind.NativeInt,
        ILTypeKind.Float32 or ILTypeKind.Float64 => StackKind.Float,
        _ => StackKind.Value,
    };
}
