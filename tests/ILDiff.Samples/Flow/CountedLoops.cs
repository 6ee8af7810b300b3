namespace ILDiff.Samples.Flow;

/// <summary>Loops whose trip count is known on entry.</summary>
public static class CountedLoops
{
    [Sample]
    public static Real Up(Real x, [In(0, 6)] int n)
    {
        Real s = 1;
        for (var i = 0; i < n; i++) s = Maths.Sin(s * x);
        return s;
    }

    [Sample]
    public static Real UpInclusive(Real x, [In(0, 6)] int n)
    {
        Real s = 0;
        for (var i = 1; i <= n; i++) s += x / i * s * x + x;
        return s;
    }

    [Sample]
    public static Real Down(Real x, [In(0, 6)] int n)
    {
        var s = x;
        for (var i = n - 1; i >= 0; i--) s = s * x + i;
        return s;
    }

    [Sample]
    public static Real DownWhile(Real x, [In(0, 6)] int n)
    {
        var s = x;
        while (n-- > 0) s *= s / (n + 2);
        return s;
    }

    [Sample]
    public static Real StepThree([In(0.5, 2, Length = 11)] Real[] a)
    {
        Real s = 1;
        for (var i = 1; i < a.Length; i += 3) s = s * a[i] + a[i - 1];
        return s;
    }

    [Sample]
    public static Real StepDownTwo([In(0.5, 2, Length = 9)] Real[] a)
    {
        Real s = 1;
        for (var i = a.Length - 1; i > 0; i -= 2) s = (s / a[i]) + a[i - 1];
        return s;
    }

    [Sample]
    public static Real StepByParameter([In(0.5, 2, Length = 11)] Real[] a, [In(1, 4)] int step)
    {
        Real s = 1;
        for (var i = 0; i < a.Length; i += step) s = Maths.Cos(s) * a[i];
        return s;
    }

    [Sample]
    public static Real Doubling([In(0.5, 2, Length = 17)] Real[] a)
    {
        Real s = 0;
        for (var i = 1; i < a.Length; i *= 2) s += s * a[i] + a[i] * a[i];
        return s;
    }

    [Sample]
    public static Real Unsigned(Real x, [In(1, 5)] uint n)
    {
        var s = x;
        for (uint i = 0; i < n; i++) s = s * x - i * s;
        return s;
    }

    [Sample]
    public static Real LongCounter(Real x, [In(1, 5)] long n)
    {
        var s = x;
        for (long i = 0; i < n; i++) s = s * s / (2 + s);
        return s;
    }

    [Sample]
    public static Real NotEqualBound(Real x, [In(0, 5)] int n)
    {
        var s = x;
        for (var i = 0; i != n; i++) s = Maths.Sqrt(s + x);
        return s;
    }

    [Sample]
    public static Real DoWhile(Real x, [In(0, 5)] int n)
    {
        var s = x;
        var i = 0;
        do
        {
            s = s * x;
            i++;
        }
        while (i < n);
        return s;
    }

    [Sample]
    public static Real Nested(Real x, [In(0, 4)] int n, [In(0, 4)] int m)
    {
        var s = x;
        for (var i = 0; i < n; i++)
            for (var j = 0; j < m; j++)
                s = Maths.Sin(s) + x * (i - j);
        return s;
    }

    [Sample]
    public static Real TripleNested(Real x, Real y)
    {
        Real s = 0;
        for (var i = 0; i < 3; i++)
        {
            var t = x;
            for (var j = 0; j < 2; j++)
            {
                var u = y;
                for (var k = 0; k < 4; k++) u = u * t / (k + 1);
                t += u * (j + 1);
            }
            s += t * (i + 1);
        }
        return s;
    }

    [Sample]
    public static Real Triangular([In(0.5, 2, Length = 6)] Real[] a)
    {
        Real s = 0;
        for (var i = 0; i < a.Length; i++)
            for (var j = 0; j < i; j++)
                s += a[i] * a[j] * s / 30 + a[i] / a[j];
        return s;
    }

    [Sample]
    public static Real UpperTriangular([In(0.5, 2, Length = 5)] Real[] a)
    {
        Real p = 1;
        for (var i = 0; i < a.Length; i++)
            for (var j = i; j < a.Length; j++)
                p = (p / a[j]) + a[i];
        return p;
    }

    [Sample]
    public static Real SequentialLoops(Real x, [In(1, 4)] int n)
    {
        var s = x;
        for (var i = 0; i < n; i++) s *= x;
        var t = s;
        for (var i = 0; i < n + 2; i++) t = Maths.Cos(t) * s / (1 + s);
        return t;
    }

    [Sample]
    public static Real TwoInductionVariables([In(0.5, 2, Length = 7)] Real[] a)
    {
        Real s = 0;
        for (int i = 0, j = a.Length - 1; i < j; i++, j--) s += a[i] * a[j] * a[j];
        return s;
    }

    [Sample]
    public static Real BoundModifiedInside(Real x, [In(4, 9)] int n)
    {
        var s = x;
        for (var i = 0; i < n; i++)
        {
            if (i % 3 == 1) n--;
            s = s * x / (i + 1) + x;
        }
        return s;
    }

    [Sample]
    public static Real CounterModifiedInside([In(0.5, 2, Length = 12)] Real[] a)
    {
        Real s = 1;
        for (var i = 0; i < a.Length; i++)
        {
            if (a[i] > 1) i++;
            if (i < a.Length) s = s * a[i] / 2 + 1;
        }
        return s;
    }

    [Sample]
    public static Real CounterUsedAfter(Real x, [In(0, 5)] int n)
    {
        var s = x;
        int i;
        for (i = 2; i < n; i++) s *= x;
        return s * i * x;
    }

    [Sample]
    public static Real ForEach([In(0.5, 2)] Real[] a)
    {
        Real s = 1;
        foreach (var v in a) s = s * v + v / s;
        return s;
    }

    [Sample]
    public static Real LoopInvariant([In(0.5, 2)] Real[] a, Real x)
    {
        Real s = 0;
        for (var i = 0; i < a.Length; i++) s += a[i] * Maths.Exp(x) * Maths.Sqrt(x);
        return s * s;
    }

    [Sample]
    public static Real SwitchInside(Real x, [In(3, 8)] int n)
    {
        var s = x;
        for (var i = 0; i < n; i++)
        {
            switch (i % 3)
            {
                case 0: s *= x; break;
                case 1: s += x / (1 + s); break;
                default: s = Maths.Tanh(s); break;
            }
        }
        return s;
    }

    [Sample]
    public static Real ThousandSteps(Real x)
    {
        var s = x;
        for (var i = 0; i < 1000; i++) s = s + ((Real)0.001 * (x - s * s));
        return s;
    }

    [Sample]
    public static Real EmptyTrip(Real x, [In(-3, 0)] int n)
    {
        var s = x * x;
        for (var i = 0; i < n; i++) s *= x;
        return s;
    }
}
