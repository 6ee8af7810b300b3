namespace FortranNumerics;

using LegacySamples;
using NumLib;

/// <summary>Finds the reactor's cooling from its temperatures with the library's own optimiser.</summary>
internal static class ReactorFit
{
    /// <summary>The fit by both kinds of gradient.</summary>
    public static FitComparison Run()
    {
        var objective = Objectives.Reactor();
        return FitComparison.Of(objective, gradient =>
        {
            var x = (double[])objective.Start.Clone();
            var (iterations, calls, info) = (0, 0, 0);
            Minim.Bfgs(
                (n, at, g) =>
                {
                    var (value, slope) = gradient(at);
                    slope.CopyTo(g, 0);
                    return value;
                },
                objective.Dimension, x, 1e-7, 300, ref iterations, ref calls, ref info);
            return x;
        });
    }

    /// <summary>How far a fit is from the parameters that made the measurements.</summary>
    public static double Error(Fit fit) => fit.Point.Zip(ReactorTruth.Parameters(), (found, truth) => Math.Abs(found - truth)).Max();
}
