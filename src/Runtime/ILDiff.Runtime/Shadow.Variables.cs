namespace ILDiff;

using System;
using System.Collections.Generic;

/// <content>For variables passed by reference whose contents are references: the callee may make them lead elsewhere.</content>
public static partial class Shadow
{
    /// <summary>Called by generated code: the shadow of what such a variable holds on entry.</summary>
    /// <typeparam name="T">The type of the variable, a reference type.</typeparam>
    /// <param name="value">What the variable holds.</param>
    /// <param name="given">The caller's shadow, which has the shape of what the variable will hold in the end.</param>
    /// <returns>The caller's shadow if it has the shape of <paramref name="value"/> too, else a new one.</returns>
    public static T? OnEntry<T>(T? value, T? given)
        where T : class => HasShapeOf(value, given) ? given : ZeroLike(value);

    /// <summary>
    /// Called by generated code between the sweeps: takes the seed out of the caller's shadow where the variable has come
    /// to hold something else; it is then added to that object's shadow.
    /// </summary>
    /// <typeparam name="T">The type of the variable, a reference type.</typeparam>
    /// <param name="final">The shadow of what the variable holds in the end.</param>
    /// <param name="given">The caller's shadow with the seed.</param>
    /// <param name="onEntry">The shadow of what the variable held on entry; zero afterwards if the seed was in it.</param>
    /// <returns>The seed, or null where it is in its place already.</returns>
    public static T? TakeSeed<T>(T? final, T? given, T? onEntry)
        where T : class
    {
        if (ReferenceEquals(final, given)) return null;
        if (!ReferenceEquals(given, onEntry)) return given;
        var taken = ZeroLike(given);
        Accumulate(taken, given);
        Cleared(given, new HashSet<object>(ByIdentity.Instance));
        return taken;
    }

    /// <summary>Called by generated code after the reverse sweep of one seed: makes an array's shadow zero for the next.</summary>
    /// <typeparam name="T">The array's type.</typeparam>
    /// <param name="shadow">The shadow.</param>
    [Inactive]
    public static void Clear<T>(T shadow)
        where T : class
    {
        var array = (Array)(object)shadow;
        Array.Clear(array, 0, array.Length);
    }

    private static bool HasShapeOf(object? value, object? given)
    {
        if (value is null || given is null) return value is null && given is null;
        if (value.GetType() != given.GetType()) return false;
        if (value is not Array array) return true;
        for (var dimension = 0; dimension < array.Rank; dimension++)
        {
            if (array.GetLength(dimension) != ((Array)given).GetLength(dimension)) return false;
        }

        return true;
    }

    /// <summary>Sets every float that the value leads to to zero; gives what stands in its place.</summary>
    private static object? Cleared(object? value, HashSet<object> done)
    {
        if (value is null) return null;
        var type = value.GetType();
        if (type == typeof(double)) return 0.0;
        if (type == typeof(float)) return 0f;
        if (type.IsPrimitive || type.IsEnum || value is string or Type or Delegate or decimal) return value;
        if (!type.IsValueType && !done.Add(value)) return value;
        if (value is not Array array)
        {
            foreach (var field in FieldsOf(type)) field.SetValue(value, Cleared(field.GetValue(value), done));
        }
        else if (HoldsOnlyFloats(type.GetElementType()!))
        {
            Array.Clear(array, 0, array.Length);
        }
        else if (array.Length > 0)
        {
            var index = new int[array.Rank];
            for (var i = 0; i < index.Length; i++) index[i] = array.GetLowerBound(i);
            do array.SetValue(Cleared(array.GetValue(index), done), index);
            while (Next(array, index));
        }

        return value;
    }
}
