namespace ILDiff.Substitutes;

using System;

/// <summary>
/// <see cref="Array"/>'s methods on one-dimensional arrays. Arguments that the framework refuses are passed on to it,
/// so that it throws what it throws.
/// </summary>
[SubstituteFor("System.Array")]
public static class ArraySubstitutes
{
    /// <summary>As <see cref="Array.Copy(Array, Array, int)"/>.</summary>
    public static void Copy<T>(T[] source, T[] destination, int length)
    {
        if (source is null || destination is null || length < 0 || length > source.Length || length > destination.Length)
        {
            Array.Copy(source!, destination!, length);
            return;
        }

        for (var i = 0; i < length; i++) destination[i] = source[i];
    }

    /// <summary>As <see cref="Array.Copy(Array, int, Array, int, int)"/>; overlapping stretches of one array are moved.</summary>
    public static void Copy<T>(T[] source, int sourceIndex, T[] destination, int destinationIndex, int length)
    {
        if (source is null || destination is null || length < 0 || sourceIndex < 0 || destinationIndex < 0
            || sourceIndex > source.Length - length || destinationIndex > destination.Length - length)
        {
            Array.Copy(source!, sourceIndex, destination!, destinationIndex, length);
        }
        else if (ReferenceEquals(source, destination) && sourceIndex < destinationIndex)
        {
            for (var i = length - 1; i >= 0; i--) destination[destinationIndex + i] = source[sourceIndex + i];
        }
        else
        {
            for (var i = 0; i < length; i++) destination[destinationIndex + i] = source[sourceIndex + i];
        }
    }

    /// <summary>As <see cref="Array.CopyTo(Array, int)"/>.</summary>
    public static void CopyTo<T>(T[] source, T[] destination, int index) => Copy(source, 0, destination, index, source.Length);

    /// <summary>As <see cref="Array.Clone"/>.</summary>
    public static T[] Clone<T>(T[] array)
    {
        var copy = new T[array.Length];
        for (var i = 0; i < copy.Length; i++) copy[i] = array[i];
        return copy;
    }

    /// <summary>As <c>Array.Clear(array)</c>.</summary>
    public static void Clear<T>(T[] array) => Clear(array, 0, array is null ? 0 : array.Length);

    /// <summary>As <see cref="Array.Clear(Array, int, int)"/>.</summary>
    public static void Clear<T>(T[] array, int index, int length)
    {
        if (array is null || index < 0 || length < 0 || index > array.Length - length)
        {
            Array.Clear(array!, index, length);
            return;
        }

        for (var i = 0; i < length; i++) array[index + i] = default!;
    }

    /// <summary>As <see cref="Array.Resize{T}(ref T[], int)"/>.</summary>
    public static void Resize<T>(ref T[] array, int newSize)
    {
        if (newSize < 0 || array is null)
        {
            Array.Resize(ref array!, newSize);
            return;
        }

        if (array.Length == newSize) return;
        var resized = new T[newSize];
        var kept = array.Length < newSize ? array.Length : newSize;
        for (var i = 0; i < kept; i++) resized[i] = array[i];
        array = resized;
    }

    /// <summary>As <c>Array.Fill(array, value)</c>.</summary>
    public static void Fill<T>(T[] array, T value)
    {
        for (var i = 0; i < array.Length; i++) array[i] = value;
    }

    /// <summary>As <c>Array.Fill(array, value, startIndex, count)</c>.</summary>
    public static void Fill<T>(T[] array, T value, int startIndex, int count)
    {
        if (startIndex < 0 || count < 0 || startIndex > array.Length - count) throw new ArgumentOutOfRangeException(nameof(startIndex));
        for (var i = 0; i < count; i++) array[startIndex + i] = value;
    }

    /// <summary>As <see cref="Array.Reverse(Array)"/>.</summary>
    public static void Reverse<T>(T[] array) => Reverse(array, 0, array.Length);

    /// <summary>As <see cref="Array.Reverse(Array, int, int)"/>.</summary>
    public static void Reverse<T>(T[] array, int index, int length)
    {
        if (index < 0 || length < 0 || index > array.Length - length) throw new ArgumentOutOfRangeException(nameof(index));
        for (var i = 0; i < length / 2; i++)
        {
            var first = array[index + i];
            array[index + i] = array[index + length - 1 - i];
            array[index + length - 1 - i] = first;
        }
    }

    /// <summary>As <see cref="Array.Sort(Array)"/>: the values move, and their derivatives with them.</summary>
    public static void Sort<T>(T[] array)
    {
        var order = Order(array, 0, array.Length);
        var moved = new T[array.Length];
        for (var i = 0; i < moved.Length; i++) moved[i] = array[order[i]];
        for (var i = 0; i < moved.Length; i++) array[i] = moved[i];
    }

    /// <summary>As <see cref="Array.Sort(Array, int, int)"/>.</summary>
    public static void Sort<T>(T[] array, int index, int length)
    {
        var order = Order(array, index, length);
        var moved = new T[length];
        for (var i = 0; i < length; i++) moved[i] = array[index + order[i]];
        for (var i = 0; i < length; i++) array[index + i] = moved[i];
    }

    /// <summary>Where the framework's sort takes each value of a stretch from.</summary>
    [Inactive]
    private static int[] Order<T>(T[] array, int index, int length)
    {
        var keys = new T[length];
        Array.Copy(array, index, keys, 0, length);
        var order = new int[length];
        for (var i = 0; i < length; i++) order[i] = i;
        Array.Sort(keys, order);
        return order;
    }
}
