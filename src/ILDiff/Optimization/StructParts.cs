namespace ILDiff.Optimization;

using ILDiff.IR;
using ILDiff.Types;

/// <summary>Which structs may be taken apart, and building and reading them field by field.</summary>
internal static class StructParts
{
    private const int LeafLimit = 32;
    private const int DepthLimit = 8;

    /// <summary>
    /// Whether values of the type are exactly their fields: nothing overlaps, nothing lies beyond the last field (as in
    /// fixed buffers and inline arrays), and there are not too many.
    /// </summary>
    public static bool CanSplit(IRType type) => Leaves(type, 0) is > 0 and <= LeafLimit;

    /// <summary>Whether the field is itself to be taken apart.</summary>
    public static bool IsInner(IRType type) => type.Kind == TypeKind.Struct && Leaves(type, 0) > 0;

    /// <summary>A struct value from the values of its leaves, taken in order.</summary>
    public static Value Build(IRBuilder builder, IRType type, Func<Value> nextLeaf)
    {
        if (!IsInner(type)) return nextLeaf();
        Value whole = builder.Zero(type);
        foreach (var field in type.Fields) whole = builder.InsertField(whole, field, Build(builder, field.Type, nextLeaf));
        return whole;
    }

    /// <summary>The leaves of a struct value, in order.</summary>
    public static void Read(IRBuilder builder, IRType type, Value whole, List<Value> leaves)
    {
        if (!IsInner(type))
        {
            leaves.Add(whole);
            return;
        }

        foreach (var field in type.Fields) Read(builder, field.Type, builder.ExtractField(whole, field), leaves);
    }

    /// <summary>The types of the leaves, in order.</summary>
    public static IEnumerable<IRType> LeafTypes(IRType type) => IsInner(type) ? type.Fields.SelectMany(f => LeafTypes(f.Type)) : [type];

    /// <summary>How many leaves; 0 if it cannot be taken apart.</summary>
    private static int Leaves(IRType type, int depth)
    {
        if (type.Kind != TypeKind.Struct) return 1;
        if (depth > DepthLimit || type.Definition is not { IsExplicitLayout: false, ClassSize: <= 1 } definition || type.Fields.Count == 0) return 0;
        if (definition.CustomAttributes.Any(a => a.AttributeType.Name == "InlineArrayAttribute")) return 0;
        var sum = 0;
        foreach (var field in type.Fields)
        {
            if (field.Definition.CustomAttributes.Any(a => a.AttributeType.Name == "FixedBufferAttribute")) return 0;
            var inner = Leaves(field.Type, depth + 1);
            sum += Math.Max(inner, 1);
            if (sum > LeafLimit) return 0;
        }

        return sum;
    }
}
