namespace ILDiff.Testing;

/// <summary>On a parameter of a method that is checked: the interval that its numbers are drawn from.</summary>
/// <param name="low">The lower end.</param>
/// <param name="high">The upper end.</param>
[AttributeUsage(AttributeTargets.Parameter)]
public sealed class DomainAttribute(double low, double high) : Attribute
{
    /// <summary>The lower end.</summary>
    public double Low { get; } = low;

    /// <summary>The upper end.</summary>
    public double High { get; } = high;
}
