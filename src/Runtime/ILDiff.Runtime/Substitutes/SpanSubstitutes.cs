#if NET
namespace ILDiff.Substitutes;

using System;
using System.Runtime.CompilerServices;

/// <summary>The methods of <see cref="Span{T}"/> that move elements.</summary>
[SubstituteFor("System.Span`1")]
public static class SpanSubstitutes
{
    /// <summary>As <see cref="Span{T}.CopyTo(Span{T})"/>; overlapping spans are moved.</summary>
    public static void CopyTo<T>(Span<T> source, Span<T> destination) => ReadOnlySpanSubstitutes.Copy(source, destination);

    /// <summary>As <see cref="Span{T}.TryCopyTo(Span{T})"/>.</summary>
    public static bool TryCopyTo<T>(Span<T> source, Span<T> destination)
    {
        if (source.Length > destination.Length) return false;
        ReadOnlySpanSubstitutes.Copy(source, destination);
        return true;
    }

    /// <summary>As <see cref="Span{T}.Clear"/>.</summary>
    public static void Clear<T>(Span<T> span)
    {
        for (var i = 0; i < span.Length; i++) span[i] = default!;
    }

    /// <summary>As <see cref="Span{T}.Fill(T)"/>.</summary>
    public static void Fill<T>(Span<T> span, T value)
    {
        for (var i = 0; i < span.Length; i++) span[i] = value;
    }

    /// <summary>As <see cref="Span{T}.ToArray"/>.</summary>
    public static T[] ToArray<T>(Span<T> span)
    {
        var array = new T[span.Length];
        for (var i = 0; i < array.Length; i++) array[i] = span[i];
        return array;
    }
}

/// <summary>The methods of <see cref="ReadOnlySpan{T}"/> that move elements.</summary>
[SubstituteFor("System.ReadOnlySpan`1")]
public static class ReadOnlySpanSubstitutes
{
    /// <summary>As <see cref="ReadOnlySpan{T}.CopyTo(Span{T})"/>; overlapping spans are moved.</summary>
    public static void CopyTo<T>(ReadOnlySpan<T> source, Span<T> destination) => Copy(source, destination);

    /// <summary>As <see cref="ReadOnlySpan{T}.TryCopyTo(Span{T})"/>.</summary>
    public static bool TryCopyTo<T>(ReadOnlySpan<T> source, Span<T> destination)
    {
        if (source.Length > destination.Length) return false;
        Copy(source, destination);
        return true;
    }

    /// <summary>As <see cref="ReadOnlySpan{T}.ToArray"/>.</summary>
    public static T[] ToArray<T>(ReadOnlySpan<T> span)
    {
        var array = new T[span.Length];
        for (var i = 0; i < array.Length; i++) array[i] = span[i];
        return array;
    }

    /// <summary>Copies from the end where the source starts before the destination, so that no element is overwritten before it is read.</summary>
    internal static void Copy<T>(ReadOnlySpan<T> source, Span<T> destination)
    {
        if (source.Length > destination.Length) throw new ArgumentException("Destination is too short.", nameof(destination));
        if (source.Length == 0) return;
        if (Unsafe.IsAddressLessThan(in source[0], in destination[0]))
        {
            for (var i = source.Length - 1; i >= 0; i--) destination[i] = source[i];
        }
        else
        {
            for (var i = 0; i < source.Length; i++) destination[i] = source[i];
        }
    }
}

/// <summary>The methods of <see cref="MemoryExtensions"/> that move elements.</summary>
[SubstituteFor("System.MemoryExtensions")]
public static class MemoryExtensionsSubstitutes
{
    /// <summary>As <see cref="MemoryExtensions.CopyTo{T}(T[], Span{T})"/>.</summary>
    public static void CopyTo<T>(T[] source, Span<T> destination) => ReadOnlySpanSubstitutes.Copy(source, destination);

    /// <summary>As <see cref="MemoryExtensions.Reverse{T}(Span{T})"/>.</summary>
    public static void Reverse<T>(Span<T> span)
    {
        for (var i = 0; i < span.Length / 2; i++)
        {
            var first = span[i];
            span[i] = span[span.Length - 1 - i];
            span[span.Length - 1 - i] = first;
        }
    }
}
#endif
