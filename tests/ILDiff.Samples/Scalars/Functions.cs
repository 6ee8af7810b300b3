namespace ILDiff.Samples.Scalars;

/// <summary>Calls of the mathematical functions in expressions; the rules have a test of their own.</summary>
public static class Functions
{
    [Sample]
    public static Real Trigonometric([In(-1, 1)] Real x) =>
        Maths.Sin(x) * Maths.Cos(2 * x) / (2 + Maths.Tan(x));

    [Sample]
    public static Real InverseTrigonometric([In(-0.9, 0.9)] Real x) =>
        (Maths.Asin(x) * Maths.Atan(x)) + Maths.Acos(x * x);

    [Sample]
    public static Real Exponentials(Real x) => Maths.Exp(-x * x) + (Maths.Log(x) * Maths.Log10(x + 1)) + Maths.Log2(x + 2);

    [Sample]
    public static Real Hyperbolic([In(-2, 2)] Real x) => (Maths.Sinh(x) * Maths.Tanh(x)) - Maths.Cosh(x / 2);

    [Sample]
    public static Real Roots(Real x, Real y) => Maths.Sqrt((x * x) + (y * y)) + Maths.Cbrt(x * y);

    [Sample]
    public static Real Powers(Real x, Real p) => Maths.Pow(x, p) + Maths.Pow(x, 3) + Maths.Pow(2, x) + Maths.Pow(x, -1);

    [Sample]
    public static Real NegativeBasePower([In(-2, -0.5)] Real x) => Maths.Pow(x, 2) + Maths.Pow(x, 3) + (1 / Maths.Pow(x, 4));

    [Sample]
    public static Real Angle([In(-2, 2)] Real x, [In(-2, 2)] Real y) => Maths.Atan2(y, x) * x;

    [Sample]
    public static Real MaxMin([In(-2, 2)] Real x, [In(-2, 2)] Real y) => Maths.Max(x * x, y) - (Maths.Min(x, y * y) * x);

    [Sample]
    public static Real AbsoluteSign([In(-2, 2)] Real x) => Maths.Abs(x) * (3 + Maths.Sign(x)) * x;

    [Sample]
    public static Real Rounded([In(-3, 3)] Real x) => x * (Maths.Floor(x) + Maths.Ceiling(2 * x) + Maths.Round(3 * x) + Maths.Truncate(x));

    [Sample]
    public static Real FusedAndSigned([In(-2, 2)] Real x, [In(-2, 2)] Real y) =>
        Maths.FusedMultiplyAdd(x, y, x) + Maths.CopySign(x, y);

    [Sample]
    public static Real StaticMaths(Real x, Real y) => (Real.Sin(x) * Real.Exp(y)) + Real.Sqrt(x + y) + Real.Hypot(x, y) + Real.Lerp(x, y, x * y);

    [Sample]
    public static Real Nested(Real x) => Maths.Sin(Maths.Exp(Maths.Cos(Maths.Log(Maths.Sqrt(x + 1)))));

    [Sample]
    public static Real ShrinkingPower(Real x)
    {
        var y = Maths.Exp(x);
        y = Maths.Sqrt(y);
        y = Maths.Tanh(y);
        return y * y;
    }
}
