#if NET
namespace ILDiff.Substitutes;

using System;

/// <summary>What the compiler makes of <c>array[1..^1]</c>.</summary>
[SubstituteFor("System.Runtime.CompilerServices.RuntimeHelpers")]
public static class RuntimeHelpersSubstitutes
{
    /// <summary>As <see cref="System.Runtime.CompilerServices.RuntimeHelpers.GetSubArray"/>.</summary>
    public static T[] GetSubArray<T>(T[] array, Range range)
    {
        var (start, length) = range.GetOffsetAndLength(array.Length);
        var part = new T[length];
        for (var i = 0; i < length; i++) part[i] = array[start + i];
        return part;
    }
}
#endif
