namespace ILDiff;

using System;
using System.Collections.Generic;
using System.Linq;
using System.Reflection;
using System.Runtime.CompilerServices;

/// <summary>
/// Copies arguments, so that what happens to the original does not change a pullback that runs later: arrays of any rank and
/// objects are copied through, sharing as the original shares; strings, types and delegates are the original's own.
/// </summary>
internal static class PointCopy
{
    private const BindingFlags Declared = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;

    private static readonly MethodInfo CloneMethod = typeof(object).GetMethod("MemberwiseClone", BindingFlags.Instance | BindingFlags.NonPublic)!;

    /// <summary>The copy.</summary>
    public static T Of<T>(T value)
    {
        if (Content<T>.IsPlain || value is null) return value;
        if (value is double[] doubles) return (T)doubles.Clone();
        return value is float[] floats ? (T)floats.Clone() : (T)Copy(value, new Dictionary<object, object>(ByIdentity.Instance))!;
    }

    private static object? Copy(object? original, Dictionary<object, object> copies)
    {
        if (original is null or string or Type or Delegate) return original;
        var type = original.GetType();
        if (IsPlain(type)) return original;
        if (!type.IsValueType && copies.TryGetValue(original, out var known)) return known;
        var copy = CloneMethod.Invoke(original, null)!;
        if (!type.IsValueType) copies.Add(original, copy);
        if (copy is Array array) CopyElements(array, copies);
        else CopyFields(copy, type, copies);
        return copy;
    }

    private static void CopyElements(Array array, Dictionary<object, object> copies)
    {
        if (array.Length == 0 || IsPlain(array.GetType().GetElementType()!)) return;
        if (array is object?[] references)
        {
            for (var i = 0; i < references.Length; i++) references[i] = Copy(references[i], copies);
            return;
        }

        var index = Enumerable.Range(0, array.Rank).Select(array.GetLowerBound).ToArray();
        do array.SetValue(Copy(array.GetValue(index), copies), index);
        while (Advance(array, index));
    }

    private static bool Advance(Array array, int[] index)
    {
        for (var dimension = array.Rank - 1; dimension >= 0; dimension--)
        {
            if (++index[dimension] <= array.GetUpperBound(dimension)) return true;
            index[dimension] = array.GetLowerBound(dimension);
        }

        return false;
    }

    private static void CopyFields(object copy, Type type, Dictionary<object, object> copies)
    {
        for (var t = type; t is not null; t = t.BaseType)
        {
            foreach (var field in t.GetFields(Declared).Where(f => !IsPlain(f.FieldType))) field.SetValue(copy, Copy(field.GetValue(copy), copies));
        }
    }

    /// <summary>Whether values of the type hold no references.</summary>
    private static bool IsPlain(Type type) => type.IsPrimitive || type.IsEnum || type.IsPointer
        || (type.IsValueType && type.GetFields(Declared).All(f => IsPlain(f.FieldType)));

    private static class Content<T>
    {
        public static readonly bool IsPlain = PointCopy.IsPlain(typeof(T));
    }

    private sealed class ByIdentity : IEqualityComparer<object>
    {
        public static readonly ByIdentity Instance = new();

        bool IEqualityComparer<object>.Equals(object? x, object? y) => ReferenceEquals(x, y);

        int IEqualityComparer<object>.GetHashCode(object obj) => RuntimeHelpers.GetHashCode(obj);
    }
}
