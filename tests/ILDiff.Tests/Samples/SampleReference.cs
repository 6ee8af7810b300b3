namespace ILDiff.Tests.Samples;

/// <summary>What the oracles say of a sample, asked once for all builds.</summary>
internal sealed class SampleReference(Sample sample)
{
    private readonly Dictionary<int, double[]?> exact = [];
    private readonly Dictionary<int, (double[] Derivatives, double[] Errors)> differences = [];

    /// <summary>The direction at a point.</summary>
    public double[] Direction(int point) => Directions.Draw(sample.At(sample.Method, point).Inputs.Length, point);

    /// <summary>The tangents of the outputs by dual numbers; null where the source cannot be compiled so.</summary>
    public double[]? Exact(int point)
    {
        if (!exact.TryGetValue(point, out var tangents))
        {
            tangents = sample.In(SampleVariant.Dual) is { } dual
                ? Oracle.ByDualNumbers(sample.At(dual, point), Direction(point)).Tangents
                : null;
            exact.Add(point, tangents);
        }
        return tangents;
    }

    /// <summary>The tangents of the outputs by differences, with estimates of their errors.</summary>
    public (double[] Derivatives, double[] Errors) Differences(int point)
    {
        if (!differences.TryGetValue(point, out var found))
            differences.Add(point, found = Oracle.ByDifferences(sample.At(sample.Method, point), Direction(point)));
        return found;
    }
}
