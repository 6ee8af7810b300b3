namespace ILDiff.Substitutes;

using System;

/// <summary><see cref="Buffer"/>'s block copies between arrays of one float type, in whole elements.</summary>
[SubstituteFor("System.Buffer")]
public static class BufferSubstitutes
{
    /// <summary>As <see cref="Buffer.BlockCopy"/>.</summary>
    /// <exception cref="NotSupportedException">An offset or the count is no multiple of the element's size.</exception>
    public static void BlockCopy<T>(T[] source, int sourceOffset, T[] destination, int destinationOffset, int count)
    {
        var size = typeof(T) == typeof(double) ? 8 : 4;
        if (sourceOffset % size != 0 || destinationOffset % size != 0 || count % size != 0) ThrowPartial();
        ArraySubstitutes.Copy(source, sourceOffset / size, destination, destinationOffset / size, count / size);
    }

    private static void ThrowPartial() =>
        throw new NotSupportedException("A block copy of parts of floats has no derivative; copy whole elements.");
}
