namespace ILDiff.Samples.Passing;

/// <summary>Guards that throw. At the drawn points they pass; a test of its own trips them.</summary>
public static class Throwing
{
    [Sample]
    public static Real ArgumentGuard(Real x)
    {
        if (x < -5) throw new ArgumentOutOfRangeException(nameof(x), "must not be below -5");
        return Maths.Sqrt(x + 5);
    }

    [Sample]
    public static Real NullGuard([In(0.5, 2)] Real[] a)
    {
        ArgumentNullException.ThrowIfNull(a);
        if (a.Length == 0) throw new ArgumentException("empty: " + nameof(a));
        return a[0] * a[1];
    }

    [Sample]
    public static Real GuardInLoop([In(0.5, 2)] Real[] a)
    {
        Real s = 1;
        for (var i = 0; i < a.Length; i++)
        {
            if (Real.IsNaN(a[i])) throw new ArithmeticException($"element {i} is not a number");
            s = s * a[i] + 1;
        }
        return s;
    }

    [Sample]
    public static Real ThrowExpression(Real x, string? mode) =>
        (mode ?? throw new ArgumentNullException(nameof(mode))).Length * x * x;

    [Sample]
    public static Real ThrowHelper(Real x, [In(1, 5)] int n)
    {
        if (n < 0) Fail(n);
        return x * x * n;
    }

    [Sample]
    public static Real NotConverged(Real a)
    {
        var x = a;
        for (var i = 0; i < 100; i++)
        {
            var next = (x + a / x) / 2;
            if (Maths.Abs(next - x) < (Real)1e-6 * x) return next;
            x = next;
        }
        throw new InvalidOperationException("no convergence");
    }

    [Sample]
    public static Real CheckedOverflow(Real x, [In(1, 5)] int n) => x * checked(n * 1000 + 1) * x / 1000;

    [Sample]
    public static Real IndexOutOfRange([In(0.5, 2)] Real[] a, [In(0, 4)] int i) => a[i] * a[4 - i];

    [Sample]
    public static Real DivideByZero(Real x, [In(1, 5)] int n) => x * (100 / n) * x;

    [Sample]
    public static Real SwitchThrows(Real x, [In(0, 1)] int n) => n switch
    {
        0 => x * x,
        1 => Maths.Exp(x),
        _ => throw new ArgumentException("no such case"),
    };

    private static void Fail(int n) => throw new ArgumentException("negative: " + n);
}
