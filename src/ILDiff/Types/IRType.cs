namespace ILDiff.Types;

using Mono.Cecil;

/// <summary>What a type is to the IR.</summary>
internal enum TypeKind
{
    Void, Bool, Char, Int8, UInt8, Int16, UInt16, Int32, UInt32, Int64, UInt64, NativeInt, NativeUInt,
    Float32, Float64,

    /// <summary>A value type with fields.</summary>
    Struct,

    /// <summary>An object reference other than an array: class, interface, string, delegate, boxed value.</summary>
    Reference,

    /// <summary>A one-dimensional zero-based array.</summary>
    Array,

    /// <summary>An array of another rank.</summary>
    MultiArray,

    /// <summary>A managed reference; a place, never data.</summary>
    ByRef,

    /// <summary>An unmanaged pointer.</summary>
    Pointer,

    /// <summary><c>Span&lt;T&gt;</c> or <c>ReadOnlySpan&lt;T&gt;</c>: a place of many elements, never data.</summary>
    Span,
}

/// <summary>
/// A closed .NET type, interned by <see cref="TypeUniverse"/>: two are the same type exactly if they are the same
/// object. An enum has the kind of its underlying integer.
/// </summary>
internal sealed class IRType
{
    private IReadOnlyList<IRField>? fields;
    private bool? carriesFloat;

    internal IRType(TypeUniverse universe, TypeKind kind, TypeReference reference, TypeDefinition? definition, IRType? element, GenericContext arguments)
    {
        Universe = universe;
        Kind = kind;
        Reference = reference;
        Definition = definition;
        Element = element;
        Arguments = arguments;
    }

    /// <summary>What interned it.</summary>
    public TypeUniverse Universe { get; }

    public TypeKind Kind { get; }

    /// <summary>The closed reference, in whatever module it was first seen; emission imports it.</summary>
    public TypeReference Reference { get; }

    /// <summary>The definition behind it; null for arrays, byrefs, pointers and what could not be resolved.</summary>
    public TypeDefinition? Definition { get; }

    /// <summary>Element of an array or span, target of a byref or pointer.</summary>
    public IRType? Element { get; }

    /// <summary>The type arguments of a generic instantiation, to read members with.</summary>
    public GenericContext Arguments { get; }

    /// <summary>Name in the reports' notation, such as <c>System.Double[]</c>.</summary>
    public string Name => Reference.FullName;

    public bool IsFloat => Kind is TypeKind.Float32 or TypeKind.Float64;

    public bool IsArray => Kind is TypeKind.Array or TypeKind.MultiArray;

    /// <summary>An object reference, arrays included.</summary>
    public bool IsObject => Kind is TypeKind.Reference or TypeKind.Array or TypeKind.MultiArray;

    public bool IsAddress => Kind is TypeKind.ByRef or TypeKind.Pointer;

    public bool IsSpan => Kind == TypeKind.Span;

    /// <summary>
    /// The type of the shadow in reverse mode: a span that is only read has a shadow that is written to; anything else is
    /// shadowed by its like.
    /// </summary>
    public IRType Shadow => Kind switch
    {
        TypeKind.Span => Universe.SpanOf(this),
        TypeKind.ByRef when Element!.IsSpan => Universe.ByRefTo(Element.Shadow),
        _ => this,
    };

    public bool IsInteger => Kind is >= TypeKind.Bool and <= TypeKind.NativeUInt;

    /// <summary>The type that the evaluation stack has for it: small integers, bools and enums are <c>int</c>.</summary>
    public IRType OnStack => Kind switch
    {
        TypeKind.Bool or TypeKind.Char or TypeKind.Int8 or TypeKind.UInt8 or TypeKind.Int16 or TypeKind.UInt16
            or TypeKind.Int32 or TypeKind.UInt32 => Universe.Int32,
        TypeKind.Int64 or TypeKind.UInt64 => Universe.Int64,
        TypeKind.NativeInt or TypeKind.NativeUInt => Universe.NativeInt,
        _ => this,
    };

    /// <summary>Instance fields of a struct or class, inherited ones first.</summary>
    public IReadOnlyList<IRField> Fields => fields ??= Universe.FieldsOf(this);

    /// <summary>
    /// Whether a value of this type can hold or lead to a float: the contract's definition of differentiable.
    /// </summary>
    public bool CarriesFloat => carriesFloat ??= Universe.ComputeCarriesFloat(this);

    public override string ToString() => Name;
}
