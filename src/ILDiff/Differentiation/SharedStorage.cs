namespace ILDiff.Differentiation;

using ILDiff.IR;
using ILDiff.Types;

/// <summary>Parameters that may be given the same storage, and so have to share a shadow: objects, and spans of objects' elements.</summary>
internal static class SharedStorage
{
    /// <summary>Whether values of the two types can be one object or show the same elements.</summary>
    public static bool MayBe(IRType a, IRType b) => a.IsSpan || b.IsSpan
        ? IsOfElements(a) && IsOfElements(b) && a.Element == b.Element
        : a.IsObject && a == b;

    /// <summary>Emits the test; spans that overlap in part make it throw.</summary>
    public static Value Test(IRBuilder builder, Value a, Value b)
    {
        if (!a.Type.IsSpan && !b.Type.IsSpan) return builder.Compare(CompareOperator.Eq, a, b);
        var span = (a.Type.IsSpan ? a.Type : b.Type).Shadow;
        var test = RuntimeMembers.Of(builder.Types).IsSameSpan(span);
        return builder.Call(test, As(builder, test.Parameters[0], a), As(builder, test.Parameters[1], b));
    }

    /// <summary>The storage as a value of the type, where that is a span.</summary>
    public static Value As(IRBuilder builder, IRType type, Value value) => type.IsSpan ? builder.MakeSpan(type, value) : value;

    /// <summary>A new array that shadows the elements of a span with zeros.</summary>
    public static Value Zeros(IRBuilder builder, Value span)
    {
        var zeros = RuntimeMembers.Of(builder.Types).ZerosLike(span.Type);
        return builder.Call(zeros, As(builder, zeros.Parameters[0], span));
    }

    private static bool IsOfElements(IRType type) => type.IsSpan || type.Kind == TypeKind.Array;
}
