namespace ILDiff.Checking;

/// <summary>A derivative by finite differences with an estimate of its error.</summary>
internal readonly record struct Estimate(double Value, double Error);

/// <summary>
/// Ridders' method: central differences at shrinking steps, extrapolated to step zero. The error estimate is the
/// disagreement of neighbouring extrapolations, but never less than what rounding of the function does to them.
/// </summary>
internal static class FiniteDifferences
{
    private const int Rows = 10;
    private const double Shrink = 1.4;

    /// <summary>
    /// The derivative of every output at zero; null if the function fails within the step. Components that extrapolate
    /// badly have a large error.
    /// </summary>
    /// <param name="function">The outputs at a distance; null where there are none.</param>
    /// <param name="step">The first and largest distance.</param>
    /// <param name="precision">The unit roundoff of the outputs.</param>
    /// <param name="noise">The absolute error of each output, where it is known to be larger than its rounding.</param>
    public static Estimate[]? Derivative(Func<double, double[]?> function, double step, double precision, double[]? noise = null)
    {
        double[][]? previous = null;
        Estimate[]? best = null;
        for (var row = 0; row < Rows; row++, step /= Shrink)
        {
            if (function(step) is not { } ahead || function(-step) is not { } behind || ahead.Length != behind.Length) return null;
            var current = new double[row + 1][];
            current[0] = new double[ahead.Length];
            best ??= [.. Enumerable.Repeat(new Estimate(double.NaN, double.PositiveInfinity), ahead.Length)];
            if (best.Length != ahead.Length) return null;
            for (var i = 0; i < ahead.Length; i++) current[0][i] = (ahead[i] - behind[i]) / (2 * step);
            var factor = Shrink * Shrink;
            for (var column = 1; column <= row; column++, factor *= Shrink * Shrink)
            {
                current[column] = new double[ahead.Length];
                for (var i = 0; i < ahead.Length; i++)
                {
                    var finer = current[column - 1][i];
                    var coarser = previous![column - 1][i];
                    var value = ((finer * factor) - coarser) / (factor - 1);
                    current[column][i] = value;
                    var rounding = ((2 * precision * (Math.Abs(ahead[i]) + Math.Abs(behind[i]))) + (noise?[i] ?? 0)) / step;
                    var error = Math.Max(Math.Abs(value - finer), Math.Abs(value - coarser)) + rounding;
                    if (error < best[i].Error) best[i] = new Estimate(value, error);
                }
            }

            previous = current;
        }

        return best;
    }

    /// <summary>
    /// The error in each output that is not a smooth function's, as cancellation inside the method makes it: high-order
    /// differences on a grid vanish for the smooth part. Null if the function fails there.
    /// </summary>
    public static double[]? Noise(Func<double, double[]?> function, double spacing)
    {
        const int Order = 6;
        const double Amplification = 30;
        const int Points = 13;
        var table = new double[Points][];
        for (var i = 0; i < Points; i++)
        {
            if (function(spacing * (i - (Points / 2))) is not { } outputs || (i > 0 && outputs.Length != table[0].Length)) return null;
            table[i] = [.. outputs];
        }

        for (var order = 1; order <= Order; order++)
        {
            for (var i = 0; i < Points - order; i++) table[i] = [.. table[i + 1].Zip(table[i], (next, here) => next - here)];
        }

        return [.. Enumerable.Range(0, table[0].Length).Select(k => table[..(Points - Order)].Max(row => Math.Abs(row[k])) / Amplification)];
    }
}
