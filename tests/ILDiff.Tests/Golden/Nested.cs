namespace ILDiff.Tests.Golden;

/// <summary>
/// Functions that take derivatives themselves and are differentiated: a particle between charges, and the inner ascent of a
/// saddle, each with the inner derivative in either mode.
/// </summary>
internal static class Nested
{
    private const double Small = 1e-5;

    /// <summary>The square of where the particle comes down; counts its steps.</summary>
    public static double FlightByReverse(double control, int[] steps)
    {
        const double step = 0.1;
        double x = 0, y = 8, vx = 0.75, vy = 0;
        while (true)
        {
            var (px, py) = ForceByReverse(x, y, control);
            steps[0]++;
            x += step * vx;
            y += step * vy;
            if (y <= 0)
            {
                var end = x - (y / vy * vx);
                return end * end;
            }

            vx -= step * px;
            vy -= step * py;
        }
    }

    /// <inheritdoc cref="FlightByReverse"/>
    public static double FlightByForward(double control, int[] steps)
    {
        const double step = 0.1;
        double x = 0, y = 8, vx = 0.75, vy = 0;
        while (true)
        {
            var (px, py) = ForceByForward(x, y, control);
            steps[0]++;
            x += step * vx;
            y += step * vy;
            if (y <= 0)
            {
                var end = x - (y / vy * vx);
                return end * end;
            }

            vx -= step * px;
            vy -= step * py;
        }
    }

    /// <summary>The maximum by y of |x|² - |y|² + c x·y, and where it is.</summary>
    public static double MaximumByReverse(double[] x, double[] start, double c, double[] at, int[] accepted)
    {
        var y = start;
        var value = -Saddle(x, y, c);
        var gradient = RiseByReverse(x, y, c);
        double eta = Small;
        var successes = 0;
        while (Norm(gradient[0], gradient[1]) > Small)
        {
            if (successes == 10)
            {
                eta *= 2;
                successes = 0;
                continue;
            }

            double[] next = [y[0] - (eta * gradient[0]), y[1] - (eta * gradient[1])];
            if (Norm(y[0] - next[0], y[1] - next[1]) <= Small) break;
            var atNext = -Saddle(x, next, c);
            if (atNext < value)
            {
                y = next;
                value = atNext;
                gradient = RiseByReverse(x, y, c);
                successes++;
                accepted[0]++;
            }
            else
            {
                eta /= 2;
                successes = 0;
            }
        }

        at[0] = y[0];
        at[1] = y[1];
        return -value;
    }

    /// <inheritdoc cref="MaximumByReverse"/>
    public static double MaximumByForward(double[] x, double[] start, double c, double[] at, int[] accepted)
    {
        double y0 = start[0], y1 = start[1], eta = Small;
        var value = -Saddle(x, y0, y1, c);
        var (g0, g1) = RiseByForward(x, y0, y1, c);
        var successes = 0;
        while (Norm(g0, g1) > Small)
        {
            if (successes == 10)
            {
                eta *= 2;
                successes = 0;
                continue;
            }

            double next0 = y0 - (eta * g0), next1 = y1 - (eta * g1);
            if (Norm(y0 - next0, y1 - next1) <= Small) break;
            var atNext = -Saddle(x, next0, next1, c);
            if (atNext < value)
            {
                (y0, y1, value) = (next0, next1, atNext);
                (g0, g1) = RiseByForward(x, y0, y1, c);
                successes++;
                accepted[0]++;
            }
            else
            {
                eta /= 2;
                successes = 0;
            }
        }

        at[0] = y0;
        at[1] = y1;
        return -value;
    }

    /// <summary>Descent with backtracking, as the problems state it.</summary>
    public static (double[] At, int Objectives, int Gradients, int Accepted) Minimum(Func<double[], double> f, Func<double[], double[]> gradientOf, double[] start)
    {
        var (x, value, gradient) = (start, f(start), gradientOf(start));
        var (eta, successes, objectives, gradients, accepted) = (Small, 0, 1, 1, 0);
        while (Length(gradient) > Small)
        {
            if (successes == 10)
            {
                eta *= 2;
                successes = 0;
                continue;
            }

            double[] next = [.. x.Zip(gradient, (a, g) => a - (eta * g))];
            if (Length([.. x.Zip(next, (a, b) => a - b)]) <= Small) break;
            objectives++;
            var atNext = f(next);
            if (atNext < value)
            {
                (x, value, gradient) = (next, atNext, gradientOf(next));
                gradients++;
                accepted++;
                successes++;
            }
            else
            {
                eta /= 2;
                successes = 0;
            }
        }

        return (x, objectives, gradients, accepted);
    }

    private static (double, double) ForceByReverse(double x, double y, double control) => Diff.Gradient((a, b) => Potential(a, b, control), x, y);

    private static (double, double) ForceByForward(double x, double y, double control) => (
        Diff.Jvp((a, b) => Potential(a, b, control), x, 1.0, y, 0.0).Tangent,
        Diff.Jvp((a, b) => Potential(a, b, control), x, 0.0, y, 1.0).Tangent);

    private static double[] RiseByReverse(double[] x, double[] y, double c) => Diff.Gradient(v => -Saddle(x, v, c), y);

    private static (double, double) RiseByForward(double[] x, double y0, double y1, double c) => (
        Diff.Jvp((a, b) => -Saddle(x, a, b, c), y0, 1.0, y1, 0.0).Tangent,
        Diff.Jvp((a, b) => -Saddle(x, a, b, c), y0, 0.0, y1, 1.0).Tangent);

    private static double Length(double[] v) => Math.Sqrt(v.Sum(e => e * e));

    private static double Norm(double a, double b) => Math.Sqrt((a * a) + (b * b));

    private static double Potential(double x, double y, double control)
    {
        double dx = x - 10, dy = y - (10 - control);
        return (1 / Math.Sqrt((dx * dx) + (dy * dy))) + (1 / Math.Sqrt((dx * dx) + (y * y)));
    }

    private static double Saddle(double[] x, double[] y, double c) =>
        (x[0] * x[0]) + (x[1] * x[1]) - ((y[0] * y[0]) + (y[1] * y[1])) + (c * ((x[0] * y[0]) + (x[1] * y[1])));

    private static double Saddle(double[] x, double y0, double y1, double c) =>
        (x[0] * x[0]) + (x[1] * x[1]) - ((y0 * y0) + (y1 * y1)) + (c * ((x[0] * y0) + (x[1] * y1)));
}
