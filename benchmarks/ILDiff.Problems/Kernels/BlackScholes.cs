namespace ILDiff.Problems.Kernels;

/// <summary>Prices of European calls, with West's approximation of the normal distribution.</summary>
public static class BlackScholes
{
    /// <summary>The sum of the prices; all five arrays are to be differentiated.</summary>
    public static double Total(double[] spot, double[] strike, double[] rate, double[] volatility, double[] expiry)
    {
        var total = 0.0;
        for (var i = 0; i < spot.Length; i++) total += Call(spot[i], strike[i], rate[i], volatility[i], expiry[i]);
        return total;
    }

    private static double Call(double s, double k, double r, double sigma, double t)
    {
        var root = Math.Sqrt(t);
        var d1 = (Math.Log(s / k) + (r + 0.5 * sigma * sigma) * t) / (sigma * root);
        var d2 = d1 - sigma * root;
        return s * Normal(d1) - k * Math.Exp(-r * t) * Normal(d2);
    }

    private static double Normal(double x)
    {
        var a = Math.Abs(x);
        double tail;
        if (a > 37)
        {
            tail = 0;
        }
        else
        {
            var e = Math.Exp(-a * a / 2);
            if (a < 7.07106781186547)
            {
                var top = 3.52624965998911e-02 * a + 0.700383064443688;
                top = top * a + 6.37396220353165;
                top = top * a + 33.912866078383;
                top = top * a + 112.079291497871;
                top = top * a + 221.213596169931;
                top = top * a + 220.206867912376;
                var bottom = 8.83883476483184e-02 * a + 1.75566716318264;
                bottom = bottom * a + 16.064177579207;
                bottom = bottom * a + 86.7807322029461;
                bottom = bottom * a + 296.564248779674;
                bottom = bottom * a + 637.333633378831;
                bottom = bottom * a + 793.826512519948;
                bottom = bottom * a + 440.413735824752;
                tail = e * top / bottom;
            }
            else
            {
                tail = e / (a + 1 / (a + 2 / (a + 3 / (a + 4 / (a + 0.65))))) / 2.506628274631;
            }
        }
        return x > 0 ? 1 - tail : tail;
    }
}
