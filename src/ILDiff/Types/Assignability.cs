namespace ILDiff.Types;

using System.Runtime.CompilerServices;
using Mono.Cecil;

/// <summary>Which object references may stand where another type is declared, by the rules of ECMA-335 I.8.7.</summary>
internal static class Assignability
{
    /// <summary>Longest chain of base types that is followed; a longer one is taken for a cycle.</summary>
    private const int Deepest = 200;

    /// <summary>Whether a reference of one type is one of the other without a cast. True in doubt (unresolved types).</summary>
    public static bool IsAssignable(IRType from, IRType to)
    {
        if (from == to || to == to.Universe.Object) return true;
        RuntimeHelpers.EnsureSufficientExecutionStack();
        if (!from.IsObject || !to.IsObject) return false;
        if (to.IsArray) return from.Kind == to.Kind && Rank(from) == Rank(to) && ElementFits(from.Element!, to.Element!);
        if (to.Definition is not { } target) return true;
        if (from.IsArray) return target.IsInterface || target is { Namespace: "System", Name: "Array" };
        if (from.Definition is null) return true;
        if (!target.IsInterface) return Bases(from).Any(b => b == to);
        return Interfaces(from).Any(i => Varies(i, to));
    }

    /// <summary>The closest type that both are: one of the two, a common base class, or object.</summary>
    public static IRType Common(IRType left, IRType right)
    {
        if (IsAssignable(left, right)) return right;
        if (IsAssignable(right, left)) return left;
        if (left.IsArray || right.IsArray) return left.Universe.Object;
        var bases = Bases(left).ToHashSet();
        return Bases(right).FirstOrDefault(bases.Contains) ?? left.Universe.Object;
    }

    /// <summary>The type and its base classes, closed, from it upward.</summary>
    public static IEnumerable<IRType> Bases(IRType type)
    {
        var depth = 0;
        for (var next = type; next is not null && depth++ < Deepest; next = Base(next)) yield return next;
    }

    /// <summary>Every interface it implements, closed, itself included if it is one; each once.</summary>
    public static IEnumerable<IRType> Interfaces(IRType type)
    {
        var seen = new HashSet<IRType>();
        var work = new Queue<(IRType Type, int Depth)>(Bases(type).Select(b => (b, 0)));
        while (work.TryDequeue(out var next))
        {
            if (next.Type.Definition is not { } definition || next.Depth > Deepest) continue;
            if (definition.IsInterface && !seen.Add(next.Type)) continue;
            if (definition.IsInterface) yield return next.Type;
            foreach (var implemented in definition.Interfaces)
            {
                work.Enqueue((type.Universe.Of(implemented.InterfaceType, next.Type.Arguments), next.Depth + 1));
            }
        }
    }

    private static IRType? Base(IRType type) =>
        type.Definition?.BaseType is { } parent ? type.Universe.Of(parent, type.Arguments) : null;

    private static int Rank(IRType array) => array.Kind == TypeKind.Array ? 1 : ((ArrayType)array.Reference).Rank;

    private static bool ElementFits(IRType from, IRType to) =>
        from == to || from.IsObject && to.IsObject && IsAssignable(from, to)
        || from.IsInteger && to.IsInteger && Unsigned(from.Kind) == Unsigned(to.Kind);

    private static TypeKind Unsigned(TypeKind kind) => kind switch
    {
        TypeKind.Bool or TypeKind.Int8 => TypeKind.UInt8,
        TypeKind.Char or TypeKind.Int16 => TypeKind.UInt16,
        TypeKind.Int32 => TypeKind.UInt32,
        TypeKind.Int64 => TypeKind.UInt64,
        TypeKind.NativeInt => TypeKind.NativeUInt,
        _ => kind,
    };

    /// <summary>Equal, or instances of one interface whose arguments differ only where its variance allows.</summary>
    private static bool Varies(IRType from, IRType to)
    {
        if (from == to) return true;
        if (from.Definition != to.Definition) return false;
        var parameters = from.Definition!.GenericParameters;
        var (given, wanted) = (from.Arguments.TypeArguments, to.Arguments.TypeArguments);
        if (given.Count != wanted.Count || given.Count != parameters.Count) return false;
        for (var i = 0; i < given.Count; i++)
        {
            if (given[i] == wanted[i]) continue;
            if (!given[i].IsObject || !wanted[i].IsObject) return false;
            if (!(parameters[i].IsCovariant && IsAssignable(given[i], wanted[i])) && !(parameters[i].IsContravariant && IsAssignable(wanted[i], given[i]))) return false;
        }

        return true;
    }
}
