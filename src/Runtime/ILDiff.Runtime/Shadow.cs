namespace ILDiff;

using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Linq;
using System.Reflection;
using System.Runtime.CompilerServices;

/// <summary>Makes shadows: storage of the same shape as given storage, to hold tangents or adjoints.</summary>
public static partial class Shadow
{
    /// <summary>
    /// A copy of the same run-time type and shape whose floats are zero: arrays of any rank and objects are copied
    /// through, sharing as the original shares; data of other kinds are equal to the original's.
    /// </summary>
    /// <typeparam name="T">A float, a struct, an array or a class.</typeparam>
    /// <param name="value">The original; null gives null.</param>
    /// <returns>The shadow.</returns>
    [Inactive]
    public static T ZeroLike<T>(T value)
    {
        if (Zero<T>.IsDefault) return default!;
        if (value is null) return value;
        if (value is double[] doubles) return (T)(object)new double[doubles.Length];
        if (value is float[] floats) return (T)(object)new float[floats.Length];
        var copies = idle ?? new Dictionary<object, object>(ByIdentity.Instance);
        idle = null;
        try
        {
            return (T)Copy(value, copies)!;
        }
        finally
        {
            copies.Clear();
            idle = copies;
        }
    }

    /// <summary>Says of each type once whether its zero is <c>default</c>, which takes no look at the value.</summary>
    private static class Zero<T>
    {
        public static readonly bool IsDefault = HoldsOnlyFloats(typeof(T));
    }

    /// <summary>An object of the class on which no constructor has run: derivatives run the constructor's derivative on it.</summary>
    /// <typeparam name="T">The class.</typeparam>
    /// <returns>The object, its fields all zero.</returns>
    [System.ComponentModel.EditorBrowsable(System.ComponentModel.EditorBrowsableState.Never)]
    public static T Allocate<T>()
        where T : class
#if NET
        => (T)RuntimeHelpers.GetUninitializedObject(typeof(T));
#else
        => (T)System.Runtime.Serialization.FormatterServices.GetUninitializedObject(typeof(T));
#endif

    /// <summary>Kept from call to call, so that the steady state allocates shadows only.</summary>
    [ThreadStatic]
    private static Dictionary<object, object>? idle;

    private static readonly ConcurrentDictionary<Type, bool> PureFloats = new();

    /// <summary>Whether values of the type are floats and nothing else.</summary>
    private static bool HoldsOnlyFloats(Type type) => type == typeof(double) || type == typeof(float)
        || (type.IsValueType && !type.IsPrimitive && !type.IsEnum && PureFloats.GetOrAdd(type, static t => FieldsOf(t).All(f => HoldsOnlyFloats(f.FieldType))));

    /// <summary>Adds every float of one shadow to the float at the same place of another, through arrays and objects.</summary>
    /// <typeparam name="T">An array or a class.</typeparam>
    /// <param name="target">What is added to; null is left alone.</param>
    /// <param name="source">What is added; null adds nothing.</param>
    /// <exception cref="ArgumentException">The shapes differ.</exception>
    public static void Accumulate<T>(T target, T source)
    {
        if (target is null || source is null) return;
        var done = idleSet ?? new HashSet<object>(ByIdentity.Instance);
        idleSet = null;
        try
        {
            Add(target, source, done);
        }
        finally
        {
            done.Clear();
            idleSet = done;
        }
    }

    /// <summary>As <see cref="idle"/>, for <see cref="Accumulate"/>.</summary>
    [ThreadStatic]
    private static HashSet<object>? idleSet;

    private static object? Add(object? target, object? source, HashSet<object> done)
    {
        if (target is null || source is null) return target;
        if (target is double x && source is double dx) return x + dx;
        if (target is float y && source is float dy) return y + dy;
        var type = target.GetType();
        if (type.IsPrimitive || type.IsEnum || target is string or Type or Delegate or decimal) return target;
        if (ReferenceEquals(target, source) || (!type.IsValueType && !done.Add(target))) return target;
        if (type != source.GetType()) throw DifferentShape();
        if (target is Array array) AddArray(array, (Array)source, done);
        else AddFields(target, source, done);
        return target;
    }

    private static void AddArray(Array target, Array source, HashSet<object> done)
    {
        // Without floats nothing is added, and a shadow may have an older array than the object.
        if (target.GetType().GetElementType() is { IsPrimitive: true } primitive && primitive != typeof(double) && primitive != typeof(float)) return;
        for (var i = 0; i < target.Rank; i++)
        {
            if (target.GetLength(i) != source.GetLength(i)) throw DifferentShape();
        }

        if (target is double[] doubles)
        {
            var added = (double[])source;
            for (var i = 0; i < doubles.Length; i++) doubles[i] += added[i];
            return;
        }

        if (FloatOffsets.Of(target.GetType().GetElementType()!) is { } offsets)
        {
            offsets.Add(target, source);
            return;
        }

        if (target is object?[] targets && source is object?[] sources)
        {
            for (var i = 0; i < targets.Length; i++) Add(targets[i], sources[i], done);
            return;
        }

        if (target.Length == 0) return;
        var index = new int[target.Rank];
        for (var i = 0; i < index.Length; i++) index[i] = target.GetLowerBound(i);
        do target.SetValue(Add(target.GetValue(index), source.GetValue(index), done), index);
        while (Next(target, index));
    }

    private static void AddFields(object target, object source, HashSet<object> done)
    {
        foreach (var field in FieldsOf(target.GetType()))
        {
            field.SetValue(target, Add(field.GetValue(target), field.GetValue(source), done));
        }
    }

    private static ArgumentException DifferentShape() => new("The shadow of the result has another shape than the result.", "source");

    private static IEnumerable<FieldInfo> FieldsOf(Type? type)
    {
        for (; type is not null && type != typeof(object) && type != typeof(ValueType); type = type.BaseType)
        {
            foreach (var field in type.GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly))
            {
                if (!field.FieldType.IsPointer) yield return field;
            }
        }
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
        var element = original.GetType().GetElementType()!;
        if (original.Rank == 1 && HoldsOnlyFloats(element))
        {
            var zeros = Array.CreateInstance(element, original.Length);
            copies.Add(original, zeros);
            return zeros;
        }

        var copy = (Array)original.Clone();
        copies.Add(original, copy);
        if (HoldsOnlyFloats(element))
        {
            Array.Clear(copy, 0, copy.Length);
            return copy;
        }

        if (FloatOffsets.Of(element) is { } offsets)
        {
            offsets.Clear(copy);
            return copy;
        }

        if (copy is object?[] references)
        {
            for (var i = 0; i < references.Length; i++) references[i] = Copy(references[i], copies);
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
        foreach (var field in FieldsOf(original.GetType())) field.SetValue(copy, Copy(field.GetValue(original), copies));
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
