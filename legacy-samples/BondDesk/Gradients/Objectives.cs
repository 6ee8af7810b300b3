namespace BondDesk;

using BondLib;
using LegacySamples;

/// <summary>What the library computes in this sample, as functions of one array each.</summary>
internal static class Objectives
{
    /// <summary>The objectives whose gradients are compared.</summary>
    public static IReadOnlyList<Objective> All { get; } = [PortfolioYield(bonds: 25), Options(count: 20), SwapBook(), BondMarket.Misfit()];

    /// <summary>Newton: the average yield of a portfolio by the prices of its bonds.</summary>
    public static Objective PortfolioYield(int bonds)
    {
        double[] coupons = [.. Enumerable.Range(0, bonds).Select(i => 0.02 + (0.002 * i))];
        double[] years = [.. Enumerable.Range(0, bonds).Select(i => 1.3 + (1.1 * i))];
        double[] holdings = [.. Enumerable.Range(0, bonds).Select(i => 100.0 + (10 * (i % 7)))];
        double[] prices = [.. Enumerable.Range(0, bonds).Select(i => Bonds.Price(coupons[i], years[i], 2, 0.03 + (0.0005 * i)))];
        return new Objective("portfolio yield (Newton)", prices,
            x => Bonds.PortfolioYield(coupons, years, x, holdings),
            x =>
            {
                var result = Bonds.PortfolioYieldGradient(coupons, years, x, holdings);
                return (result.Value, result.Prices);
            });
    }

    /// <summary>Binomial trees: a book of American puts by the volatility of each.</summary>
    public static Objective Options(int count)
    {
        double[] strikes = [.. Enumerable.Range(0, count).Select(i => 80.0 + (2 * i) + 0.37)];
        double[] amounts = [.. Enumerable.Range(0, count).Select(i => 1.0 + (i % 3))];
        double[] volatilities = [.. Enumerable.Range(0, count).Select(i => 0.2 + (0.005 * i))];
        return new Objective("American puts (binomial)", volatilities,
            x => BondLib.Options.Book(100, 0.03, strikes, x, amounts, 1.5),
            x =>
            {
                var result = BondLib.Options.BookGradient(100, 0.03, strikes, x, amounts, 1.5);
                return (result.Value, result.Volatilities);
            },
            Approximation: 1e-3);
    }

    /// <summary>Bootstrap by the secant method: the value of a book of swaps by every rate that is quoted.</summary>
    public static Objective SwapBook()
    {
        double[] maturities = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 12, 15, 20, 25, 30];
        double[] rates = [.. maturities.Select(m => 0.02 + (0.012 * (1 - Math.Exp(-m / 6))))];
        double[] bookMaturities = [3, 5, 7, 11, 14, 18, 27];
        double[] bookRates = [0.021, 0.030, 0.024, 0.035, 0.028, 0.031, 0.033];
        double[] notionals = [10, -5, 8, -12, 6, 9, -4];
        return new Objective("swap book (bootstrap)", rates,
            x => Curve.BookValue(maturities, x, bookMaturities, bookRates, notionals),
            x =>
            {
                var result = Curve.BookValueGradient(maturities, x, bookMaturities, bookRates, notionals);
                return (result.Value, result.SwapRates);
            });
    }
}
