namespace ILDiff.Checking;

/// <summary>How derivatives are checked. The same options give the same points.</summary>
public sealed record CheckOptions
{
    /// <summary>At how many points to compare.</summary>
    public int Samples { get; init; } = 20;

    /// <summary>Seed of the random points.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>The interval of all floating inputs; null lets each parameter find one that the method accepts.</summary>
    public (double Low, double High)? Range { get; init; }

    /// <summary>Intervals for single parameters, by name; also for fields of those names.</summary>
    public IReadOnlyDictionary<string, (double Low, double High)> Domains { get; init; } = new Dictionary<string, (double, double)>();

    /// <summary>Relative deviation from finite differences that is allowed beyond their own error; null is 1e-6, for float 1e-3.</summary>
    public double? RelativeTolerance { get; init; }

    /// <summary>
    /// Whether active data become steps in the method, as the differentiator remarked (ILD2009): then finite differences
    /// may see a trend that the derivative, which is that between steps, does not have, and refute nothing.
    /// </summary>
    public bool MakesSteps { get; init; }

    /// <summary>Whether to see to it that a warm call of a derivative allocates nothing beyond what the method and shadows of its objects take.</summary>
    public bool ChecksAllocation { get; init; }

    /// <summary>After this time no new point is begun, if one was compared.</summary>
    public TimeSpan Budget { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>A method with a single call longer than this is skipped.</summary>
    public TimeSpan LongestCall { get; init; } = TimeSpan.FromSeconds(2);
}
