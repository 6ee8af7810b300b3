namespace ILDiff;

using System;

/// <summary>
/// On a method: the build step adds its derivatives <c>MJvp</c>, <c>MVjp</c> and, for a scalar method, <c>MGradient</c>
/// beside it. It changes nothing at run time.
/// </summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class DifferentiableAttribute : Attribute
{
    /// <summary>
    /// The parameters to differentiate with respect to: their names in one string, parted by commas, or an array of
    /// strings. The others are constants. Without it every parameter that carries floats is differentiated.
    /// </summary>
    public object? WithRespectTo { get; set; }
}
