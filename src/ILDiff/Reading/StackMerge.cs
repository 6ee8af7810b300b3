namespace ILDiff.Reading;

using ILDiff.Types;

/// <summary>
/// The lattice of one stack entry where ways meet: null below every reference; references up to a common base class;
/// <c>int</c> below the native integer; <c>float</c> below <c>double</c>. Each chain is short, so reading ends.
/// An entry that has only ever been the null reference has no type yet.
/// </summary>
internal static class StackMerge
{
    /// <summary>Widens the entries of <paramref name="at"/> by what another way brings. Null if the two cannot meet; else whether it changed.</summary>
    public static bool? Widen(IRType?[] at, IReadOnlyList<IRType?> brought)
    {
        if (at.Length != brought.Count) return null;
        var changed = false;
        for (var i = 0; i < brought.Count; i++)
        {
            var (old, other) = (at[i], brought[i]);
            if (old == other || other is null && old!.IsObject) continue;
            if (old is null && other!.IsObject) at[i] = other;
            else if (old is null || other is null) return null;
            else if (Meet(old, other) is { } wider) at[i] = wider;
            else return null;
            changed |= at[i] != old;
        }

        return changed;
    }

    /// <summary>The least type that holds values of both, or null.</summary>
    public static IRType? Meet(IRType left, IRType right)
    {
        if (left == right) return left;
        var types = left.Universe;
        if (left.IsFloat && right.IsFloat) return types.Float64;
        if (left.IsObject && right.IsObject) return Assignability.Common(left, right);
        if (left.Kind == TypeKind.ByRef && (right.IsAddress || right.IsInteger)) return left;
        if (right.Kind == TypeKind.ByRef && (left.IsAddress || left.IsInteger)) return right;
        if (!IsInteger(left) || !IsInteger(right)) return null;
        return left.Kind == TypeKind.Int64 || right.Kind == TypeKind.Int64 ? types.Int64 : types.NativeInt;
    }

    private static bool IsInteger(IRType type) => type.IsInteger || type.Kind == TypeKind.Pointer;
}
