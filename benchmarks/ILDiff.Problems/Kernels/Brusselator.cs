namespace ILDiff.Problems.Kernels;

/// <summary>Two reacting and diffusing substances on a square whose border keeps its values, by explicit steps.</summary>
public static class Brusselator
{
    /// <summary>Half the sum of squares after an even number of steps; fields and diffusivity are to be differentiated.</summary>
    public static double Energy(double[] u0, double[] v0, double diffusivity, int n, int steps)
    {
        var u = (double[])u0.Clone();
        var v = (double[])v0.Clone();
        var nextU = (double[])u0.Clone();
        var nextV = (double[])v0.Clone();
        for (var s = 0; s < steps; s += 2)
        {
            Step(u, v, nextU, nextV, diffusivity, n);
            Step(nextU, nextV, u, v, diffusivity, n);
        }
        var sum = 0.0;
        for (var i = 0; i < u.Length; i++) sum += u[i] * u[i] + v[i] * v[i];
        return 0.5 * sum;
    }

    private static void Step(double[] u, double[] v, double[] nextU, double[] nextV, double diffusivity, int n)
    {
        const double H = 0.01;
        for (var i = 1; i < n - 1; i++)
        {
            for (var j = 1; j < n - 1; j++)
            {
                var c = i * n + j;
                var reaction = u[c] * u[c] * v[c];
                var spreadU = u[c - n] + u[c + n] + u[c - 1] + u[c + 1] - 4 * u[c];
                var spreadV = v[c - n] + v[c + n] + v[c - 1] + v[c + 1] - 4 * v[c];
                nextU[c] = u[c] + H * (1 + reaction - 4.4 * u[c] + diffusivity * spreadU);
                nextV[c] = v[c] + H * (3.4 * u[c] - reaction + diffusivity * spreadV);
            }
        }
    }
}
