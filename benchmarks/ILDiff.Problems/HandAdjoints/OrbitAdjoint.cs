namespace ILDiff.Problems.HandAdjoints;

/// <summary>Keeps the state of each step; the reverse sweep computes the stages again.</summary>
/// <param name="capacity">The largest number of steps.</param>
public sealed class OrbitAdjoint(int capacity)
{
    private const double H = 0.001;
    private readonly double[] kept = new double[4 * capacity];

    /// <summary>Adds the gradient to <paramref name="startBar"/>.</summary>
    public double Pullback(double[] start, double[] startBar, int steps, double resultBar)
    {
        double x = start[0], y = start[1], u = start[2], v = start[3];
        for (int i = 0, k = 0; i < steps; i++, k += 4)
        {
            kept[k] = x;
            kept[k + 1] = y;
            kept[k + 2] = u;
            kept[k + 3] = v;
            var r = x * x + y * y;
            var g = -1 / (r * Math.Sqrt(r));
            double au1 = g * x, av1 = g * y;
            double x2 = x + 0.5 * H * u, y2 = y + 0.5 * H * v, u2 = u + 0.5 * H * au1, v2 = v + 0.5 * H * av1;
            r = x2 * x2 + y2 * y2;
            g = -1 / (r * Math.Sqrt(r));
            double au2 = g * x2, av2 = g * y2;
            double x3 = x + 0.5 * H * u2, y3 = y + 0.5 * H * v2, u3 = u + 0.5 * H * au2, v3 = v + 0.5 * H * av2;
            r = x3 * x3 + y3 * y3;
            g = -1 / (r * Math.Sqrt(r));
            double au3 = g * x3, av3 = g * y3;
            double x4 = x + H * u3, y4 = y + H * v3, u4 = u + H * au3, v4 = v + H * av3;
            r = x4 * x4 + y4 * y4;
            g = -1 / (r * Math.Sqrt(r));
            x += H / 6 * (u + 2 * u2 + 2 * u3 + u4);
            y += H / 6 * (v + 2 * v2 + 2 * v3 + v4);
            u += H / 6 * (au1 + 2 * au2 + 2 * au3 + g * x4);
            v += H / 6 * (av1 + 2 * av2 + 2 * av3 + g * y4);
        }
        var result = (x - 1) * (x - 1) + y * y;

        double xBar = 2 * (x - 1) * resultBar, yBar = 2 * y * resultBar, uBar = 0, vBar = 0;
        for (var k = 4 * (steps - 1); k >= 0; k -= 4)
        {
            x = kept[k];
            y = kept[k + 1];
            u = kept[k + 2];
            v = kept[k + 3];
            var r1 = x * x + y * y;
            var g1 = -1 / (r1 * Math.Sqrt(r1));
            double x2 = x + 0.5 * H * u, y2 = y + 0.5 * H * v;
            double u2 = u + 0.5 * H * g1 * x, v2 = v + 0.5 * H * g1 * y;
            var r2 = x2 * x2 + y2 * y2;
            var g2 = -1 / (r2 * Math.Sqrt(r2));
            double x3 = x + 0.5 * H * u2, y3 = y + 0.5 * H * v2;
            double u3 = u + 0.5 * H * g2 * x2, v3 = v + 0.5 * H * g2 * y2;
            var r3 = x3 * x3 + y3 * y3;
            var g3 = -1 / (r3 * Math.Sqrt(r3));
            double x4 = x + H * u3, y4 = y + H * v3;
            var r4 = x4 * x4 + y4 * y4;
            var g4 = -1 / (r4 * Math.Sqrt(r4));

            double sx = H / 6 * xBar, sy = H / 6 * yBar, su = H / 6 * uBar, sv = H / 6 * vBar;
            Acceleration(g4, r4, x4, y4, su, sv, out var x4Bar, out var y4Bar);
            double u4Bar = sx, v4Bar = sy;

            double u3Bar = 2 * sx + H * x4Bar, v3Bar = 2 * sy + H * y4Bar;
            Acceleration(g3, r3, x3, y3, 2 * su + H * u4Bar, 2 * sv + H * v4Bar, out var x3Bar, out var y3Bar);

            double u2Bar = 2 * sx + 0.5 * H * x3Bar, v2Bar = 2 * sy + 0.5 * H * y3Bar;
            Acceleration(g2, r2, x2, y2, 2 * su + 0.5 * H * u3Bar, 2 * sv + 0.5 * H * v3Bar, out var x2Bar, out var y2Bar);

            Acceleration(g1, r1, x, y, su + 0.5 * H * u2Bar, sv + 0.5 * H * v2Bar, out var x1Bar, out var y1Bar);
            uBar += sx + 0.5 * H * x2Bar + u2Bar + u3Bar + u4Bar;
            vBar += sy + 0.5 * H * y2Bar + v2Bar + v3Bar + v4Bar;
            xBar += x1Bar + x2Bar + x3Bar + x4Bar;
            yBar += y1Bar + y2Bar + y3Bar + y4Bar;
        }
        startBar[0] += xBar;
        startBar[1] += yBar;
        startBar[2] += uBar;
        startBar[3] += vBar;
        return result;
    }

    /// <summary>Adjoint of (g x, g y) with g = -r^(-3/2), r = x² + y².</summary>
    private static void Acceleration(double g, double r, double x, double y, double aBar, double bBar, out double xBar, out double yBar)
    {
        var common = -3 * g / r * (aBar * x + bBar * y);
        xBar = g * aBar + common * x;
        yBar = g * bBar + common * y;
    }
}
