namespace ILDiff.Problems.Kernels;

/// <summary>The fast Fourier transform of a power of two of complex numbers.</summary>
public static class Fourier
{
    /// <summary>Weighted power of the spectrum; <c>re</c> and <c>im</c> are to be differentiated.</summary>
    /// <param name="re">Real parts.</param>
    /// <param name="im">Imaginary parts.</param>
    /// <param name="cos">Cosines of -2πk/n, k below n/2.</param>
    /// <param name="sin">Their sines.</param>
    /// <param name="weights">A weight by frequency.</param>
    public static double WeightedPower(double[] re, double[] im, double[] cos, double[] sin, double[] weights)
    {
        var x = (double[])re.Clone();
        var y = (double[])im.Clone();
        Transform(x, y, cos, sin);
        var sum = 0.0;
        for (var k = 0; k < x.Length; k++) sum += weights[k] * (x[k] * x[k] + y[k] * y[k]);
        return sum;
    }

    /// <summary>In place, decimation in time.</summary>
    private static void Transform(double[] re, double[] im, double[] cos, double[] sin)
    {
        var n = re.Length;
        for (int i = 1, j = 0; i < n; i++)
        {
            var bit = n >> 1;
            for (; (j & bit) != 0; bit >>= 1) j ^= bit;
            j ^= bit;
            if (i < j)
            {
                (re[i], re[j]) = (re[j], re[i]);
                (im[i], im[j]) = (im[j], im[i]);
            }
        }
        for (var half = 1; half < n; half *= 2)
        {
            var stride = n / (2 * half);
            for (var start = 0; start < n; start += 2 * half)
            {
                for (var k = 0; k < half; k++)
                {
                    double c = cos[k * stride], s = sin[k * stride];
                    int p = start + k, q = p + half;
                    var tr = re[q] * c - im[q] * s;
                    var ti = re[q] * s + im[q] * c;
                    re[q] = re[p] - tr;
                    im[q] = im[p] - ti;
                    re[p] += tr;
                    im[p] += ti;
                }
            }
        }
    }
}
