namespace ILDiff.Problems.HandAdjoints;

/// <summary>Point by point: what one point's reverse sweep needs is kept in two small matrices.</summary>
/// <param name="d">Dimension.</param>
/// <param name="k">Components.</param>
public sealed class GmmAdjoint(int d, int k)
{
    private readonly double[] diagonal = new double[k * d];
    private readonly double[] diagonalBar = new double[k * d];
    private readonly double[] sums = new double[k];
    private readonly double[] sumsBar = new double[k];
    private readonly double[] z = new double[k * d];
    private readonly double[] y = new double[k * d];
    private readonly double[] zBar = new double[d];
    private readonly double[] beta = new double[k];

    /// <summary>Adds the gradient to the adjoints; the value lacks the constant of the prior.</summary>
    public double Pullback(
        int n, double[] alpha, double[] alphaBar, double[] mu, double[] muBar, double[] q, double[] qBar, double[] l, double[] lBar,
        double[] x, int m, double gamma, double resultBar)
    {
        var triangle = d * (d - 1) / 2;
        Array.Clear(diagonalBar);
        for (var j = 0; j < k; j++)
        {
            var sum = 0.0;
            for (var a = 0; a < d; a++)
            {
                diagonal[j * d + a] = Math.Exp(q[j * d + a]);
                sum += q[j * d + a];
            }
            sums[j] = sum;
            sumsBar[j] = m * resultBar;
        }

        var total = 0.0;
        for (var i = 0; i < n; i++)
        {
            var point = x.AsSpan(i * d, d);
            for (var j = 0; j < k; j++) beta[j] = alpha[j] + sums[j] - 0.5 * Square(point, j, mu, l);
            total += LogSumExp(beta);
            for (var j = 0; j < k; j++)
            {
                var betaBar = beta[j] * resultBar;
                alphaBar[j] += betaBar;
                sumsBar[j] += betaBar;
                Reverse(j, betaBar, muBar, l, lBar);
            }
        }

        var prior = 0.0;
        for (var j = 0; j < k; j++)
        {
            var frobenius = 0.0;
            for (var a = 0; a < d; a++)
            {
                var c = j * d + a;
                frobenius += diagonal[c] * diagonal[c];
                qBar[c] += (diagonalBar[c] - gamma * gamma * diagonal[c] * resultBar) * diagonal[c] + sumsBar[j];
            }
            for (var p = j * triangle; p < (j + 1) * triangle; p++)
            {
                frobenius += l[p] * l[p];
                lBar[p] -= gamma * gamma * l[p] * resultBar;
            }
            prior += m * sums[j] - 0.5 * gamma * gamma * frobenius;
        }
        alpha.CopyTo(beta, 0);
        var normaliser = LogSumExp(beta);
        for (var j = 0; j < k; j++) alphaBar[j] -= n * beta[j] * resultBar;
        return -0.5 * n * d * Math.Log(2 * Math.PI) - n * normaliser + total + prior;
    }

    private double Square(ReadOnlySpan<double> point, int j, double[] mu, double[] l)
    {
        Span<double> zj = z.AsSpan(j * d, d), yj = y.AsSpan(j * d, d);
        ReadOnlySpan<double> muj = mu.AsSpan(j * d, d), qj = diagonal.AsSpan(j * d, d);
        for (var a = 0; a < zj.Length; a++)
        {
            zj[a] = point[a] - muj[a];
            yj[a] = qj[a] * zj[a];
        }
        var p = j * (d * (d - 1) / 2);
        for (var c = 0; c < zj.Length; c++)
        {
            var zc = zj[c];
            for (var r = c + 1; r < yj.Length; r++) yj[r] += l[p++] * zc;
        }
        var square = 0.0;
        for (var a = 0; a < yj.Length; a++) square += yj[a] * yj[a];
        return square;
    }

    private void Reverse(int j, double betaBar, double[] muBar, double[] l, double[] lBar)
    {
        Span<double> zj = z.AsSpan(j * d, d), yBar = y.AsSpan(j * d, d), bar = zBar;
        Span<double> muBarJ = muBar.AsSpan(j * d, d), qBarJ = diagonalBar.AsSpan(j * d, d);
        ReadOnlySpan<double> qj = diagonal.AsSpan(j * d, d);
        for (var a = 0; a < yBar.Length; a++)
        {
            yBar[a] *= -betaBar;
            qBarJ[a] += yBar[a] * zj[a];
            bar[a] = yBar[a] * qj[a];
        }
        var p = j * (d * (d - 1) / 2);
        for (var c = 0; c < zj.Length; c++)
        {
            double zc = zj[c], sum = 0;
            for (var r = c + 1; r < yBar.Length; r++, p++)
            {
                lBar[p] += yBar[r] * zc;
                sum += l[p] * yBar[r];
            }
            muBarJ[c] -= bar[c] + sum;
        }
    }

    /// <summary>Replaces the numbers by their shares.</summary>
    private static double LogSumExp(double[] v)
    {
        var max = v[0];
        for (var i = 1; i < v.Length; i++)
            if (v[i] > max)
                max = v[i];
        var sum = 0.0;
        for (var i = 0; i < v.Length; i++) sum += v[i] = Math.Exp(v[i] - max);
        for (var i = 0; i < v.Length; i++) v[i] /= sum;
        return max + Math.Log(sum);
    }
}
