namespace LegacySamples;

using System.Diagnostics;

/// <summary>The end of one fit.</summary>
/// <param name="Point">Where it ended.</param>
/// <param name="Value">The objective there.</param>
/// <param name="Evaluations">Calls of the function, those for differences included; a generated gradient counts as one.</param>
/// <param name="Time">Of the whole fit.</param>
public sealed record Fit(double[] Point, double Value, int Evaluations, TimeSpan Time);

/// <summary>One fit by the same optimiser, with forward differences and with generated gradients.</summary>
/// <param name="ByDifferences">With differences.</param>
/// <param name="ByGenerated">With generated gradients.</param>
public sealed record FitComparison(Fit ByDifferences, Fit ByGenerated)
{
    /// <summary>Runs both.</summary>
    /// <param name="objective">The function to minimise from its start.</param>
    /// <param name="minimise">An optimiser: given value and gradient of the objective, it returns where it ended.</param>
    public static FitComparison Of(Objective objective, Func<Func<double[], (double Value, double[] Gradient)>, double[]> minimise)
    {
        Fit Run(Func<double[], (double Value, double[] Gradient)> gradient, int cost)
        {
            var evaluations = 0;
            double[] Minimise() => minimise(x =>
            {
                evaluations += cost;
                return gradient(x);
            });

            // The first run compiles the code and counts; the second is timed.
            Minimise();
            var counted = evaluations;
            var start = Stopwatch.GetTimestamp();
            var end = Minimise();
            return new Fit(end, objective.Value(end), counted, Stopwatch.GetElapsedTime(start));
        }

        return new FitComparison(Run(x => Differences.Forward(objective, x), objective.Dimension + 1), Run(objective.Gradient, 1));
    }

    /// <inheritdoc/>
    public override string ToString() => FormattableString.Invariant($"""
        forward differences: {ByDifferences.Evaluations,6} evaluations, {Duration.Text(ByDifferences.Time),9}, objective {ByDifferences.Value:g8}
        generated gradients: {ByGenerated.Evaluations,6} evaluations, {Duration.Text(ByGenerated.Time),9}, objective {ByGenerated.Value:g8}
        """);
}
