namespace ILDiff.Substitutes;

/// <summary>What F#'s library does on arrays by way of run-time types.</summary>
[SubstituteFor("Microsoft.FSharp.Collections.Array2DModule")]
public static class FSharpSubstitutes
{
    /// <summary>As <c>Array2D.copy</c>, of an array whose indices start at zero.</summary>
    public static T[,] Copy<T>(T[,] array) => MultiArraySubstitutes.Clone(array);
}
