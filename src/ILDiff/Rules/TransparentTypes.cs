namespace ILDiff.Rules;

using ILDiff.Types;
using Mono.Cecil;

/// <summary>
/// Framework types that are plain data with plain methods and have been so for ever, and those of F#'s library that F#
/// programs are made of, which a program brings along in the version that it was built with: their bodies are read and
/// differentiated like the user's, those of types nested in them too.
/// </summary>
internal static class TransparentTypes
{
    private static readonly HashSet<string> Names =
    [
        "System.Nullable`1", "System.Collections.Generic.KeyValuePair`2", "System.Numerics.Complex",
        "System.Numerics.Vector2", "System.Numerics.Vector3", "System.Numerics.Quaternion", "System.Numerics.Plane",
        .. Enumerable.Range(1, 8).Select(n => $"System.ValueTuple`{n}"),
        .. Enumerable.Range(1, 7).Select(n => $"System.Tuple`{n}"),
        "Microsoft.FSharp.Collections.ArrayModule", "Microsoft.FSharp.Collections.Array2DModule", "Microsoft.FSharp.Collections.Array3DModule",
        "Microsoft.FSharp.Collections.ListModule", "Microsoft.FSharp.Collections.FSharpList`1",
        "Microsoft.FSharp.Core.FSharpFunc`2", "Microsoft.FSharp.Core.OptimizedClosures", "Microsoft.FSharp.Core.FSharpRef`1",
        "Microsoft.FSharp.Core.FSharpOption`1", "Microsoft.FSharp.Core.OptionModule", "Microsoft.FSharp.Core.FSharpValueOption`1", "Microsoft.FSharp.Core.ValueOption",
        "Microsoft.FSharp.Core.FSharpResult`2", "Microsoft.FSharp.Core.ResultModule",
        .. Enumerable.Range(2, 6).Select(n => $"Microsoft.FSharp.Core.FSharpChoice`{n}"),
        "Microsoft.FSharp.Core.Operators", "Microsoft.FSharp.Primitives.Basics.Array", "Microsoft.FSharp.Primitives.Basics.List",
    ];

    /// <summary>Whether a type is one of them, or nested in one.</summary>
    public static bool Contains(TypeReference type)
    {
        for (var outer = type; outer is not null; outer = outer.DeclaringType)
        {
            if (Names.Contains(outer.FullName)) return true;
        }

        return false;
    }

    /// <summary>Whether a type is one of them, or nested in one.</summary>
    public static bool Contains(IRType type) => type.Definition is { } definition ? Contains(definition) : Names.Contains(RuleBook.TypeName(type));
}
