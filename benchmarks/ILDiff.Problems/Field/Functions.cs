namespace ILDiff.Problems.Field;

/// <summary>The functions that DiffSharp's benchmark differentiates in every way.</summary>
public static class Functions
{
    /// <summary>The logistic map, iterated.</summary>
    public static double LogisticMap(double x, int steps)
    {
        for (var i = 0; i < steps; i++) x = 4 * x * (1 - x);
        return x;
    }

    /// <summary>x · log(x/2).</summary>
    public static double Entropy(double[] x)
    {
        var sum = 0.0;
        for (var i = 0; i < x.Length; i++) sum += x[i] * Math.Log(x[i] / 2);
        return sum;
    }

    /// <summary>The entropy and two more sums.</summary>
    public static void ThreeSums(double[] x, double[] f)
    {
        f[0] = Entropy(x);
        f[1] = 0;
        f[2] = 0;
        for (var i = 0; i < x.Length; i++)
        {
            f[1] += Math.Exp(Math.Sin(x[i]));
            f[2] += Math.Exp(Math.Cos(x[i]));
        }
    }
}
