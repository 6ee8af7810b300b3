namespace ILDiff.Samples.Arrays;

/// <summary>Arrays made inside: once, in loops, dead, returned, initialised from data.</summary>
public static class Allocation
{
    [Sample]
    public static Real Buffer([In(0.5, 2)] Real[] a)
    {
        var b = new Real[a.Length];
        for (var i = 0; i < a.Length; i++) b[i] = a[i] * a[i];
        Real s = 1;
        for (var i = 0; i < a.Length; i++) s = s * b[i] / 2 + 1;
        return s;
    }

    [Sample]
    public static Real BufferPerIteration([In(0.5, 2)] Real[] a, [In(1, 4)] int n)
    {
        var s = a[0];
        for (var k = 0; k < n; k++)
        {
            var b = new Real[a.Length];
            for (var i = 0; i < a.Length; i++) b[i] = Maths.Sin(a[i] * s);
            for (var i = 0; i < a.Length; i++) s += b[i] * b[i] / 8;
        }
        return s;
    }

    [Sample]
    public static Real BufferReused([In(0.5, 2)] Real[] a, [In(1, 4)] int n)
    {
        var b = new Real[a.Length];
        var s = a[0];
        for (var k = 0; k < n; k++)
        {
            for (var i = 0; i < a.Length; i++) b[i] = a[i] * s + b[i] / 4;
            for (var i = 0; i < a.Length; i++) s = Maths.Sqrt(s + b[i]);
        }
        return s;
    }

    [Sample]
    public static Real DeadBuffer(Real x)
    {
        var unused = new Real[4];
        unused[0] = x;
        return x * x;
    }

    [Sample]
    public static Real ConditionalBuffer([In(-1, 1)] Real x)
    {
        Real[]? b = null;
        if (x > 0)
        {
            b = new Real[2];
            b[1] = x * x;
        }
        return b is null ? -x : b[1] * x + b[0];
    }

    [Sample]
    public static Real[] Returned([In(0.5, 2)] Real[] a, Real x)
    {
        var r = new Real[a.Length + 1];
        for (var i = 0; i < a.Length; i++) r[i + 1] = a[i] * x + r[i];
        return r;
    }

    [Sample]
    public static Real[] ReturnedLiteral(Real x, Real y) => [x * y, x + y, 3, x / y];

    [Sample]
    public static Real Initialiser(Real x, Real y)
    {
        Real[] a = [x, y, x * y, 2];
        Real s = 1;
        foreach (var v in a) s = s * v + v;
        return s;
    }

    [Sample]
    public static Real ConstantInitialiser([In(0.5, 2, Length = 6)] Real[] a)
    {
        Real[] weights = [(Real)0.5, (Real)1.5, (Real)(-2), (Real)0.25, (Real)3, (Real)(-0.75)];
        int[] order = [5, 3, 1, 0, 2, 4];
        Real s = 1;
        for (var i = 0; i < a.Length; i++) s += weights[i] * a[order[i]] * a[i];
        return s;
    }

    [Sample]
    public static Real ActiveLength([In(0.5, 2)] Real[] a, [In(1, 5)] int n)
    {
        var b = new Real[n * 2];
        for (var i = 0; i < b.Length; i++) b[i] = a[i % a.Length] * i;
        Real s = 0;
        for (var i = b.Length - 1; i >= 0; i--) s = s / 2 + b[i] * b[i];
        return s;
    }

    [Sample]
    public static Real Ladder([In(0.5, 2)] Real[] a, [In(1, 4)] int n)
    {
        var current = a;
        for (var k = 0; k < n; k++)
        {
            var next = new Real[current.Length];
            for (var i = 0; i < next.Length; i++) next[i] = current[i] * current[(i + 1) % next.Length];
            current = next;
        }
        return current[0] + current[^1] * current[1];
    }

    [Sample]
    public static Real RingOfThree(Real x, [In(1, 6)] int n)
    {
        var ring = new Real[3];
        ring[0] = x;
        for (var i = 1; i <= n; i++) ring[i % 3] = Maths.Sin(ring[(i - 1) % 3]) + ring[(i + 1) % 3] * x;
        return ring[n % 3];
    }

    [Sample]
    public static Real ScratchFromConstants([In(0.5, 2)] Real[] a)
    {
        var scratch = new Real[a.Length];
        for (var i = 0; i < a.Length; i++) scratch[i] = i + 1;
        Real s = 0;
        for (var i = 0; i < a.Length; i++) s += scratch[i] * a[i] * a[i];
        for (var i = 0; i < a.Length; i++) scratch[i] = a[i] * s;
        for (var i = 0; i < a.Length; i++) s += scratch[i] * scratch[i] / 10;
        return s;
    }

    [Sample]
    public static Real EmptyArrays([In(0.5, 2, Length = 0)] Real[] a, Real x)
    {
        Real s = x;
        foreach (var v in a) s *= v;
        foreach (var v in Array.Empty<Real>()) s += v;
        return s * x + a.Length;
    }
}
