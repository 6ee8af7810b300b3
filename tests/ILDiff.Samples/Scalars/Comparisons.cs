namespace ILDiff.Samples.Scalars;

/// <summary>Comparisons of floats, ordered and unordered, as branches and as values.</summary>
public static class Comparisons
{
    [Sample]
    public static Real Less([In(-2, 2)] Real x, [In(-2, 2)] Real y) => x < y ? x * x : y * y * y;

    [Sample]
    public static Real LessOrEqual([In(-2, 2)] Real x, [In(-2, 2)] Real y) => x <= y ? x * y : x / (3 + y);

    [Sample]
    public static Real Greater([In(-2, 2)] Real x, [In(-2, 2)] Real y)
    {
        if (x > y) x = y * y;
        return x * y;
    }

    [Sample]
    public static Real NotLess([In(-2, 2)] Real x, [In(-2, 2)] Real y)
    {
        if (!(x < y)) return x * x * x;
        return x * y;
    }

    [Sample]
    public static Real NotGreaterOrNaN([In(-2, 2)] Real x)
    {
        var s = x;
        if (!(x >= 0)) s = -x * x;
        if (!(x <= 1)) s += Maths.Log(x);
        return s;
    }

    [Sample]
    public static Real EqualInactive([In(1, 3)] Real x, [In(1, 3)] int n)
    {
        Real k = n;
        if (k == 2) return x * x;
        return k != 3 ? x * k : Maths.Exp(x);
    }

    [Sample]
    public static Real ComparisonAsValue([In(-2, 2)] Real x, [In(-2, 2)] Real y)
    {
        var above = x > y;
        var positive = x > 0;
        var both = above & positive;
        return (both ? 2 : 1) * x * (above == positive ? x : y);
    }

    [Sample]
    public static Real ShortCircuit([In(-2, 2)] Real x, [In(-2, 2)] Real y)
    {
        if (x > 0 && (y > 0 || x * y < -1)) return x * y;
        return x < -1 || y < -1 ? x - (y * y) : x * x;
    }

    [Sample]
    public static Real NaNGuard([In(-1, 3)] Real x)
    {
        var root = Maths.Sqrt(x);
        if (Real.IsNaN(root)) return x * x;
        return root * x;
    }

    [Sample]
    public static Real InfinityGuard(Real x, Real y)
    {
        var q = y / (x - x);
        return Real.IsInfinity(q) || !Real.IsFinite(q) ? x * y : q;
    }

    [Sample]
    public static Real ClampBySelect([In(-2, 2)] Real x) => (x < -1 ? -1 : x > 1 ? 1 : x) * (x + 3);

    [Sample]
    public static Real MaxByHand([In(-2, 2)] Real a, [In(-2, 2)] Real b, [In(-2, 2)] Real c)
    {
        var m = a;
        if (b > m) m = b;
        if (c > m) m = c;
        return m * m;
    }
}
