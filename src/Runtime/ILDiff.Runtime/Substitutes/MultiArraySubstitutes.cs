namespace ILDiff.Substitutes;

using System;

/// <summary><see cref="Array"/>'s methods on arrays of two and three dimensions whose indices start at zero.</summary>
[SubstituteFor("System.Array")]
public static class MultiArraySubstitutes
{
    /// <summary>As <see cref="Array.Clone"/>.</summary>
    public static T[,] Clone<T>(T[,] array)
    {
        var copy = new T[array.GetLength(0), array.GetLength(1)];
        for (var i = 0; i < array.GetLength(0); i++)
        {
            for (var j = 0; j < array.GetLength(1); j++) copy[i, j] = array[i, j];
        }

        return copy;
    }

    /// <summary>As <see cref="Array.Clone"/>.</summary>
    public static T[,,] Clone<T>(T[,,] array)
    {
        var copy = new T[array.GetLength(0), array.GetLength(1), array.GetLength(2)];
        for (var i = 0; i < array.GetLength(0); i++)
        {
            for (var j = 0; j < array.GetLength(1); j++)
            {
                for (var k = 0; k < array.GetLength(2); k++) copy[i, j, k] = array[i, j, k];
            }
        }

        return copy;
    }

    /// <summary>As <c>Array.Clear(array)</c>.</summary>
    public static void Clear<T>(T[,] array) => Clear(array, 0, array.GetLength(0) * array.GetLength(1));

    /// <summary>As <see cref="Array.Clear(Array, int, int)"/>: positions count row by row.</summary>
    public static void Clear<T>(T[,] array, int index, int length)
    {
        if (array is null || index < 0 || length < 0 || index > array.Length - length)
        {
            Array.Clear(array!, index, length);
            return;
        }

        for (var i = 0; i < length; i++) array[(index + i) / array.GetLength(1), (index + i) % array.GetLength(1)] = default!;
    }

    /// <summary>As <see cref="Array.Copy(Array, Array, int)"/>: positions count row by row.</summary>
    public static void Copy<T>(T[,] source, T[,] destination, int length)
    {
        if (source is null || destination is null || length < 0 || length > source.Length || length > destination.Length)
        {
            Array.Copy(source!, destination!, length);
            return;
        }

        for (var i = 0; i < length; i++)
        {
            destination[i / destination.GetLength(1), i % destination.GetLength(1)] = source[i / source.GetLength(1), i % source.GetLength(1)];
        }
    }
}
