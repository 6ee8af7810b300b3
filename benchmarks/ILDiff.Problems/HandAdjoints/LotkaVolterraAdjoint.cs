namespace ILDiff.Problems.HandAdjoints;

/// <summary>Keeps the two unknowns of each step; the reverse sweep computes the stages again.</summary>
/// <param name="capacity">The largest number of steps.</param>
public sealed class LotkaVolterraAdjoint(int capacity)
{
    private const double H = 0.01;
    private readonly double[] kept = new double[2 * capacity];

    /// <summary>Adds the gradient to the rates' adjoints.</summary>
    public double Pullback(
        double a, ref double aBar, double b, ref double bBar, double c, ref double cBar, double d, ref double dBar, int steps, double resultBar)
    {
        double x = 10, y = 5;
        for (var i = 0; i < steps; i++)
        {
            kept[2 * i] = x;
            kept[2 * i + 1] = y;
            double xy = x * y, k1x = a * x - b * xy, k1y = c * xy - d * y;
            double x2 = x + 0.5 * H * k1x, y2 = y + 0.5 * H * k1y;
            xy = x2 * y2;
            double k2x = a * x2 - b * xy, k2y = c * xy - d * y2;
            double x3 = x + 0.5 * H * k2x, y3 = y + 0.5 * H * k2y;
            xy = x3 * y3;
            double k3x = a * x3 - b * xy, k3y = c * xy - d * y3;
            double x4 = x + H * k3x, y4 = y + H * k3y;
            xy = x4 * y4;
            x += H / 6 * (k1x + 2 * k2x + 2 * k3x + a * x4 - b * xy);
            y += H / 6 * (k1y + 2 * k2y + 2 * k3y + c * xy - d * y4);
        }
        var result = x + 2 * y;

        double xBar = resultBar, yBar = 2 * resultBar, aSum = 0, bSum = 0, cSum = 0, dSum = 0;
        for (var i = steps - 1; i >= 0; i--)
        {
            x = kept[2 * i];
            y = kept[2 * i + 1];
            var xy1 = x * y;
            double x2 = x + 0.5 * H * (a * x - b * xy1), y2 = y + 0.5 * H * (c * xy1 - d * y);
            var xy2 = x2 * y2;
            double x3 = x + 0.5 * H * (a * x2 - b * xy2), y3 = y + 0.5 * H * (c * xy2 - d * y2);
            var xy3 = x3 * y3;
            double x4 = x + H * (a * x3 - b * xy3), y4 = y + H * (c * xy3 - d * y3);
            var xy4 = x4 * y4;

            double sx = H / 6 * xBar, sy = H / 6 * yBar;
            double kx = sx, ky = sy, cross = c * ky - b * kx;
            double x4Bar = a * kx + cross * y4, y4Bar = cross * x4 - d * ky;
            aSum += kx * x4;
            bSum += kx * xy4;
            cSum += ky * xy4;
            dSum += ky * y4;

            kx = 2 * sx + H * x4Bar;
            ky = 2 * sy + H * y4Bar;
            cross = c * ky - b * kx;
            double x3Bar = a * kx + cross * y3, y3Bar = cross * x3 - d * ky;
            aSum += kx * x3;
            bSum += kx * xy3;
            cSum += ky * xy3;
            dSum += ky * y3;

            kx = 2 * sx + 0.5 * H * x3Bar;
            ky = 2 * sy + 0.5 * H * y3Bar;
            cross = c * ky - b * kx;
            double x2Bar = a * kx + cross * y2, y2Bar = cross * x2 - d * ky;
            aSum += kx * x2;
            bSum += kx * xy2;
            cSum += ky * xy2;
            dSum += ky * y2;

            kx = sx + 0.5 * H * x2Bar;
            ky = sy + 0.5 * H * y2Bar;
            cross = c * ky - b * kx;
            xBar += x4Bar + x3Bar + x2Bar + a * kx + cross * y;
            yBar += y4Bar + y3Bar + y2Bar + cross * x - d * ky;
            aSum += kx * x;
            bSum += kx * xy1;
            cSum += ky * xy1;
            dSum += ky * y;
        }
        aBar += aSum;
        bBar -= bSum;
        cBar += cSum;
        dBar -= dSum;
        return result;
    }
}
