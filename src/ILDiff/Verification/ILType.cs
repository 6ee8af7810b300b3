namespace ILDiff.Verification;

using System.Text;
using Mono.Cecil;

/// <summary>The sorts of type that verification tells apart.</summary>
internal enum ILTypeKind
{
    Void, Bool, Char, Int8, UInt8, Int16, UInt16, Int32, UInt32, Int64, UInt64, NativeInt, NativeUInt, Float32, Float64,
    TypedReference, Struct, Class, Array, ByRef, Pointer, FunctionPointer, TypeParameter, MethodParameter, Unresolved,
}

/// <summary>
/// A type as verification sees it, interned by a <see cref="TypeTable"/>: equal types are one object. Type parameters
/// are known by position only, since the sole free ones are those of the method being verified.
/// </summary>
internal sealed class ILType
{
    public ILType(ILTypeKind kind, TypeDefinition? definition, ILType[] arguments, ILType? element, int rank, string name)
    {
        Kind = kind;
        Definition = definition;
        Arguments = arguments;
        Element = element;
        Rank = rank;
        Name = name;
        HasParameters = kind is ILTypeKind.TypeParameter or ILTypeKind.MethodParameter || element is { HasParameters: true };
        Size = 1 + (element?.Size ?? 0);
        foreach (var argument in arguments)
        {
            HasParameters |= argument.HasParameters;
            Size = Math.Min(Size + argument.Size, int.MaxValue / 2);
        }
    }

    public ILTypeKind Kind { get; }

    /// <summary>The name without type arguments.</summary>
    public string Name { get; }

    /// <summary>The resolved definition of a named type; null for the others and for a type that cannot be resolved.</summary>
    public TypeDefinition? Definition { get; }

    /// <summary>Type arguments; for a function pointer the result and the parameters.</summary>
    public ILType[] Arguments { get; }

    /// <summary>What an array, address or pointer is made of.</summary>
    public ILType? Element { get; }

    /// <summary>The rank of an array, 0 for a vector; the position of a type parameter.</summary>
    public int Rank { get; }

    /// <summary>How many types it is written with.</summary>
    public int Size { get; }

    /// <summary>Whether type parameters occur in it.</summary>
    public bool HasParameters { get; }

    /// <summary>For an enum, the integer type that it is made of.</summary>
    public ILType? Underlying { get; internal set; }

    /// <summary>The type that a location of this type is verified as: enums are their integers, unsigned is signed.</summary>
    public ILType Reduced { get; internal set; } = null!;

    /// <summary>The base class; null for interfaces and <c>System.Object</c>. Filled on first use.</summary>
    internal ILType? Base { get; set; }

    internal bool BaseIsKnown { get; set; }

    /// <summary>All interfaces, inherited ones too. Filled on first use.</summary>
    internal ILType[]? Interfaces { get; set; }

    /// <summary>Whether a value of it is stored in place, as far as is known; false for type parameters.</summary>
    public bool IsValueType { get; internal set; }

    public bool IsPrimitive => Kind is >= ILTypeKind.Bool and <= ILTypeKind.Float64;

    public bool IsParameter => Kind is ILTypeKind.TypeParameter or ILTypeKind.MethodParameter;

    /// <summary>Whether a variable of it holds an object reference.</summary>
    public bool IsReference => Kind is ILTypeKind.Class or ILTypeKind.Array || (Kind == ILTypeKind.Unresolved && !IsValueType);

    public bool IsVector => Kind == ILTypeKind.Array && Rank == 0;

    public bool IsInterface => Kind == ILTypeKind.Class && Definition!.IsInterface;

    /// <summary>Whether it may live on the stack only. Filled on creation.</summary>
    public bool IsByRefLike { get; internal set; }

    /// <summary>Whether it belongs to the core library under the given namespace and name.</summary>
    public bool Is(string space, string type) => Definition is { } definition && definition.Name == type && definition.Namespace == space;

    public override string ToString()
    {
        var text = new StringBuilder();
        Append(text);
        return text.ToString();
    }

    /// <summary>Substitution shares types, so that a full name may be exponentially long: it is cut.</summary>
    private void Append(StringBuilder text)
    {
        if (text.Length > 300) return;
        switch (Kind)
        {
            case ILTypeKind.ByRef or ILTypeKind.Pointer or ILTypeKind.Array:
                Element!.Append(text);
                text.Append(Kind switch
                {
                    ILTypeKind.ByRef => "&",
                    ILTypeKind.Pointer => "*",
                    _ => Rank == 0 ? "[]" : $"[{new string(',', Rank - 1)}]",
                });
                return;
            case ILTypeKind.FunctionPointer:
                text.Append("method");
                break;
            default:
                text.Append(Name);
                break;
        }

        if (Arguments.Length == 0) return;
        text.Append('<');
        for (var i = 0; i < Arguments.Length; i++)
        {
            if (i > 0) text.Append(", ");
            Arguments[i].Append(text);
        }

        text.Append('>');
    }
}
