namespace ILDiff.Problems.Kernels;

/// <summary>Predator and prey by classical Runge–Kutta steps.</summary>
public static class LotkaVolterra
{
    /// <summary>Prey plus twice the predators at the end, as a function of the four rates.</summary>
    public static double Final(double a, double b, double c, double d, int steps)
    {
        const double H = 0.01;
        double x = 10, y = 5;
        for (var i = 0; i < steps; i++)
        {
            var k1x = a * x - b * x * y;
            var k1y = c * x * y - d * y;
            double x2 = x + 0.5 * H * k1x, y2 = y + 0.5 * H * k1y;
            var k2x = a * x2 - b * x2 * y2;
            var k2y = c * x2 * y2 - d * y2;
            double x3 = x + 0.5 * H * k2x, y3 = y + 0.5 * H * k2y;
            var k3x = a * x3 - b * x3 * y3;
            var k3y = c * x3 * y3 - d * y3;
            double x4 = x + H * k3x, y4 = y + H * k3y;
            var k4x = a * x4 - b * x4 * y4;
            var k4y = c * x4 * y4 - d * y4;
            x += H / 6 * (k1x + 2 * k2x + 2 * k3x + k4x);
            y += H / 6 * (k1y + 2 * k2y + 2 * k3y + k4y);
        }
        return x + 2 * y;
    }
}
