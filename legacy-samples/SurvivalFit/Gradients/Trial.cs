namespace SurvivalFit;

using LegacySamples;
using MathNet.Numerics.Distributions;
using Survival;

/// <summary>A trial made up from parameters that are known.</summary>
internal static class Trial
{
    /// <summary>How many subjects there are.</summary>
    public const int Subjects = 2000;

    private const double End = 3;

    /// <summary>Logarithms of shape and mean, then the effects of the covariates.</summary>
    public static readonly double[] Truth = [0.6, 0.5, 0.4, -0.3, 0.2, 0, -0.15, 0.25, 0.1, -0.05, 0.3, -0.2];

    /// <summary>The negative log-likelihood of the trial, from no knowledge on.</summary>
    public static Objective Likelihood()
    {
        var random = new Random(20);
        var covariates = new double[Subjects][];
        var (times, failed) = (new double[Subjects], new bool[Subjects]);
        for (var i = 0; i < Subjects; i++)
        {
            covariates[i] = [.. Enumerable.Range(2, Truth.Length - 2).Select(_ => (2 * random.NextDouble()) - 1)];
            var logMean = Truth[1] + covariates[i].Select((z, j) => z * Truth[2 + j]).Sum();
            var shape = Math.Exp(Truth[0]);
            var time = Gamma.InvCDF(shape, shape / Math.Exp(logMean), random.NextDouble());
            (times[i], failed[i]) = (Math.Min(time, End), time <= End);
        }

        // Not at a shape of exactly 1: there the density takes a shortcut that does not depend on the shape.
        var start = new double[Truth.Length];
        start[0] = 0.1;
        return new Objective("likelihood (gamma, censored)", start,
            x => GammaRegression.NegativeLogLikelihood(x, covariates, times, failed),
            x =>
            {
                var result = GammaRegression.NegativeLogLikelihoodGradient(x, covariates, times, failed);
                return (result.Value, result.Gradient);
            });
    }

    /// <summary>The maximum of the likelihood by both kinds of gradient.</summary>
    public static FitComparison Fit()
    {
        var objective = Likelihood();
        return FitComparison.Of(objective, gradient => Bfgs.Minimise(objective, gradient, gradientTolerance: 1e-6));
    }
}
