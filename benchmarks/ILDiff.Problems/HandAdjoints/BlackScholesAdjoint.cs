namespace ILDiff.Problems.HandAdjoints;

/// <summary>Value and adjoint option by option, through the approximation of the normal distribution.</summary>
public static class BlackScholesAdjoint
{
    /// <summary>Adds the gradient to the adjoints.</summary>
    public static double Pullback(
        double[] spot, double[] spotBar, double[] strike, double[] strikeBar, double[] rate, double[] rateBar,
        double[] volatility, double[] volatilityBar, double[] expiry, double[] expiryBar, double resultBar)
    {
        var total = 0.0;
        for (var i = 0; i < spot.Length; i++)
        {
            double s = spot[i], k = strike[i], r = rate[i], sigma = volatility[i], t = expiry[i];
            var root = Math.Sqrt(t);
            var width = sigma * root;
            var ratio = s / k;
            var drift = r + 0.5 * sigma * sigma;
            var inverse = 1 / width;
            var d1 = (Math.Log(ratio) + drift * t) / width;
            var d2 = d1 - width;
            var n1 = Normal(d1, out var slope1);
            var n2 = Normal(d2, out var slope2);
            var discount = Math.Exp(-r * t);
            total += s * n1 - k * discount * n2;

            var d2Bar = -k * discount * slope2 * resultBar;
            var d1Bar = s * slope1 * resultBar + d2Bar;
            var exponentBar = -k * n2 * discount * resultBar;
            var widthBar = -d2Bar - d1 * inverse * d1Bar;
            var topBar = d1Bar * inverse;
            spotBar[i] += n1 * resultBar + topBar / s;
            strikeBar[i] -= discount * n2 * resultBar + topBar / k;
            rateBar[i] += topBar * t - exponentBar * t;
            volatilityBar[i] += topBar * t * sigma + widthBar * root;
            expiryBar[i] += topBar * drift - exponentBar * r + 0.5 * widthBar * sigma / root;
        }
        return total;
    }

    private static double Normal(double x, out double slope)
    {
        var a = Math.Abs(x);
        double tail = 0, tailSlope = 0;
        if (a <= 37)
        {
            var e = Math.Exp(-a * a / 2);
            if (a < 7.07106781186547)
            {
                double p = 3.52624965998911e-02 * a + 0.700383064443688, dp = 3.52624965998911e-02;
                dp = dp * a + p;
                p = p * a + 6.37396220353165;
                dp = dp * a + p;
                p = p * a + 33.912866078383;
                dp = dp * a + p;
                p = p * a + 112.079291497871;
                dp = dp * a + p;
                p = p * a + 221.213596169931;
                dp = dp * a + p;
                p = p * a + 220.206867912376;
                double q = 8.83883476483184e-02 * a + 1.75566716318264, dq = 8.83883476483184e-02;
                dq = dq * a + q;
                q = q * a + 16.064177579207;
                dq = dq * a + q;
                q = q * a + 86.7807322029461;
                dq = dq * a + q;
                q = q * a + 296.564248779674;
                dq = dq * a + q;
                q = q * a + 637.333633378831;
                dq = dq * a + q;
                q = q * a + 793.826512519948;
                dq = dq * a + q;
                q = q * a + 440.413735824752;
                var scale = e / q;
                tail = scale * p;
                tailSlope = scale * dp - tail * (a + dq / q);
            }
            else
            {
                var c4 = a + 0.65;
                var c3 = a + 4 / c4;
                var c2 = a + 3 / c3;
                var c1 = a + 2 / c2;
                var c0 = a + 1 / c1;
                tail = e / c0 / 2.506628274631;
                var s3 = 1 - 4 / (c4 * c4);
                var s2 = 1 - 3 / (c3 * c3) * s3;
                var s1 = 1 - 2 / (c2 * c2) * s2;
                var s0 = 1 - 1 / (c1 * c1) * s1;
                tailSlope = -tail * (a + s0 / c0);
            }
        }
        slope = -tailSlope;
        return x > 0 ? 1 - tail : tail;
    }
}
