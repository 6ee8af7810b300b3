namespace ILDiff.Analyses;

using ILDiff.Types;

/// <summary>Facts about types that decide how derivatives of their values are kept.</summary>
internal static class TypeShape
{
    /// <summary>Whether a value is, or a struct contains, an object reference that leads to floats.</summary>
    public static bool HoldsShadowedReference(this IRType type) => type.Kind switch
    {
        TypeKind.Reference or TypeKind.Array or TypeKind.MultiArray => type.CarriesFloat,
        TypeKind.Struct => type.Fields.Any(f => HoldsShadowedReference(f.Type)),
        _ => false,
    };

    /// <summary>Whether a value is, or a struct contains, a float by value.</summary>
    public static bool HoldsFloat(this IRType type) =>
        type.IsFloat || (type.Kind == TypeKind.Struct && type.Fields.Any(f => HoldsFloat(f.Type)));
}
