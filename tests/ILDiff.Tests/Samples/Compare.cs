namespace ILDiff.Tests.Samples;

/// <summary>Comparison of vectors of numbers.</summary>
internal static class Compare
{
    /// <summary>
    /// The worst component that differs by more than the tolerance times the largest magnitude, or ten times its own error
    /// bound where that is larger; null if none does. NaN equals NaN.
    /// </summary>
    public static string? Worst(double[] actual, double[] expected, double tolerance, double[]? errors = null)
    {
        if (actual.Length != expected.Length) return $"{actual.Length} numbers instead of {expected.Length}";
        var scale = expected.Where(double.IsFinite).Select(Math.Abs).DefaultIfEmpty(0).Max();
        string? worst = null;
        var worstExcess = 1.0;
        for (var i = 0; i < actual.Length; i++)
        {
            if (actual[i].Equals(expected[i]) || actual[i] == expected[i]) continue;
            var allowed = Math.Max(tolerance * scale, 10 * (errors?[i] ?? 0));
            var excess = Math.Abs(actual[i] - expected[i]) / allowed;
            if (excess <= worstExcess) continue;
            (worst, worstExcess) = ($"[{i}] is {actual[i]:R}, expected {expected[i]:R} within {allowed:g2}", excess);
            if (double.IsNaN(excess)) break;
        }
        return worst;
    }
}

/// <summary>Random directions and seeds.</summary>
internal static class Directions
{
    /// <summary>Numbers in ±[0.5, 1], representable as <c>float</c>.</summary>
    public static double[] Draw(int count, int seed)
    {
        var random = new Random(1000 + seed);
        return [.. Enumerable.Range(0, count).Select(_ => (double)(float)((0.5 + (random.NextDouble() / 2)) * (random.Next(2) == 0 ? 1 : -1)))];
    }
}
