namespace MathNetGradients;

/// <summary>One method and the point at which it is differentiated.</summary>
/// <param name="Name">Type and method below the namespace <c>MathNet.Numerics</c>.</param>
/// <param name="Point">The arguments: <c>double</c> or <c>double[]</c>; they also choose the overload.</param>
internal sealed record Case(string Name, params object[] Point)
{
    /// <summary>The method as <c>ildiff -m</c> takes it.</summary>
    public string Pattern => $"MathNet.Numerics.{Name}({string.Join(",", Point.Select(p => p is double ? "double" : "double[]"))})";
}

/// <summary>The methods that are differentiated, each for what its code holds.</summary>
internal static class Cases
{
    public static IReadOnlyList<Case> All { get; } =
    [
        // Special functions: rational approximations chosen by range, series and continued fractions that end by a
        // test of convergence, recurrences, tables in static arrays.
        new("SpecialFunctions.Erf", 0.7),
        new("SpecialFunctions.GammaLn", 3.24),
        new("SpecialFunctions.DiGamma", 1.85),
        new("SpecialFunctions.BetaRegularized", 3.9, 3.37, 0.667),
        new("SpecialFunctions.GammaLowerRegularized", 4.2, 2.39),
        new("SpecialFunctions.BesselK1", 1.47),
        new("SpecialFunctions.StruveL0", 3.46),
        new("SpecialFunctions.BesselJ", 2.32, 1.84),       // a translation from Fortran, with complex arguments as pairs of doubles
        new("SpecialFunctions.AiryAi", -2.28),

        // Distributions: argument checks that throw, calls into the special functions.
        new("Distributions.Normal.InvCDF", -0.48, 1.16, 0.193),
        new("Distributions.Normal.PDFLn", 0.3, 1.2, 0.9),
        new("Distributions.StudentT.CDF", 0.1, 1.3, 4.5, 0.8),
        new("Distributions.Gamma.CDF", 2.5, 1.4, 1.9),
        new("Distributions.Beta.PDF", 2.3, 3.1, 0.4),

        // Distances, statistics, polynomials: loops over arrays.
        new("Distance.Canberra", new[] { 1.0, -2.0, 0.5 }, new[] { 0.4, 1.5, 2.5 }),
        new("Statistics.ArrayStatistics.Variance", [new[] { 0.2, 1.7, -0.4, 2.2 }]),
        new("Polynomial.Evaluate", 1.3, new[] { 0.5, -1.0, 2.0, 0.25 }),
        new("TestFunctions.SixHumpCamel", 1.365, -0.576),
        new("TestFunctions.Rosenbrock", -1.2, 1.0),
    ];
}
