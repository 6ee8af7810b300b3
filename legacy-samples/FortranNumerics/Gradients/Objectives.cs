namespace FortranNumerics;

using LegacySamples;
using NumLib;

/// <summary>What the library computes in this sample, as functions of one array each; arrays are one-based as in the library.</summary>
internal static class Objectives
{
    /// <summary>The objectives whose gradients are compared.</summary>
    public static IReadOnlyList<Objective> All { get; } =
        [Truss(panels: 6), Polynomial(points: 40), Process(points: 25), Length(knots: 30), Spectrum(peaks: 8), Reactor(), Decay(points: 60)];

    /// <summary>LU: compliance of a truss by the cross sections of its bars.</summary>
    public static Objective Truss(int panels) => new("truss (LU)", OneBased(5 * panels, i => 1 + (0.3 * Math.Sin(i))),
        x => Models.Truss(panels, x), x => Models.TrussGradient(panels, x), First: 1);

    /// <summary>QR: what a cubic leaves of some points, by their ordinates.</summary>
    public static Objective Polynomial(int points)
    {
        var x = OneBased(points, i => (2.0 * i / points) - 1);
        return new Objective("polynomial (QR)", OneBased(points, i => Math.Exp(x[i]) + (0.1 * Math.Cos(7 * i))),
            y => Models.PolRss(points, 4, x, y),
            y =>
            {
                var result = Models.PolRssGradient(points, 4, x, y);
                return (result.Value, result.y);
            },
            First: 1);
    }

    /// <summary>Cholesky: the likelihood of a Gaussian process by its 25 data.</summary>
    public static Objective Process(int points)
    {
        var x = new double[points + 1, 3];
        for (var i = 1; i <= points; i++) (x[i, 1], x[i, 2]) = (Math.Sin(i), Math.Cos(2.3 * i));
        var theta = new[] { 0, -0.2, 0.1, 0.3, -1.5 };
        return new Objective("Gaussian process (Cholesky)", OneBased(points, i => x[i, 1] + (x[i, 2] * x[i, 2])),
            y => Models.GpLik(points, 2, x, y, theta),
            y =>
            {
                var result = Models.GpLikGradient(points, 2, x, y, theta);
                return (result.Value, result.y);
            },
            First: 1);
    }

    /// <summary>Spline and quadrature: the length of a curve by its ordinates.</summary>
    public static Objective Length(int knots)
    {
        var x = OneBased(knots, i => 0.3 * i);
        return new Objective("length of arc (spline, quadrature)", OneBased(knots, i => Math.Sin(0.9 * i)),
            y => Models.ArcLen(knots, x, y),
            y =>
            {
                var result = Models.ArcLenGradient(knots, x, y);
                return (result.Value, result.y);
            },
            First: 1, Approximation: 1e-5);
    }

    /// <summary>Quadrature: the area under a spectrum by height, place and width of its peaks.</summary>
    public static Objective Spectrum(int peaks) => new("spectrum (quadrature)",
        OneBased(3 * peaks, i => (i % 3) switch { 1 => 1 + (0.1 * i), 2 => 0.4 * i, _ => 0.2 + (0.01 * i) }),
        x => Models.Peaks(peaks, x, 0, 10),
        x =>
        {
            var result = Models.PeaksGradient(peaks, x, 0, 10);
            return (result.Value, result.peak);
        },
        First: 1);

    /// <summary>Runge–Kutta–Fehlberg: the misfit of a reactor's temperature by its cooling and its rate constant.</summary>
    public static Objective Reactor()
    {
        var observed = ReactorTruth.Observations();
        return new Objective("reactor (spline, RKF45)", ReactorTruth.Guess(),
            x => Models.Reactor(ReactorTruth.Knots, x, ReactorTruth.Duration, ReactorTruth.Measurements, observed),
            x =>
            {
                var result = Models.ReactorGradient(ReactorTruth.Knots, x, ReactorTruth.Duration, ReactorTruth.Measurements, observed);
                return (result.Value, result.x);
            },
            First: 1, Approximation: 1e-5);
    }

    /// <summary>Levenberg–Marquardt: the rate that a whole fit finds, by the counts that it is given.</summary>
    public static Objective Decay(int points)
    {
        var t = OneBased(points, i => 0.1 * i);
        var guess = new[] { 0, 8.0, 3.0, 4.0, 0.5, 0.1 };
        return new Objective("decay rate (Levenberg-Marquardt)",
            OneBased(points, i => (10 * Math.Exp(-2 * t[i])) + (5 * Math.Exp(-0.4 * t[i])) + 0.3 + (0.02 * Math.Sin(37 * i))),
            y => Models.Decay(points, t, y, guess),
            y =>
            {
                var result = Models.DecayGradient(points, t, y, guess);
                return (result.Value, result.y);
            },
            First: 1, Approximation: 1e-5);
    }

    private static double[] OneBased(int count, Func<int, double> element) => [0, .. Enumerable.Range(1, count).Select(element)];
}
