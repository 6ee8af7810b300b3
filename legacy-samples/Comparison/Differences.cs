namespace LegacySamples;

/// <summary>Gradients from values alone.</summary>
public static class Differences
{
    private const int Rows = 10;
    private const double Shrink = 1.4;

    /// <summary>Forward differences, the cheapest kind: one evaluation more than there are numbers.</summary>
    public static (double Value, double[] Gradient) Forward(Objective objective, double[] at)
    {
        var x = (double[])at.Clone();
        var value = objective.Value(x);
        var gradient = new double[x.Length];
        for (var i = objective.First; i < x.Length; i++)
        {
            // The step at which truncation and rounding are about equal.
            var step = 1.5e-8 * Math.Max(Math.Abs(at[i]), 1);
            x[i] = at[i] + step;
            gradient[i] = (objective.Value(x) - value) / (x[i] - at[i]);
            x[i] = at[i];
        }

        return (value, gradient);
    }

    /// <summary>
    /// Central differences extrapolated to step zero, with an estimate of the error of each: hundreds of evaluations, but good to ten
    /// digits or more where the function is smooth. What the other gradients are measured against.
    /// </summary>
    public static (double[] Gradient, double[] Error) Extrapolated(Objective objective, double[] at)
    {
        var x = (double[])at.Clone();
        var (gradient, error) = (new double[x.Length], new double[x.Length]);
        for (var i = objective.First; i < x.Length; i++)
        {
            var entry = i;
            (gradient[i], error[i]) = Slope(step =>
            {
                x[entry] = at[entry] + step;
                return objective.Value(x);
            }, 0.02 * Math.Max(Math.Abs(at[i]), 0.1));
            x[i] = at[i];
        }

        return (gradient, error);
    }

    private static (double Slope, double Error) Slope(Func<double, double> function, double step)
    {
        var table = new double[Rows, Rows];
        var (best, error) = (double.NaN, double.PositiveInfinity);
        for (var row = 0; row < Rows; row++, step /= Shrink)
        {
            table[row, 0] = (function(step) - function(-step)) / (2 * step);
            var power = Shrink * Shrink;
            for (var order = 1; order <= row; order++, power *= Shrink * Shrink)
            {
                table[row, order] = ((table[row, order - 1] * power) - table[row - 1, order - 1]) / (power - 1);
                var change = Math.Max(Math.Abs(table[row, order] - table[row, order - 1]), Math.Abs(table[row, order] - table[row - 1, order - 1]));
                if (change < error) (best, error) = (table[row, order], change);
            }
        }

        return (best, error);
    }
}
