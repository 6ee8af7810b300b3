namespace MathNetGradients;

/// <summary>Central differences extrapolated to step zero (Richardson), by Ridders' table.</summary>
internal static class Differences
{
    private const int Rows = 10;
    private const double Shrink = 1.4;

    /// <summary>The slope at 0 of a smooth function, and an estimate of its error.</summary>
    /// <param name="function">The function of the step.</param>
    /// <param name="magnitude">The size of the coordinate that is moved, which sets the first step.</param>
    public static (double Slope, double Error) Slope(Func<double, double> function, double magnitude)
    {
        var table = new double[Rows, Rows];
        var (best, error) = (double.NaN, double.PositiveInfinity);
        var step = 0.02 * Math.Max(magnitude, 0.1);
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
