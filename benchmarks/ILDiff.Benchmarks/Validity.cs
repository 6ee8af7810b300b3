namespace ILDiff.Benchmarks;

/// <summary>How far one gradient is from another.</summary>
internal static class Validity
{
    /// <summary>The largest difference, relative to the largest number of the same adjoint.</summary>
    public static double Error(double[][] actual, double[][] expected)
    {
        var worst = 0.0;
        foreach (var (a, e) in actual.Zip(expected))
        {
            var scale = e.Select(Math.Abs).DefaultIfEmpty().Max();
            var difference = a.Zip(e, (x, y) => Math.Abs(x - y)).Select(d => double.IsNaN(d) ? double.PositiveInfinity : d).DefaultIfEmpty().Max();
            if (difference > 0) worst = Math.Max(worst, difference / scale);
        }
        return worst;
    }
}
