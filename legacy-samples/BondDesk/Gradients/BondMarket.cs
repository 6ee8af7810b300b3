namespace BondDesk;

using BondLib;
using LegacySamples;

/// <summary>Bonds whose prices are made from a curve that is known, so that a fit can be judged.</summary>
internal static class BondMarket
{
    /// <summary>Times of the curve's nodes, in years.</summary>
    public static readonly double[] Times = [0.5, 1, 2, 3, 4, 5, 7, 9, 11, 13, 16, 19, 22, 25, 28, 30];

    private const int Count = 60;
    private const double Roughness = 1e-3;
    private static readonly double[] Coupons = [.. Enumerable.Range(0, Count).Select(i => 0.01 + (0.001 * (i * 7 % 50)))];
    private static readonly double[] Years = [.. Enumerable.Range(1, Count).Select(i => 0.5 * i)];

    /// <summary>The zero rates that made the prices.</summary>
    public static double[] TrueRates() => [.. Times.Select(t => 0.035 - (0.02 * Math.Exp(-t / 4)) + (0.01 * (t / 6) * Math.Exp(-t / 6)))];

    /// <summary>How badly a curve prices the bonds, from a flat one on: a mean square, by rates in per cent, so that steps of 1 are of a sensible size.</summary>
    public static Objective Misfit()
    {
        var truth = TrueRates();
        double[] prices = [.. Enumerable.Range(0, Count).Select(i => PriceOn(truth, i))];
        return new Objective("curve through bond prices", [.. Times.Select(_ => 2.0)],
            x => Curve.Misfit(Rates(x), Times, Coupons, Years, prices, Roughness) / Count,
            x =>
            {
                var result = Curve.MisfitGradient(Rates(x), Times, Coupons, Years, prices, Roughness);
                return (result.Value / Count, [.. result.Rates.Select(slope => slope / Count / 100)]);
            });
    }

    /// <summary>Rates from percentages.</summary>
    public static double[] Rates(double[] percentages) => [.. percentages.Select(p => p / 100)];

    private static double PriceOn(double[] rates, int bond)
    {
        var price = 100 * Curve.DiscountFactor(Times, rates, Years[bond]);
        for (var t = Years[bond]; t > 1e-6; t -= 0.5) price += 50 * Coupons[bond] * Curve.DiscountFactor(Times, rates, t);
        return price;
    }
}
