namespace ILDiff.Rules;

using ILDiff.Types;

/// <summary>
/// Framework types that are plain data with plain methods and have been so for ever: their bodies are read and
/// differentiated like the user's.
/// </summary>
internal static class TransparentTypes
{
    private static readonly HashSet<string> Names =
    [
        "System.Nullable`1", "System.Collections.Generic.KeyValuePair`2", "System.Numerics.Complex",
        "System.Numerics.Vector2", "System.Numerics.Vector3", "System.Numerics.Quaternion", "System.Numerics.Plane",
        .. Enumerable.Range(1, 8).Select(n => $"System.ValueTuple`{n}"),
    ];

    public static bool Contains(IRType type) => Names.Contains(RuleBook.TypeName(type));
}
