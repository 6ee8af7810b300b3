namespace ILDiff.Samples.Memory;

/// <summary>Static readonly data: coefficient tables, constants, tables of rows and of structs.</summary>
public static class Tables
{
    private static readonly Real[] Coefficients =
        [(Real)1, (Real)(-0.5), (Real)0.25, (Real)(-0.125), (Real)0.0625, (Real)(-0.03125)];

    private static readonly int[] Orders = [3, 1, 4, 1, 5, 9, 2, 6];

    private static readonly Real[][] Rows = [[(Real)1, (Real)2], [(Real)0.5, (Real)(-1)], [(Real)0.25]];

    private static readonly Real Scale = (Real)1.75;

    private static readonly Knot[] Knots = [new((Real)0, (Real)1), new((Real)1, (Real)3), new((Real)2, (Real)2), new((Real)3, (Real)5)];

    private static int calls;

    [Sample]
    public static Real Polynomial([In(-1, 1)] Real x)
    {
        Real s = 0;
        for (var i = Coefficients.Length - 1; i >= 0; i--) s = s * x + Coefficients[i];
        return s;
    }

    [Sample]
    public static Real Chebyshev([In(-1, 1)] Real x)
    {
        Real b0 = 0, b1 = 0, b2 = 0;
        for (var i = Coefficients.Length - 1; i >= 0; i--)
        {
            b2 = b1;
            b1 = b0;
            b0 = 2 * x * b1 - b2 + Coefficients[i];
        }
        return (b0 - b2) / 2;
    }

    [Sample]
    public static Real IntegerTable(Real x, [In(0, 7)] int n)
    {
        var s = x;
        for (var i = 0; i < Orders[n]; i++) s = s * x / (1 + Orders[i % 8]);
        return s;
    }

    [Sample]
    public static Real RowTable(Real x, [In(0, 2)] int i)
    {
        Real s = 1;
        foreach (var c in Rows[i]) s = s * x + c;
        return s;
    }

    [Sample]
    public static Real ScalarField(Real x) => x * Scale * x;

    [Sample]
    public static Real LinearInterpolation([In(0.1, 2.9)] Real x)
    {
        var k = 0;
        while (k < Knots.Length - 2 && x > Knots[k + 1].X) k++;
        ref readonly var lo = ref Knots[k];
        var hi = Knots[k + 1];
        var t = (x - lo.X) / (hi.X - lo.X);
        return lo.Y * (1 - t) + hi.Y * t * t;
    }

    [Sample]
    public static Real TablePassedToCallee([In(-1, 1)] Real x) => Horner(Coefficients, x) + Horner([x, x * x, 3], x);

    [Sample]
    public static Real CountsCalls(Real x)
    {
        calls++;
        return x * x;
    }

    /// <summary>How often <see cref="CountsCalls"/> ran.</summary>
    public static int Calls => calls;

    private static Real Horner(Real[] c, Real x)
    {
        Real s = 0;
        for (var i = c.Length - 1; i >= 0; i--) s = s * x + c[i];
        return s;
    }

    private readonly struct Knot(Real x, Real y)
    {
        public readonly Real X = x;
        public readonly Real Y = y;
    }
}
