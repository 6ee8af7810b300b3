namespace ILDiff.Problems.Kernels;

/// <summary>Roots of many cubics, each by as many Newton steps as it takes.</summary>
public static class NewtonRoots
{
    /// <summary>The sum of the roots of x³ + p x = q; <c>p</c> and <c>q</c> are to be differentiated.</summary>
    public static double Sum(double[] p, double[] q)
    {
        var sum = 0.0;
        for (var i = 0; i < p.Length; i++)
        {
            var x = 1.0;
            while (true)
            {
                var step = (x * x * x + p[i] * x - q[i]) / (3 * x * x + p[i]);
                x -= step;
                if (Math.Abs(step) < 1e-10) break;
            }
            sum += x;
        }
        return sum;
    }
}
