namespace ILDiff.Samples.Calls;

/// <summary>Methods that call themselves and each other with active data.</summary>
public static class Recursion
{
    [Sample]
    public static Real Power(Real x, [In(0, 6)] int n) => n == 0 ? 1 : x * Power(x, n - 1);

    [Sample]
    public static Real TailCall(Real x, Real s, [In(0, 5)] int n) => n == 0 ? s : TailCall(x, Maths.Sin(s * x), n - 1);

    [Sample]
    public static Real TwoCalls(Real x, [In(0, 6)] int n) => n < 2 ? x * (n + 1) : TwoCalls(x, n - 1) * x + TwoCalls(x, n - 2);

    [Sample]
    public static Real Mutual(Real x, [In(0, 7)] int n) => Even(x, n) + Odd(x * x, n);

    [Sample]
    public static Real DivideAndConquer([In(0.5, 2, Length = 9)] Real[] a) => Combine(a, 0, a.Length);

    [Sample]
    public static Real SumFrom([In(0.5, 2, Length = 6)] Real[] a, Real x) => SumFrom(a, 0, x);

    [Sample]
    public static void InPlaceReflection([In(0.5, 2, Length = 8)] Real[] a) => Butterfly(a, 0, a.Length);

    [Sample]
    public static Real DataDependentDepth(Real x) => x > 10 ? x * x / 50 : DataDependentDepth(x * 2 + Maths.Sin(x));

    [Sample]
    public static Real AllocatingRecursion([In(0.5, 2, Length = 6)] Real[] a)
    {
        if (a.Length == 1) return a[0] * a[0];
        var half = new Real[a.Length / 2];
        for (var i = 0; i < half.Length; i++) half[i] = a[2 * i] * a[2 * i + 1];
        return AllocatingRecursion(half) + a[^1];
    }

    [Sample]
    public static Real AdaptiveSimpson([In(0.5, 1)] Real lo, [In(2, 3)] Real hi) =>
        Adaptive(lo, hi, Integrand(lo), Integrand((lo + hi) / 2), Integrand(hi), 4);

    [Sample]
    public static Real DeterminantByMinors([In(-1, 1, Length = 9)] Real[] a) => Minor(a, 3, 0, 0);

    private static Real Even(Real x, int n) => n <= 0 ? x : Odd(x * (Real)0.9 + 1, n - 1) * x;

    private static Real Odd(Real x, int n)
    {
        if (n <= 0) return 1 / x;
        var s = x;
        for (var i = 0; i < 2; i++) s = Even(s / 2 + 1, n - 2) + s / (i + 1);
        return s;
    }

    private static Real Combine(Real[] a, int lo, int hi)
    {
        if (hi - lo == 1) return a[lo];
        var mid = (lo + hi) / 2;
        var left = Combine(a, lo, mid);
        var right = Combine(a, mid, hi);
        return left * right / (left + right);
    }

    private static Real SumFrom(Real[] a, int i, Real x)
    {
        if (i >= a.Length) return 0;
        a[i] *= x;
        var rest = SumFrom(a, i + 1, x + a[i]);
        return a[i] * rest + a[i];
    }

    private static void Butterfly(Real[] a, int start, int length)
    {
        if (length == 1) return;
        var half = length / 2;
        for (var i = 0; i < half; i++)
        {
            var u = a[start + i];
            var v = a[start + half + i];
            a[start + i] = u + v;
            a[start + half + i] = (u - v) * u;
        }
        Butterfly(a, start, half);
        Butterfly(a, start + half, half);
    }

    private static Real Integrand(Real x) => Maths.Exp(-x) * x;

    private static Real Adaptive(Real lo, Real hi, Real atLo, Real atMid, Real atHi, int depth)
    {
        var mid = (lo + hi) / 2;
        Real left = Integrand((lo + mid) / 2), right = Integrand((mid + hi) / 2);
        var coarse = (hi - lo) * (atLo + 4 * atMid + atHi) / 6;
        var fine = (hi - lo) * (atLo + 4 * left + 2 * atMid + 4 * right + atHi) / 12;
        if (depth == 0 || Maths.Abs(fine - coarse) < (Real)1e-6) return fine + (fine - coarse) / 15;
        return Adaptive(lo, mid, atLo, left, atMid, depth - 1) + Adaptive(mid, hi, atMid, right, atHi, depth - 1);
    }

    private static Real Minor(Real[] a, int n, int row, int used)
    {
        if (row == n) return 1;
        Real s = 0;
        var sign = 1;
        for (var c = 0; c < n; c++)
        {
            if ((used & (1 << c)) != 0) continue;
            s += sign * a[row * n + c] * Minor(a, n, row + 1, used | (1 << c));
            sign = -sign;
        }
        return s;
    }
}
