namespace ILDiff.Problems.Kernels;

/// <summary>The heat equation on a square whose border keeps its values, by explicit steps.</summary>
public static class Heat
{
    /// <summary>Half the sum of squares after an even number of steps; field and diffusivity are to be differentiated.</summary>
    public static double Energy(double[] field, double diffusivity, int n, int steps)
    {
        var u = (double[])field.Clone();
        var v = (double[])field.Clone();
        for (var s = 0; s < steps; s += 2)
        {
            Step(u, v, diffusivity, n);
            Step(v, u, diffusivity, n);
        }
        var sum = 0.0;
        for (var i = 0; i < u.Length; i++) sum += u[i] * u[i];
        return 0.5 * sum;
    }

    private static void Step(double[] from, double[] to, double diffusivity, int n)
    {
        for (var i = 1; i < n - 1; i++)
        {
            for (var j = 1; j < n - 1; j++)
            {
                var c = i * n + j;
                to[c] = from[c] + diffusivity * (from[c - n] + from[c + n] + from[c - 1] + from[c + 1] - 4 * from[c]);
            }
        }
    }
}
