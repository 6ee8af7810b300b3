namespace FortranNumerics;

using NumLib;

/// <summary>The reactor whose cooling is to be found: its measurements are made from a cooling that is known.</summary>
internal static class ReactorTruth
{
    public const int Knots = 12;
    public const int Measurements = 40;
    public const double Duration = 6;

    /// <summary>Ordinates of the cooling spline, and the logarithm of the rate constant.</summary>
    public static double[] Parameters() => [0, .. Enumerable.Range(1, Knots).Select(i => 0.6 + (0.25 * Math.Sin(0.8 * i))), 7.2];

    /// <summary>Where the fit begins.</summary>
    public static double[] Guess() => [0, .. Enumerable.Repeat(0.5, Knots), 7.0];

    /// <summary>The temperatures that the true parameters give.</summary>
    public static double[] Observations()
    {
        var temperatures = new double[Measurements + 1];
        Models.React(Knots, Parameters(), Duration, Measurements, temperatures);
        return temperatures;
    }
}
