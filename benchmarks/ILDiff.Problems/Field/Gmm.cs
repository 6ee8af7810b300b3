namespace ILDiff.Problems.Field;

/// <summary>Log likelihood of a Gaussian mixture with a Wishart prior (ADBench).</summary>
public static class Gmm
{
    /// <summary>The objective; <c>alpha</c>, <c>mu</c>, <c>q</c> and <c>l</c> are to be differentiated.</summary>
    public static double Objective(
        int d, int k, int n, double[] alpha, double[] mu, double[] q, double[] l, double[] x, int m, double gamma)
    {
        var triangle = d * (d - 1) / 2;
        var diagonal = new double[k * d];
        var sums = new double[k];
        for (var j = 0; j < k; j++)
        {
            var sum = 0.0;
            for (var a = 0; a < d; a++)
            {
                diagonal[j * d + a] = Math.Exp(q[j * d + a]);
                sum += q[j * d + a];
            }
            sums[j] = sum;
        }

        var z = new double[d];
        var y = new double[d];
        var beta = new double[k];
        var total = 0.0;
        for (var i = 0; i < n; i++)
        {
            for (var j = 0; j < k; j++)
            {
                for (var a = 0; a < d; a++) z[a] = x[i * d + a] - mu[j * d + a];
                MultiplyTriangular(d, diagonal, l, j, triangle, z, y);
                var square = 0.0;
                for (var a = 0; a < d; a++) square += y[a] * y[a];
                beta[j] = alpha[j] + sums[j] - 0.5 * square;
            }
            total += LogSumExp(beta);
        }

        var prior = 0.0;
        for (var j = 0; j < k; j++)
        {
            var frobenius = 0.0;
            for (var a = 0; a < d; a++) frobenius += diagonal[j * d + a] * diagonal[j * d + a];
            for (var p = 0; p < triangle; p++) frobenius += l[j * triangle + p] * l[j * triangle + p];
            prior += m * sums[j] - 0.5 * gamma * gamma * frobenius;
        }

        var freedom = d + m + 1;
        var constant = k * (freedom * d * (Math.Log(gamma) - 0.5 * Math.Log(2)) - LogMultivariateGamma(freedom, d));
        return -0.5 * n * d * Math.Log(2 * Math.PI) - n * LogSumExp(alpha) + total + prior + constant;
    }

    private static void MultiplyTriangular(int d, double[] diagonal, double[] l, int j, int triangle, double[] z, double[] y)
    {
        for (var a = 0; a < d; a++) y[a] = diagonal[j * d + a] * z[a];
        var p = j * triangle;
        for (var c = 0; c < d; c++)
        {
            var zc = z[c];
            for (var r = c + 1; r < d; r++) y[r] += l[p++] * zc;
        }
    }

    private static double LogSumExp(double[] v)
    {
        var max = v[0];
        for (var i = 1; i < v.Length; i++)
            if (v[i] > max)
                max = v[i];
        var sum = 0.0;
        for (var i = 0; i < v.Length; i++) sum += Math.Exp(v[i] - max);
        return max + Math.Log(sum);
    }

    private static double LogMultivariateGamma(int twice, int d)
    {
        var sum = d * (d - 1) / 4.0 * Math.Log(Math.PI);
        for (var j = 1; j <= d; j++) sum += LogGammaOfHalf(twice + 1 - j);
        return sum;
    }

    /// <summary>log Γ(twice / 2).</summary>
    private static double LogGammaOfHalf(int twice)
    {
        var log = twice % 2 == 0 ? 0 : 0.5 * Math.Log(Math.PI);
        for (var i = twice - 2; i > 0; i -= 2) log += Math.Log(i / 2.0);
        return log;
    }
}
