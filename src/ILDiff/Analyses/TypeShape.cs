namespace ILDiff.Analyses;

using System.Runtime.CompilerServices;
using ILDiff.Types;

/// <summary>Facts about types that decide how derivatives of their values are kept.</summary>
internal static class TypeShape
{
    private static readonly ConditionalWeakTable<IRType, StrongBox<bool>> Carrying = [];

    /// <summary>
    /// Whether a value may hold or lead to a float when run-time types are taken into account: besides types that carry
    /// floats, every type that another one may stand behind, and what has fields of such types.
    /// </summary>
    public static bool MayCarryFloat(this IRType type) =>
        Carrying.TryGetValue(type, out var known) ? known.Value : Carrying.GetValue(type, t => new StrongBox<bool>(LeadsToOpenType(t))).Value;

    private static bool LeadsToOpenType(IRType type)
    {
        var seen = new HashSet<IRType>();
        var work = new Stack<IRType>([type]);
        while (work.TryPop(out var next))
        {
            if (!seen.Add(next) || next == next.Universe.String) continue;
            if (next.CarriesFloat || next is { Kind: TypeKind.Reference, Definition: not { IsSealed: true } }) return true;
            if (next.Element is { } element) work.Push(element);
            else if (next.Kind == TypeKind.Struct || (next is { Kind: TypeKind.Reference, Definition: { } definition } && !BodyStore.IsFramework(definition, next.Universe.Module)))
            {
                foreach (var field in next.Fields.Where(f => next.Kind == TypeKind.Reference || f.Type.IsObject || f.Type.IsSpan || f.Type.Kind == TypeKind.Struct)) work.Push(field.Type);
            }
        }

        return false;
    }

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
