namespace ILDiff.Checking;

/// <summary>Where points to check at come from.</summary>
internal interface IPointSource
{
    /// <summary>Arguments after the receiver if there is one; null when there are no more.</summary>
    object?[]? Next();

    /// <summary>Says that the method gave finite values for the last ones, and whether the derivative there was not zero.</summary>
    void Accept(bool isLively);
}

/// <summary>
/// Points of the shape of an example: first the example itself, then others with random numbers, from the domains given for
/// parameters, or else near the example's.
/// </summary>
internal sealed class ExamplePoints(object?[] example, IReadOnlyList<string> names, bool[] active, GradientCheckOptions options, bool isExampleAlone) : IPointSource
{
    private const double Spread = 0.3;
    private readonly Random random = new(options.Seed);
    private int given;

    public object?[]? Next()
    {
        if (given++ == 0) return example;
        if (isExampleAlone) return null;
        var roots = ObjectCopier.Copy(example);
        for (var i = 0; i < roots.Length; i++)
        {
            if (!active[i]) continue;
            object?[] root = [roots[i]];
            FloatLeaves.Write(root, [.. FloatLeaves.Read(root[0]).Select(number => Moved(number, names[i]))]);
            roots[i] = root[0];
        }

        return roots;
    }

    public void Accept(bool isLively)
    {
    }

    private double Moved(double number, string parameter) => options.DomainOf(parameter) is var (low, high)
        ? low + ((high - low) * random.NextDouble())
        : number + (Spread * Math.Max(Math.Abs(number), 0.1) * ((2 * random.NextDouble()) - 1));
}

/// <summary>
/// Between the points of another source, the same with arguments that are one object wherever they can be: a derivative has
/// to be right for those too.
/// </summary>
internal sealed class WithAliases(IPointSource source) : IPointSource
{
    private const int Every = 5;
    private object?[]? last;
    private int count;

    /// <summary>Whether the last point has arguments that were made one.</summary>
    public bool IsAliased { get; private set; }

    public object?[]? Next()
    {
        IsAliased = false;
        if (last is not null && ++count % Every == 1 && Aliased(last) is { } aliased)
        {
            IsAliased = true;
            return aliased;
        }

        return last = source.Next();
    }

    public void Accept(bool isLively)
    {
        if (!IsAliased) source.Accept(isLively);
    }

    private static object?[]? Aliased(object?[] roots)
    {
        var result = ObjectCopier.Copy(roots);
        var any = false;
        for (var i = 1; i < result.Length; i++)
        {
            var first = Array.FindIndex(result, 0, i, r => r is Array && SameShape((Array)r, result[i] as Array));
            if (first < 0 || ReferenceEquals(result[first], result[i])) continue;
            result[i] = result[first];
            any = true;
        }

        return any ? result : null;
    }

    private static bool SameShape(Array left, Array? right) => right is not null && left.GetType() == right.GetType()
        && FloatLeaves.Read(left).Length > 0 && Enumerable.Range(0, left.Rank).All(d => left.GetLength(d) == right.GetLength(d));
}
