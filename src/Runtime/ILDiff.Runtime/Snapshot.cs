namespace ILDiff;

using System;
using System.Collections.Generic;

/// <summary>Keeps what arrays held when a method with a custom rule was called, until the rule runs.</summary>
public static class Snapshot
{
    /// <summary>Copies arrays, and the arrays in them; arrays that were one are one again.</summary>
    /// <param name="arrays">The arrays; null among them stays null.</param>
    /// <returns>The copies, in order.</returns>
    public static object?[] Of(object?[] arrays)
    {
        var known = new Dictionary<Array, Array>();
        var copies = new object?[arrays.Length];
        for (var i = 0; i < arrays.Length; i++) copies[i] = Copy(arrays[i], known);
        return copies;
    }

    private static object? Copy(object? value, Dictionary<Array, Array> known)
    {
        if (value is not Array array) return value;
        if (known.TryGetValue(array, out var made)) return made;
        var copy = (Array)array.Clone();
        known.Add(array, copy);
        if (copy is not object?[] elements || copy.GetType().GetElementType() is not { } element || !(element.IsArray || element == typeof(object))) return copy;
        for (var i = 0; i < elements.Length; i++) elements[i] = Copy(elements[i], known);
        return copy;
    }
}
