namespace ILDiff.Checking;

using System.Runtime.CompilerServices;

/// <summary>
/// Deep copies in which what was one object stays one object, across all values that one instance copies. A zeroed copy
/// is the shadow of the original.
/// </summary>
internal sealed class ObjectCopier
{
    private readonly Dictionary<object, object> copies = new(ReferenceEqualityComparer.Instance);

    /// <summary>Copies of values, with what they share shared in the same way.</summary>
    public static object?[] Copy(object?[] roots)
    {
        var copier = new ObjectCopier();
        return [.. roots.Select(copier.Copy)];
    }

    /// <summary>
    /// A copier for values that hold objects of one copied set of values, which gives their counterparts in another.
    /// </summary>
    /// <param name="from">What made the one set.</param>
    /// <param name="to">What made the other, from the same originals.</param>
    public static ObjectCopier Between(ObjectCopier from, ObjectCopier to)
    {
        var result = new ObjectCopier();
        foreach (var (original, copy) in from.copies)
        {
            if (to.copies.TryGetValue(original, out var counterpart)) result.copies[copy] = counterpart;
        }

        return result;
    }

    /// <summary>The copy of a value, the same one each time for an object.</summary>
    public object? Copy(object? value)
    {
        if (value is null) return null;
        var type = value.GetType();
        if (FloatLeaves.IsOpaque(type) || type.IsPrimitive) return value;
        if (!type.IsValueType && copies.TryGetValue(value, out var known)) return known;
        if (value is Array array) return CopyArray(array);

        var copy = RuntimeHelpers.GetUninitializedObject(type);
        if (!type.IsValueType) copies.Add(value, copy);
        foreach (var field in FloatLeaves.FieldsOf(type)) field.SetValue(copy, Copy(field.GetValue(value)));
        return copy;
    }

    /// <summary>A copy whose floating numbers are all zero.</summary>
    public object? Shadow(object? value)
    {
        object?[] root = [Copy(value)];
        FloatLeaves.Write(root, new double[FloatLeaves.Read(root).Length]);
        return root[0];
    }

    private Array CopyArray(Array array)
    {
        var copy = (Array)array.Clone();
        copies.Add(array, copy);
        var element = array.GetType().GetElementType()!;
        if (element.IsPrimitive || element == typeof(string)) return copy;
        var index = new int[array.Rank];
        for (var i = 0; i < array.Rank; i++) index[i] = array.GetLowerBound(i);
        for (long n = 0; n < array.LongLength; n++)
        {
            copy.SetValue(Copy(array.GetValue(index)), index);
            for (var d = array.Rank - 1; d >= 0 && ++index[d] > array.GetUpperBound(d); d--) index[d] = array.GetLowerBound(d);
        }

        return copy;
    }
}
