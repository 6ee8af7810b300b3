namespace ILDiff.Resolution;

using System;
using System.Collections.Generic;
using System.Reflection;

/// <summary>The types that carry floats: floats, and what holds them through elements, fields or type arguments.</summary>
internal static class FloatCarriers
{
    /// <summary>Whether values of the type carry floats.</summary>
    public static bool Contains(Type type)
    {
        var seen = new HashSet<Type>();
        var work = new Stack<Type>();
        work.Push(type);
        while (work.Count > 0)
        {
            var next = work.Pop();
            if (next == typeof(double) || next == typeof(float)) return true;
            if (!seen.Add(next) || next == typeof(string) || next == typeof(object)) continue;
            if (next.HasElementType) work.Push(next.GetElementType()!);
            if (next.IsGenericType) foreach (var argument in next.GetGenericArguments()) work.Push(argument);
            for (var t = next; t is not null; t = t.BaseType)
            {
                foreach (var field in t.GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly)) work.Push(field.FieldType);
            }
        }

        return false;
    }
}
