namespace ILDiff;

using System;
using System.Runtime.CompilerServices;

/// <summary>
/// One growable arena of a <see cref="Tape"/>. Cells are addressed by index, which stays valid when the arena grows;
/// the array itself may then be another one, so generated code reads <see cref="Cells"/> again after each reservation.
/// </summary>
/// <typeparam name="T">What a cell holds.</typeparam>
public sealed class TapeBank<T>
{
    private const int FirstLength = 256;
    private const int MaximumLength = 0x7FFFFFC7;

    /// <summary>The storage. Cells from <see cref="Top"/> on are free.</summary>
#pragma warning disable CA1051 // Read in the inner loops of generated code.
    public T[] Cells = new T[FirstLength];

    /// <summary>Index of the first free cell.</summary>
    public int Top;
#pragma warning restore CA1051

    /// <summary>Takes cells from the arena; their contents are undefined.</summary>
    /// <param name="count">How many, at least 0.</param>
    /// <returns>Index of the first one.</returns>
    /// <exception cref="InsufficientMemoryException">The arena would pass the largest array that .NET allows.</exception>
    public int Reserve(long count)
    {
        var start = Top;
        var end = start + count;
        if (end > Cells.Length) Grow(end);
        Top = (int)end;
        return start;
    }

    /// <summary>Makes sure that cells below <paramref name="end"/> exist, without taking them.</summary>
    /// <param name="end">One past the last index that will be used.</param>
    /// <exception cref="InsufficientMemoryException">The arena would pass the largest array that .NET allows.</exception>
    public void Ensure(long end)
    {
        if (end > Cells.Length) Grow(end);
    }

    /// <summary>Frees all cells from an index on, and forgets references in them.</summary>
    internal void Release(int top)
    {
        if (typeof(T) == typeof(object)) Array.Clear(Cells, top, Math.Max(0, Top - top));
        Top = top;
    }

    // Kept out of the callers: it is hardly ever run, and they are inlined into loops.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Grow(long end)
    {
        if (end > MaximumLength)
        {
            throw new InsufficientMemoryException(
                $"The derivative needs to record {end} values of type {typeof(T).Name}; the tape holds {MaximumLength} at most. Differentiate a shorter stretch of the computation.");
        }

        var length = Math.Min(Math.Max(end, 2L * Cells.Length), MaximumLength);
        Array.Resize(ref Cells, (int)length);
    }

}
