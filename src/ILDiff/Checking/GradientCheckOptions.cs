namespace ILDiff.Checking;

using System.Reflection;

/// <summary>What <see cref="GradientCheck"/> checks, and where. The same options give the same points.</summary>
public sealed record GradientCheckOptions
{
    /// <summary>At how many points to compare; at least 1.</summary>
    public int Samples { get; init; } = 20;

    /// <summary>Seed of the random points and directions.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>Arguments to check at, without a receiver; null draws all points.</summary>
    public IReadOnlyList<object?>? Point { get; init; }

    /// <summary>
    /// Whether <see cref="Point"/> is an example: the first point, with others of its shape after it, drawn from the domains or
    /// near its numbers. Otherwise it is the only one.
    /// </summary>
    public bool IsExample { get; init; }

    /// <summary>The interval, both ends included, of the numbers of each parameter, by the parameter's name; of integers too where arguments are drawn.</summary>
    public IReadOnlyDictionary<string, (double Low, double High)> Domains { get; init; } = new Dictionary<string, (double, double)>();

    /// <summary>The interval of the numbers of all other parameters; null lets each parameter find one that the method accepts.</summary>
    public (double Low, double High)? Range { get; init; }

    /// <summary>
    /// Deviation from finite differences that is allowed beyond their own error, relative to the derivative; null is 1e-6, or 1e-3
    /// where any number is a <c>float</c>. Derivatives are compared with each other to rounding, whatever this says.
    /// </summary>
    public double? Tolerance { get; init; }

    /// <summary>Names of the parameters to differentiate, where the derivatives are made for the check; empty means all that carry floats.</summary>
    public IReadOnlyList<string> WithRespectTo { get; init; } = [];

    /// <summary>Whether derivatives may allocate more than the method itself and the shadows of its objects; those made for the check may in any case.</summary>
    public bool AllowsAllocation { get; init; }

    /// <summary>
    /// A pushforward of the contract's signature to check. If none of the three is given, those that the method's type has by the
    /// contract's names are checked; if it has none, derivatives are made for the check.
    /// </summary>
    public MethodInfo? Jvp { get; init; }

    /// <summary>A pullback to check.</summary>
    public MethodInfo? Vjp { get; init; }

    /// <summary>A gradient to check.</summary>
    public MethodInfo? Gradient { get; init; }

    /// <summary>After this time no new point is begun, if one was compared.</summary>
    public TimeSpan Budget { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>The interval that a parameter's numbers are drawn from, if there is one.</summary>
    internal (double Low, double High)? DomainOf(string parameter) => Domains.TryGetValue(parameter, out var domain) ? domain : Range;
}
