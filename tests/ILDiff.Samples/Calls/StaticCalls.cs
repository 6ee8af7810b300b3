namespace ILDiff.Samples.Calls;

using System.Runtime.CompilerServices;

/// <summary>Calls of static methods, small enough to inline, kept from it, and large.</summary>
public static class StaticCalls
{
    [Sample]
    public static Real SmallCallee(Real x, Real y) => Squared(x) * Squared(y) + Squared(x * y);

    [Sample]
    public static Real KeptCallee(Real x, Real y) => Mixed(x, y) * Mixed(y, x * y);

    [Sample]
    public static Real KeptCalleeInLoop(Real x, [In(1, 5)] int n)
    {
        var s = x;
        for (var i = 0; i < n; i++) s = Mixed(s, x) / (i + 2);
        return s;
    }

    [Sample]
    public static Real KeptCalleeWithLoop([In(0.5, 2)] Real[] a, Real x) => LoopingHorner(a, x) * LoopingHorner(a, x / 2);

    [Sample]
    public static Real ResultUnused(Real x, Real y)
    {
        _ = Mixed(x, y);
        Mixed(y, y);
        return x * y;
    }

    [Sample]
    public static Real CalleeWritesArray([In(0.5, 2)] Real[] a, Real x)
    {
        Scale(a, x);
        var s = Total(a);
        Scale(a, s);
        return Total(a) * x;
    }

    [Sample]
    public static void OnlyArrayEffects([In(0.5, 2)] Real[] a, Real x)
    {
        Scale(a, x);
        Scale(a, a[0]);
    }

    [Sample]
    public static Real CalleeReturnsArray([In(0.5, 2)] Real[] a)
    {
        var squares = Squares(a);
        return squares[0] * squares[1] + Total(squares);
    }

    [Sample]
    public static Real InactiveArgument(Real x, [In(1, 4)] int n) => Power(x, n) + Power(2, n) * x;

    [Sample]
    public static Real ConstantArgument(Real x) => Mixed(x, 2) + Mixed(3, x) + Mixed(2, 3);

    [Sample]
    public static Real ActivityDiffersByCall(Real x, Real y)
    {
        var a = Mixed(x, 1);
        var b = Mixed(1, y);
        return a * b * Mixed(a, b);
    }

    [Sample]
    public static Real EarlyReturningCallee([In(-2, 2)] Real x) => Folded(x) * Folded(-x) + Folded(2 * x);

    [Sample]
    public static Real ChainOfCalls(Real x) => Outer(x) + Outer(x * x);

    [Sample]
    public static Real VoidCalleeByRef(Real x, Real y)
    {
        Real s = 0;
        AddSquare(ref s, x);
        AddSquare(ref s, y * s);
        return s * x;
    }

    [Sample]
    public static Real ManyParameters(Real a, Real b, Real c, Real d, Real e, Real f, Real g, Real h) =>
        Wide(a, 1, b, c, 2, d, e, f) * Wide(h, 3, g, f, 4, e, d, c);

    [Sample]
    public static Real ParamsArray(Real x, Real y) => Sum(x, y, x * y, 3) + Sum(x) + Sum();

    [Sample]
    public static Real OptionalArguments(Real x) => WithDefault(x) * WithDefault(x, n: 2);

    [Sample]
    public static Real LocalFunctionCaptures(Real x, Real y)
    {
        var scale = x * y;
        var count = 0;
        Real Scaled(Real v)
        {
            count++;
            return v * scale + count;
        }
        var s = Scaled(x) + Scaled(y);
        scale = s;
        return Scaled(x);
    }

    [Sample]
    public static (Real Sum, Real Product) TupleResult(Real x, Real y) => (x + y * x, x * y);

    [Sample]
    public static Real TupleConsumed(Real x, Real y)
    {
        var (sum, product) = TupleResult(x, y);
        return sum * product + TupleResult(product, sum).Sum;
    }

    [Sample]
    public static int IntegerResult(Real x, [In(1, 5)] Real[] a)
    {
        a[0] *= x;
        return a[0] > 4 ? 1 : 2;
    }

    private static Real Squared(Real x) => x * x;

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static Real Mixed(Real x, Real y) => Maths.Sin(x * y) + x / (1 + y * y);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static Real LoopingHorner(Real[] a, Real x)
    {
        Real s = 0;
        for (var i = a.Length - 1; i >= 0; i--) s = s * x + a[i];
        return s;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Scale(Real[] a, Real x)
    {
        for (var i = 0; i < a.Length; i++) a[i] *= x;
    }

    private static Real Total(Real[] a)
    {
        Real s = 0;
        foreach (var v in a) s += v;
        return s;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static Real[] Squares(Real[] a)
    {
        var r = new Real[a.Length];
        for (var i = 0; i < a.Length; i++) r[i] = a[i] * a[i];
        return r;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static Real Power(Real x, int n)
    {
        Real r = 1;
        while (n-- > 0) r *= x;
        return r;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static Real Folded(Real x)
    {
        if (x < -1) return x * x;
        if (x > 1) return Maths.Sqrt(x);
        return x * x * x;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static Real Outer(Real x) => Middle(x * 2) * Middle(x + 1);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static Real Middle(Real x) => Mixed(x, Squared(x)) - Folded(x);

    private static void AddSquare(ref Real s, Real x) => s += x * x;

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static Real Wide(Real a, int i, Real b, Real c, long j, Real d, Real e, Real f) =>
        a * b * i + c * d / j + e * f * a;

    private static Real Sum(params Real[] values) => Total(values);

    private static Real WithDefault(Real x, int n = 3) => Power(x, n);
}
