namespace ILDiff.Samples.Memory;

using System.Runtime.CompilerServices;

/// <summary>Parameters by reference, ref locals and ref returns.</summary>
public static class ByRef
{
    [Sample]
    public static void Update(ref Real x, Real y) => x = x * x * y;

    [Sample]
    public static Real UpdateAndReturn(ref Real x, Real y)
    {
        x += y;
        var s = x * y;
        x *= s;
        return s;
    }

    [Sample]
    public static void Outputs(Real x, Real y, out Real sum, out Real product)
    {
        sum = x + y;
        product = x * y * sum;
    }

    [Sample]
    public static Real InParameter(in Real x, in Real y) => x * y + x / y;

    [Sample]
    public static Real ConsumesOutputs(Real x, Real y)
    {
        Outputs(x, y, out var sum, out var product);
        Outputs(sum, product, out sum, out var last);
        return sum * product + last;
    }

    [Sample]
    public static void OutWrittenTwice(Real x, out Real r)
    {
        r = x * x;
        if (x > 1) r = r * x;
    }

    [Sample]
    public static void SwapRefs(ref Real x, ref Real y)
    {
        (x, y) = (y * y, x);
    }

    [Sample]
    public static Real RefLocalToElement([In(0.5, 2)] Real[] a, [In(0, 4)] int i)
    {
        ref var e = ref a[i];
        e *= 3;
        var s = e * a[0];
        e = s;
        return a[i] * s;
    }

    [Sample]
    public static Real RefLocalReassigned([In(0.5, 2)] Real[] a)
    {
        ref var e = ref a[0];
        e *= e;
        e = ref a[1];
        e *= a[0];
        e = ref a[2];
        e += a[1] * a[0];
        return a[0] * a[1] * a[2];
    }

    [Sample]
    public static Real ConditionalRef([In(-1, 1)] Real x, [In(0.5, 2)] Real[] a)
    {
        ref var e = ref x > 0 ? ref a[0] : ref a[1];
        e = e * x + a[0];
        return a[0] * a[1] + e;
    }

    [Sample]
    public static Real RefReturn([In(0.5, 2)] Real[] a)
    {
        Largest(a) *= a[0];
        ref var l = ref Largest(a);
        l = l * l;
        return a[0] * a[1] + a[2] * a[3];
    }

    [Sample]
    public static Real KeptRefReturn([In(0.5, 2)] Real[] a)
    {
        Kept(a, 1) = a[2] * a[2];
        Kept(a, 3) += Kept(a, 1) * Kept(a, 0);
        return a[1] * a[3];
    }

    [Sample]
    public static Real RefToLocal(Real x, Real y)
    {
        Real a = x * y, b = x + y;
        ref var r = ref (x > y ? ref a : ref b);
        r *= r;
        return a * b;
    }

    [Sample]
    public static Real RefThroughCalls(Real x, [In(1, 4)] int n)
    {
        var s = x;
        for (var i = 0; i < n; i++) Step(ref s, x);
        return s;
    }

    [Sample]
    public static Real ElementPassedByRef([In(0.5, 2)] Real[] a)
    {
        for (var i = 1; i < a.Length; i++) Step(ref a[i], a[i - 1]);
        return a[4] * a[0];
    }

    [Sample]
    public static Real SameElementTwice([In(0.5, 2)] Real[] a)
    {
        Transfer(ref a[0], ref a[1]);
        Transfer(ref a[2], ref a[2]);
        return a[0] * a[1] * a[2];
    }

    [Sample]
    public static void ArrayByRef(ref Real[] a, Real x)
    {
        a[0] *= x;
        a[1] = a[0] * a[2];
    }

    [Sample]
    public static Real IntegerByRef(Real x, ref int n)
    {
        n += 2;
        return x * n * x;
    }

    private static ref Real Largest(Real[] a)
    {
        var k = 0;
        for (var i = 1; i < a.Length; i++)
            if (a[i] > a[k])
                k = i;
        return ref a[k];
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static ref Real Kept(Real[] a, int i) => ref a[i];

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Step(ref Real s, Real x) => s = Maths.Sin(s) * x + s;

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Transfer(ref Real from, ref Real to)
    {
        to += from * from;
        from = to / 2;
    }
}
