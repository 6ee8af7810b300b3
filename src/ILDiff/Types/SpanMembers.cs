namespace ILDiff.Types;

/// <summary>The members of <c>Span&lt;T&gt;</c> and <c>ReadOnlySpan&lt;T&gt;</c> that the IR has instructions for.</summary>
internal static class SpanMembers
{
    public static MethodHandle Item(IRType span) => Find(span, "get_Item");

    public static MethodHandle Length(IRType span) => Find(span, "get_Length");

    /// <summary>The constructor from an array, whole or with start and length.</summary>
    public static MethodHandle OfArray(IRType span, int range) =>
        Find(span, ".ctor", p => p.Count == range + 1 && p[0] is Mono.Cecil.ArrayType);

    public static MethodHandle Slice(IRType span, int range) => Find(span, "Slice", p => p.Count == range);

    /// <summary>The conversion of a <c>Span&lt;T&gt;</c> to one that is only read.</summary>
    public static MethodHandle ToReadOnly(IRType span) =>
        Find(span, "op_Implicit", p => p.Count == 1 && p[0].Name == "Span`1");

    private static MethodHandle Find(IRType span, string name, Func<IReadOnlyList<Mono.Cecil.TypeReference>, bool>? takes = null) =>
        span.Universe.MethodOn(span, span.Definition!.Methods.First(m => m.Name == name && (takes is null || takes([.. m.Parameters.Select(p => p.ParameterType)]))), []);
}
