namespace ILDiff.Analyses;

using ILDiff.Types;

/// <summary>Facts about types that decide how derivatives of their values are kept.</summary>
internal static class TypeShape
{
    /// <summary>
    /// Whether a value may hold or lead to a float when its run-time type is taken into account: besides types that
    /// carry floats, every type that another one may stand behind.
    /// </summary>
    public static bool MayCarryFloat(this IRType type) => type.CarriesFloat || type.Kind switch
    {
        TypeKind.Reference => type != type.Universe.String && type.Definition is not { IsSealed: true },
        TypeKind.Array or TypeKind.MultiArray or TypeKind.ByRef or TypeKind.Pointer or TypeKind.Span => type.Element!.MayCarryFloat(),
        TypeKind.Struct => type.Fields.Any(f => (f.Type.IsObject || f.Type.IsSpan) && f.Type.MayCarryFloat()),
        _ => false,
    };

    /// <summary>Whether a value is, or a struct contains, an object reference or a span that may lead to floats.</summary>
    public static bool HoldsShadowedReference(this IRType type) => type.Kind switch
    {
        TypeKind.Reference or TypeKind.Array or TypeKind.MultiArray or TypeKind.Span => type.MayCarryFloat(),
        TypeKind.Struct => type.Fields.Any(f => HoldsShadowedReference(f.Type)),
        _ => false,
    };

    /// <summary>Whether a struct contains something that is no float, which its shadow must copy.</summary>
    public static bool HoldsOther(this IRType type) => type.Kind == TypeKind.Struct ? type.Fields.Any(f => HoldsOther(f.Type)) : !type.IsFloat;

    /// <summary>Whether a value is, or a struct contains, a span: it can be no element of a tuple or an array, nor be recorded.</summary>
    public static bool HoldsSpan(this IRType type) =>
        type.IsSpan || (type.Kind == TypeKind.Struct && type.Fields.Any(f => HoldsSpan(f.Type)));

    /// <summary>The number of elements of a struct that stands for that many of its one field (<c>[InlineArray]</c>); null for any other type.</summary>
    public static int? InlineLength(this IRType type) => type is not { Kind: TypeKind.Struct, Definition: { HasCustomAttributes: true } definition } ? null
        : definition.CustomAttributes.FirstOrDefault(a => a.AttributeType is { Name: "InlineArrayAttribute", Namespace: "System.Runtime.CompilerServices" }) is { ConstructorArguments: [{ Value: int length }] } ? length : null;

    /// <summary>Whether a value is, or a struct contains, such a struct.</summary>
    public static bool HoldsInlineArray(this IRType type) => type.Kind == TypeKind.Struct && (type.InlineLength() is not null || type.Fields.Any(f => HoldsInlineArray(f.Type)));

    /// <summary>Whether a value is, or a struct contains, a float by value.</summary>
    public static bool HoldsFloat(this IRType type) =>
        type.IsFloat || (type.Kind == TypeKind.Struct && type.Fields.Any(f => HoldsFloat(f.Type)));
}
