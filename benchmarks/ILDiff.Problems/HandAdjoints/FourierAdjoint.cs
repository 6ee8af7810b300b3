namespace ILDiff.Problems.HandAdjoints;

/// <summary>The transform is linear: its adjoint is its butterflies in the opposite order, with the conjugate twiddles.</summary>
/// <param name="n">Length.</param>
public sealed class FourierAdjoint(int n)
{
    private readonly double[] x = new double[n];
    private readonly double[] y = new double[n];

    /// <summary>Adds the gradient to the adjoints.</summary>
    public double Pullback(
        double[] re, double[] reBar, double[] im, double[] imBar, double[] cos, double[] sin, double[] weights, double resultBar)
    {
        re.CopyTo(x, 0);
        im.CopyTo(y, 0);
        Permute();
        for (var half = 1; half < n; half *= 2) Butterflies(half, cos, sin);
        var sum = 0.0;
        for (var k = 0; k < x.Length; k++)
        {
            sum += weights[k] * (x[k] * x[k] + y[k] * y[k]);
            var scale = 2 * weights[k] * resultBar;
            x[k] *= scale;
            y[k] *= scale;
        }
        for (var half = n / 2; half >= 1; half /= 2) AdjointButterflies(half, cos, sin);
        Permute();
        for (var k = 0; k < x.Length; k++)
        {
            reBar[k] += x[k];
            imBar[k] += y[k];
        }
        return sum;
    }

    private void Butterflies(int half, double[] cos, double[] sin)
    {
        var stride = n / (2 * half);
        double[] re = x, im = y;
        for (var start = 0; start < n; start += 2 * half)
        {
            for (var k = 0; k < half; k++)
            {
                double c = cos[k * stride], s = sin[k * stride];
                int p = start + k, q = p + half;
                var tr = re[q] * c - im[q] * s;
                var ti = re[q] * s + im[q] * c;
                double a = re[p], b = im[p];
                re[q] = a - tr;
                im[q] = b - ti;
                re[p] = a + tr;
                im[p] = b + ti;
            }
        }
    }

    private void AdjointButterflies(int half, double[] cos, double[] sin)
    {
        var stride = n / (2 * half);
        double[] re = x, im = y;
        for (var start = 0; start < n; start += 2 * half)
        {
            for (var k = 0; k < half; k++)
            {
                double c = cos[k * stride], s = sin[k * stride];
                int p = start + k, q = p + half;
                double a = re[p], b = im[p], d = re[q], e = im[q];
                double tr = a - d, ti = b - e;
                re[p] = a + d;
                im[p] = b + e;
                re[q] = tr * c + ti * s;
                im[q] = ti * c - tr * s;
            }
        }
    }

    private void Permute()
    {
        for (int i = 1, j = 0; i < n; i++)
        {
            var bit = n >> 1;
            for (; (j & bit) != 0; bit >>= 1) j ^= bit;
            j ^= bit;
            if (i >= j) continue;
            (x[i], x[j]) = (x[j], x[i]);
            (y[i], y[j]) = (y[j], y[i]);
        }
    }
}
