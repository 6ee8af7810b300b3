namespace ILDiff.Samples.Objects;

/// <summary>Lambdas and local functions that are called where they are known.</summary>
public static class Closures
{
    [Sample]
    public static Real Captured(Real x, Real k)
    {
        Func<Real, Real> f = y => k * y * y;
        return f(x) + f(2 * x) * x;
    }

    [Sample]
    public static Real LocalFunction(Real x, Real k)
    {
        return F(x) + F(2 * x);

        Real F(Real y) => k * y * y;
    }

    [Sample]
    public static Real Integral([In(0.5, 2)] Real end, Real k) => Simpson(t => Maths.Sin(k * t) * t, 0, end, 10);

    [Sample]
    public static Real WithoutCapture([In(0.5, 2)] Real end) => Simpson(t => Maths.Sin(t) * t, 0, end, 10);

    [Sample]
    public static Real MethodGroup([In(0.5, 2)] Real end) => Simpson(Cube, 0, end, 6);

    [Sample]
    public static Real ChangedCapture(Real x)
    {
        var factor = x;
        Func<Real, Real> f = y => factor * y;
        var first = f(x);
        factor *= 3;
        return first * f(x + 1);
    }

    [Sample]
    public static Real WritesCapture(Real x, [In(1, 4)] int n)
    {
        Real total = 0;
        Action<Real> add = y => total += y * y;
        for (var i = 0; i < n; i++) add(x * i);
        add(x);
        return total;
    }

    [Sample]
    public static Real CapturesArray([In(0.5, 2)] Real[] a, Real x)
    {
        Func<int, Real> at = i => a[i] * x;
        Real s = 0;
        for (var i = 0; i < a.Length; i++) s += at(i) * at(0);
        return s;
    }

    [Sample]
    public static Real Root(Real c) => Newton(y => y * y * y + y - c, y => 3 * y * y + 1, 1);

    [Sample]
    public static Real LambdaInLoop(Real x, [In(1, 4)] int n)
    {
        var s = x;
        for (var i = 0; i < n; i++)
        {
            var scale = s / (i + 1);
            Func<Real, Real> f = y => y * scale + i;
            s = f(x);
        }

        return s;
    }

    private static Real Cube(Real x) => x * x * x;

    private static Real Simpson(Func<Real, Real> f, Real a, Real b, int n)
    {
        Real h = (b - a) / n, s = f(a) + f(b);
        for (var i = 1; i < n; i++) s += (i % 2 == 0 ? 2 : 4) * f(a + i * h);
        return s * h / 3;
    }

    private static Real Newton(Func<Real, Real> f, Func<Real, Real> slope, Real start)
    {
        var x = start;
        for (var i = 0; i < 12; i++) x -= f(x) / slope(x);
        return x;
    }
}
