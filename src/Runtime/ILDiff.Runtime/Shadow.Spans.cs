#if NET
namespace ILDiff;

using System;
using System.ComponentModel;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

/// <summary>Shadows of spans.</summary>
public static partial class Shadow
{
    /// <summary>An array that shadows the elements of a span: floats are zero, data of other kinds equal.</summary>
    /// <typeparam name="T">The type of an element.</typeparam>
    /// <param name="span">The original.</param>
    /// <returns>An array of the span's length.</returns>
    [Inactive]
    [EditorBrowsable(EditorBrowsableState.Never)]
    public static T[] ZerosLike<T>(ReadOnlySpan<T> span) =>
        Zero<T>.IsDefault ? span.IsEmpty ? Array.Empty<T>() : new T[span.Length] : ZeroLike(span.ToArray());

    /// <summary>
    /// Whether two spans show the same elements, so that one shadow serves both. Spans of no elements are never the same.
    /// </summary>
    /// <typeparam name="T">The type of an element.</typeparam>
    /// <param name="first">A span.</param>
    /// <param name="second">Another.</param>
    /// <returns>Whether they start and end at the same elements.</returns>
    /// <exception cref="ArgumentException">They overlap, but are not the same: no two arrays can shadow them.</exception>
    [Inactive]
    [EditorBrowsable(EditorBrowsableState.Never)]
    public static bool IsSame<T>(ReadOnlySpan<T> first, ReadOnlySpan<T> second)
    {
        if (!first.Overlaps(second)) return false;
        if (first.Length == second.Length && Unsafe.AreSame(ref MemoryMarshal.GetReference(first), ref MemoryMarshal.GetReference(second))) return true;
        throw new ArgumentException("Two spans overlap in part, for which no separate shadows can be made; call the pullback with shadows that overlap in the same way.", nameof(second));
    }
}
#endif
