namespace ILDiff.Problems.Kernels;

/// <summary>A body in a central field by classical Runge–Kutta steps.</summary>
public static class Orbit
{
    /// <summary>Squared distance from (1, 0) at the end, as a function of the starting position and velocity.</summary>
    public static double Miss(double[] start, int steps)
    {
        const double H = 0.001;
        double x = start[0], y = start[1], u = start[2], v = start[3];
        for (var i = 0; i < steps; i++)
        {
            var r = x * x + y * y;
            var g = -1 / (r * Math.Sqrt(r));
            double au1 = g * x, av1 = g * y, ax1 = u, ay1 = v;
            double x2 = x + 0.5 * H * ax1, y2 = y + 0.5 * H * ay1, u2 = u + 0.5 * H * au1, v2 = v + 0.5 * H * av1;
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
            double au4 = g * x4, av4 = g * y4;
            x += H / 6 * (ax1 + 2 * u2 + 2 * u3 + u4);
            y += H / 6 * (ay1 + 2 * v2 + 2 * v3 + v4);
            u += H / 6 * (au1 + 2 * au2 + 2 * au3 + au4);
            v += H / 6 * (av1 + 2 * av2 + 2 * av3 + av4);
        }
        return (x - 1) * (x - 1) + y * y;
    }
}
