namespace ILDiff.Samples.Scalars;

/// <summary>Arithmetic on scalars, one operation or idiom each.</summary>
public static class Arithmetic
{
    [Sample]
    public static Real Identity(Real x) => x;

    [Sample]
    public static Real AddSubtract(Real x, Real y) => x + y - (x - y) + x;

    [Sample]
    public static Real Product(Real x, Real y) => x * y * x;

    [Sample]
    public static Real Quotient(Real x, Real y) => x / y / (x + y);

    [Sample]
    public static Real Negate(Real x, Real y) => -(x * -y);

    [Sample]
    public static Real Remainder([In(3, 3.9)] Real x, [In(0.8, 0.95)] Real y) => (x % y) * (1 - (-x % y));

    [Sample]
    public static Real Square(Real x) => x * x;

    [Sample]
    public static Real SharedSubexpression(Real x, Real y)
    {
        var s = (x * y) + x;
        return (s * s) + (s / (1 + s));
    }

    [Sample]
    public static Real UnusedInput(Real x, Real unused) => x * x;

    [Sample]
    public static Real DuplicatedValue(Real x)
    {
        Real a, b;
        a = b = x * x;
        return a * b;
    }

    [Sample]
    public static Real Increments(Real x)
    {
        var y = x++;
        ++x;
        y *= x--;
        return y / x;
    }

    [Sample]
    public static Real ParameterReassigned(Real x, Real y)
    {
        x = x * y;
        y = x + y;
        x = x * y;
        return x;
    }

    [Sample]
    public static Real Constants(Real x) => (2 * x) + ((Real)0.125 * x * x) - (Real)1e-3 + (7 / x);

    [Sample]
    public static Real DeepExpression(Real a, Real b, Real c, Real d) =>
        ((((a * b) + (c * d)) * ((a * c) - (b * d))) / (((a + b) * (c + d)) + ((a * a) + (b * b)))) + (((a * d) - (b * c)) * (a + (b * (c + (d * a)))));

    [Sample]
    public static Real ZeroTimesActive(Real x, Real y) => (0 * x) + y;

    [Sample]
    public static Real SelfDivision(Real x) => (x / x) + (x - x) + x;

    [Sample]
    public static Real LocalsSwapped(Real x, Real y)
    {
        (x, y) = (y, x * y);
        (x, y) = (y, x);
        return x - (y * y);
    }
}
