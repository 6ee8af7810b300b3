namespace ILDiff.Samples.Arrays;

/// <summary>Methods whose array parameters may be one array; each is also called so.</summary>
public static class Aliasing
{
    [Sample(Aliased = true)]
    public static Real Dot([In(0.5, 2)] Real[] a, [In(0.5, 2)] Real[] b)
    {
        Real s = 0;
        for (var i = 0; i < a.Length; i++) s += a[i] * b[i] * b[i];
        return s;
    }

    [Sample(Aliased = true)]
    public static void CopyShifted([In(0.5, 2)] Real[] a, [In(0.5, 2)] Real[] b)
    {
        for (var i = 1; i < a.Length; i++) b[i] = a[i - 1] * a[i - 1] + b[i];
    }

    [Sample(Aliased = true)]
    public static Real WriteThenReadOther([In(0.5, 2)] Real[] a, [In(0.5, 2)] Real[] b)
    {
        var s = a[0] * b[0];
        b[0] = s * a[1];
        s += a[0] * a[0];
        a[0] = s * b[0];
        return b[0] * a[0] + s;
    }

    [Sample(Aliased = true)]
    public static void Axpy([In(0.5, 2)] Real[] x, [In(0.5, 2)] Real[] y, Real alpha)
    {
        for (var i = 0; i < x.Length; i++) y[i] += alpha * x[i] * x[i];
    }

    [Sample(Aliased = true)]
    public static void Multiply([In(0.5, 2)] Real[] a, [In(0.5, 2)] Real[] b, [In(0.5, 2)] Real[] r)
    {
        for (var i = 0; i < a.Length; i++) r[i] = a[i] * b[i];
        for (var i = 0; i < a.Length; i++) r[i] = r[i] / (1 + a[i]) + b[i];
    }

    [Sample(Aliased = true)]
    public static Real ThroughCallee([In(0.5, 2)] Real[] a, [In(0.5, 2)] Real[] b)
    {
        CopyShifted(a, b);
        CopyShifted(b, a);
        CopyShifted(a, a);
        return a[4] * b[3];
    }

    [Sample]
    public static Real LocalAlias([In(0.5, 2)] Real[] a, [In(0.5, 2)] Real[] b, bool first)
    {
        var c = first ? a : b;
        c[0] = a[1] * b[1];
        c[1] *= c[0];
        return a[0] * b[0] + c[1] * a[1];
    }

    [Sample]
    public static Real AliasChangesInLoop([In(0.5, 2)] Real[] a, [In(0.5, 2)] Real[] b, [In(1, 5)] int n)
    {
        for (var k = 0; k < n; k++)
        {
            for (var i = 0; i < a.Length; i++) b[i] = Maths.Sin(a[i]) + a[(i + 1) % a.Length] * b[i] / 3;
            (a, b) = (b, a);
        }
        return a[0] * a[1] + b[2];
    }

    [Sample(Aliased = true)]
    public static Real IdentityCompared([In(0.5, 2)] Real[] a, [In(0.5, 2)] Real[] b) =>
        ReferenceEquals(a, b) ? a[0] * a[0] : a[0] * b[1] + (a == b ? 1 : 2) * b[0];
}
