namespace ILDiff;

using System;
using System.Collections.Generic;
using System.Reflection;
using System.Runtime.CompilerServices;

/// <summary>Makes shadows: storage of the same shape as given storage, to hold tangents or adjoints.</summary>
public static class Shadow
{
    /// <summary>
    /// A copy of the same run-time type and shape whose floats are zero: arrays of any rank and objects are copied
    /// through, sharing as the original shares; data of other kinds are equal to the original's.
    /// </summary>
    /// <typeparam name="T">A float, a struct, an array or a class.</typeparam>
    /// <param name="value">The original; null gives null.</param>
    /// <returns>The shadow.</returns>
    public static T ZeroLike<T>(T value)
    {
        if (value is null) return value;
        return value switch
        {
            double[] doubles => (T)(object)new double[doubles.Length],
            float[] floats => (T)(object)new float[floats.Length],
            _ => (T)Copy(value, new Dictionary<object, object>(ByIdentity.Instance))!,
        };
    }

    /// <summary>Adds every float of one shadow to the float at the same place of another.</summary>
    /// <typeparam name="T">An array of floats, of any rank, or of such arrays.</typeparam>
    /// <param name="target">What is added to; null is left alone.</param>
    /// <param name="source">What is added; null adds nothing.</param>
    /// <exception cref="ArgumentException">The shapes differ, or the type holds floats in another way.</exception>
    public static void Accumulate<T>(T target, T source)
    {
        if (target is null || source is null || ReferenceEquals(target, source)) return;
        AccumulateArray(target as Array, source as Array);
    }

    private static void AccumulateArray(Array? target, Array? source)
    {
        if (target is null || source is null || target.Rank != source.Rank || target.Length != source.Length)
        {
            throw new ArgumentException("The shadow of the result has another shape than the result.", nameof(source));
        }

        switch (target, source)
        {
            case (double[] t, double[] s):
                for (var i = 0; i < t.Length; i++) t[i] += s[i];
                return;
            case (float[] t, float[] s):
                for (var i = 0; i < t.Length; i++) t[i] += s[i];
                return;
        }

        if (target.Length == 0) return;
        var index = new int[target.Rank];
        for (var i = 0; i < index.Length; i++) index[i] = target.GetLowerBound(i);
        do
        {
            switch (target.GetValue(index), source.GetValue(index))
            {
                case (double t, double s):
                    target.SetValue(t + s, index);
                    break;
                case (float t, float s):
                    target.SetValue(t + s, index);
                    break;
                case (Array t, Array s):
                    AccumulateArray(t, s);
                    break;
                case (null, null):
                    break;
                default:
                    throw new ArgumentException($"Adjoints of {typeof(Array)} with elements of this type cannot be added.", nameof(source));
            }
        }
        while (Next(target, index));
    }

    private static object? Copy(object? original, Dictionary<object, object> copies)
    {
        if (original is null) return null;
        var type = original.GetType();
        if (type == typeof(double)) return 0.0;
        if (type == typeof(float)) return 0f;
        if (type.IsPrimitive || type.IsEnum || original is string or Type or Delegate or decimal) return original;
        if (type.IsValueType) return CopyFields(original, RuntimeHelpers.GetObjectValue(original), copies);
        if (copies.TryGetValue(original, out var known)) return known;
        if (original is Array array) return CopyArray(array, copies);
        var copy = MemberwiseClone(original);
        copies.Add(original, copy);
        return CopyFields(original, copy, copies);
    }

    private static Array CopyArray(Array original, Dictionary<object, object> copies)
    {
        var copy = (Array)original.Clone();
        copies.Add(original, copy);
        var element = original.GetType().GetElementType()!;
        if (element == typeof(double) || element == typeof(float))
        {
            Array.Clear(copy, 0, copy.Length);
            return copy;
        }

        if (element.IsPrimitive || element.IsEnum || element == typeof(string) || original.Length == 0) return copy;
        var index = new int[original.Rank];
        for (var i = 0; i < index.Length; i++) index[i] = original.GetLowerBound(i);
        do copy.SetValue(Copy(original.GetValue(index), copies), index);
        while (Next(original, index));
        return copy;
    }

    private static bool Next(Array array, int[] index)
    {
        for (var dimension = array.Rank - 1; dimension >= 0; dimension--)
        {
            if (++index[dimension] <= array.GetUpperBound(dimension)) return true;
            index[dimension] = array.GetLowerBound(dimension);
        }

        return false;
    }

    private static object CopyFields(object original, object copy, Dictionary<object, object> copies)
    {
        for (var type = original.GetType(); type is not null && type != typeof(object) && type != typeof(ValueType); type = type.BaseType)
        {
            foreach (var field in type.GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly))
            {
                if (!field.FieldType.IsPointer) field.SetValue(copy, Copy(field.GetValue(original), copies));
            }
        }

        return copy;
    }

    private static object MemberwiseClone(object original) => CloneMethod.Invoke(original, null)!;

    private static readonly MethodInfo CloneMethod =
        typeof(object).GetMethod("MemberwiseClone", BindingFlags.Instance | BindingFlags.NonPublic)!;

    private sealed class ByIdentity : IEqualityComparer<object>
    {
        public static readonly ByIdentity Instance = new();

        bool IEqualityComparer<object>.Equals(object? x, object? y) => ReferenceEquals(x, y);

        int IEqualityComparer<object>.GetHashCode(object obj) => RuntimeHelpers.GetHashCode(obj);
    }
}
