namespace BondDesk;

using LegacySamples;

/// <summary>Finds the zero rates from the prices of bonds.</summary>
internal static class CurveFit
{
    /// <summary>The fit by both kinds of gradient.</summary>
    public static FitComparison Run()
    {
        var objective = BondMarket.Misfit();
        return FitComparison.Of(objective, gradient => Bfgs.Minimise(objective, gradient, gradientTolerance: 1e-6));
    }

    /// <summary>The largest error of a zero rate.</summary>
    public static double Error(Fit fit) => BondMarket.Rates(fit.Point).Zip(BondMarket.TrueRates(), (found, truth) => Math.Abs(found - truth)).Max();
}
