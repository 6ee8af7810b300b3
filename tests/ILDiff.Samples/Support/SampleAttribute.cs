namespace ILDiff.Samples.Support;

/// <summary>Marks a method that the tests differentiate on every axis.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class SampleAttribute : Attribute
{
    /// <summary>At every second point, parameters of the same array type are one and the same array.</summary>
    public bool Aliased { get; init; }

    /// <summary>The method need not be differentiable; a diagnostic is as good as a right derivative.</summary>
    public bool MayBeRefused { get; init; }

    /// <summary>The derivative allocates more than shadows: a custom rule does or gets copies of arrays, or constant objects that active ones may stand beside get shadows.</summary>
    public bool Allocates { get; init; }

    /// <summary>Some of the arithmetic is in <c>float</c> whatever the number type.</summary>
    public bool UsesSingle { get; init; }

    /// <summary>How far a <c>float</c> derivative may be from the dual numbers' (double) one, relative to the largest.</summary>
    public double SingleTolerance { get; init; } = 1e-3;
}

/// <summary>The interval a parameter's values are drawn from: numbers, elements and fields alike.</summary>
/// <param name="low">Smallest value.</param>
/// <param name="high">Largest value, included for integers.</param>
[AttributeUsage(AttributeTargets.Parameter)]
public sealed class InAttribute(double low, double high) : Attribute
{
    /// <summary>Smallest value.</summary>
    public double Low { get; } = low;

    /// <summary>Largest value.</summary>
    public double High { get; } = high;

    /// <summary>Length of an array; of a jagged array, its rows' too.</summary>
    public int Length { get; init; } = 5;
}
