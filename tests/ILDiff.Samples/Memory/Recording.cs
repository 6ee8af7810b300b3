namespace ILDiff.Samples.Memory;

/// <summary>Shapes that decide between recomputing, reloading and recording.</summary>
public static class Recording
{
    [Sample]
    public static Real ChainNeedsEnd(Real x, [In(1, 5)] int n)
    {
        var s = x;
        for (var i = 0; i < n; i++)
        {
            var a = s + 1;
            var b = a * 2;
            var c = b - x;
            s = Maths.Sin(c);
        }
        return s;
    }

    [Sample]
    public static Real OneNeededOfMany([In(0.5, 2)] Real[] a)
    {
        Real s = 1;
        for (var i = 0; i < a.Length; i++)
        {
            var p = a[i] + s;
            var q = p - 3;
            var r = q + p;
            s = r * r / 9;
            a[i] = s;
        }
        return s;
    }

    [Sample]
    public static Real ProductOfRecomputed([In(0.5, 2)] Real[] a, Real x)
    {
        Real s = 0;
        for (var i = 0; i < a.Length; i++)
        {
            var t = Maths.Exp(a[i]);
            s += t * t * x;
        }
        return s;
    }

    [Sample]
    public static Real LinearKeepsNothing([In(0.5, 2)] Real[] a, [In(1, 4)] int n)
    {
        for (var k = 0; k < n; k++)
            for (var i = 1; i < a.Length; i++)
                a[i] = 2 * a[i] - a[i - 1] / 3;
        return a[4] - a[2];
    }

    [Sample]
    public static Real ReloadAfterLoop([In(0.5, 2)] Real[] a)
    {
        Real s = 0;
        for (var i = 0; i < a.Length; i++) s += a[i] * a[i] * a[i];
        for (var i = 0; i < a.Length; i++) a[i] = 0;
        return s;
    }

    [Sample]
    public static Real OverwrittenAfterUse([In(0.5, 2)] Real[] a, Real x)
    {
        var s = a[0] * x;
        s *= a[1];
        a[0] = 7;
        a[1] = s;
        s *= a[1] * a[0];
        return s;
    }

    [Sample]
    public static Real OuterValueInInnerLoop([In(0.5, 2, Length = 3)] Real[] a)
    {
        Real s = 1;
        for (var i = 0; i < a.Length; i++)
        {
            var t = Maths.Sqrt(a[i] * s);
            for (var j = 0; j < 4; j++) s = s + t * t / (j + 1) / 10;
            a[i] = t;
        }
        return s;
    }

    [Sample]
    public static Real ValueCarriedOverLoop(Real x, [In(1, 4)] int n)
    {
        var before = Maths.Exp(x);
        var s = x;
        for (var i = 0; i < n; i++) s = s * x + 1;
        return s * before * before;
    }

    [Sample]
    public static Real ExpSquared(Real x)
    {
        var e = Maths.Exp(x);
        return e * e + 1 / e;
    }

    [Sample]
    public static Real HeatStep([In(0.5, 2, Length = 8)] Real[] u, Real d, [In(1, 4)] int steps)
    {
        var next = new Real[u.Length];
        for (var t = 0; t < steps; t++)
        {
            for (var i = 1; i < u.Length - 1; i++) next[i] = u[i] + d * (Real)0.1 * (u[i - 1] - 2 * u[i] + u[i + 1]) * u[i];
            for (var i = 1; i < u.Length - 1; i++) u[i] = next[i];
        }
        Real s = 0;
        foreach (var v in u) s += v * v;
        return s;
    }

    [Sample]
    public static Real RungeKutta(Real x, Real k, [In(1, 5)] int steps)
    {
        var h = (Real)0.1;
        var y = x;
        for (var i = 0; i < steps; i++)
        {
            var k1 = k * y * (1 - y);
            var y2 = y + h / 2 * k1;
            var k2 = k * y2 * (1 - y2);
            var y3 = y + h / 2 * k2;
            var k3 = k * y3 * (1 - y3);
            var y4 = y + h * k3;
            var k4 = k * y4 * (1 - y4);
            y += h / 6 * (k1 + 2 * k2 + 2 * k3 + k4);
        }
        return y;
    }

    [Sample]
    public static Real BranchRecordedPerIteration([In(-1, 1, Length = 9)] Real[] a)
    {
        Real s = 1;
        for (var i = 0; i < a.Length; i++)
        {
            if (s * a[i] > 0) s = s + a[i] * a[i];
            else s = s * (1 + a[i] / 3) - (Real)0.2;
        }
        return s;
    }
}
