namespace ILDiff.Substitutes;

using System;

/// <summary>What the Visual Basic compiler calls for <c>ReDim Preserve</c> of one-dimensional arrays.</summary>
[SubstituteFor("Microsoft.VisualBasic.CompilerServices.Utils")]
public static class VisualBasicSubstitutes
{
    /// <summary>As <c>Utils.CopyArray(arySrc, aryDest)</c>: fills the new array from the old one, as far as both go.</summary>
    /// <param name="arySrc">The old array; null where there is none yet.</param>
    /// <param name="aryDest">The new array.</param>
    /// <returns>The new array.</returns>
    public static T[] CopyArray<T>(T[]? arySrc, T[] aryDest)
    {
        if (arySrc is null) return aryDest;
        var kept = Math.Min(arySrc.Length, aryDest.Length);
        for (var i = 0; i < kept; i++) aryDest[i] = arySrc[i];
        return aryDest;
    }
}
