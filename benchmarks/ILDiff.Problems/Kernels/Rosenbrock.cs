namespace ILDiff.Problems.Kernels;

/// <summary>Rosenbrock's valley in n dimensions.</summary>
public static class Rosenbrock
{
    /// <summary>The function.</summary>
    public static double Value(double[] x)
    {
        var sum = 0.0;
        for (var i = 0; i < x.Length - 1; i++)
        {
            var t = x[i + 1] - x[i] * x[i];
            var u = 1 - x[i];
            sum += 100 * t * t + u * u;
        }
        return sum;
    }
}
