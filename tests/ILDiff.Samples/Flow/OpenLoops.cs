namespace ILDiff.Samples.Flow;

/// <summary>Loops that end when the data say so, with any number of exits.</summary>
public static class OpenLoops
{
    [Sample]
    public static Real UntilConverged(Real a)
    {
        var x = a;
        while (Maths.Abs(x * x - a) > (Real)1e-5 * a) x = (x + a / x) / 2;
        return x;
    }

    [Sample]
    public static Real WhileTrueBreak(Real x)
    {
        var s = x;
        while (true)
        {
            s = s * 2 + x;
            if (s > 50) break;
            s = s - Maths.Sin(s);
        }
        return s * x;
    }

    [Sample]
    public static Real EarlyReturnFromLoop([In(0.5, 2, Length = 8)] Real[] a)
    {
        Real s = 0;
        for (var i = 0; i < a.Length; i++)
        {
            s += a[i] * a[i];
            if (s > 6) return s * a[i];
        }
        return s;
    }

    [Sample]
    public static Real BreakAndContinue([In(-1, 2, Length = 12)] Real[] a)
    {
        Real s = 1;
        for (var i = 0; i < a.Length; i++)
        {
            if (a[i] < 0) continue;
            s *= 1 + a[i];
            if (s > 20) break;
        }
        return s;
    }

    [Sample]
    public static Real ThreeExits([In(-1, 2, Length = 12)] Real[] a, Real x)
    {
        var s = x;
        for (var i = 0; i < a.Length; i++)
        {
            s += a[i] * s / 2;
            if (s > 9) return s * x;
            if (s < (Real)0.1) break;
            if (a[i] > (Real)1.8)
            {
                s = s * s;
                goto Done;
            }
        }
        s = s - x;
    Done:
        return s * s;
    }

    [Sample]
    public static Real NestedBreaks([In(0.5, 2, Length = 6)] Real[] a)
    {
        Real s = 0;
        for (var i = 0; i < a.Length; i++)
        {
            for (var j = 0; j < a.Length; j++)
            {
                if (j > i + 1) break;
                s += a[i] * a[j];
                if (s > 14) goto Out;
            }
        }
    Out:
        return s * s / 10;
    }

    [Sample]
    public static Real ContinueOuter([In(-1, 2, Length = 6)] Real[] a)
    {
        Real s = 1;
        for (var i = 0; i < a.Length; i++)
        {
            for (var j = i; j < a.Length; j++)
            {
                if (a[j] < 0) goto NextRow;
                s += a[i] * a[j] / s;
            }
            s *= (Real)1.5;
        NextRow:;
        }
        return s;
    }

    [Sample]
    public static Real DoWhileData(Real x)
    {
        var s = x;
        var n = 0;
        do
        {
            s = s * s + x;
            n++;
        }
        while (s < 30);
        return s / n;
    }

    [Sample]
    public static Real InnerLengthFromData([In(1, 4.9, Length = 4)] Real[] a)
    {
        Real s = 1;
        for (var i = 0; i < a.Length; i++)
        {
            var trips = (int)a[i];
            for (var j = 0; j < trips; j++) s = s * a[i] / (j + 2);
        }
        return s;
    }

    [Sample]
    public static Real SeriesUntilSmall([In(0.1, 0.9)] Real x)
    {
        Real term = 1, sum = 1;
        for (var k = 1; k < 200; k++)
        {
            term *= -x * x / (2 * k * (2 * k - 1));
            var next = sum + term;
            if (next == sum) return next;
            sum = next;
        }
        return sum;
    }

    [Sample]
    public static Real ContinuedFraction(Real x)
    {
        var tiny = (Real)1e-30;
        Real f = 1, c = 1, d = 0;
        for (var k = 1; k <= 40; k++)
        {
            d = k + x * d;
            if (Maths.Abs(d) < tiny) d = tiny;
            c = k + x / c;
            if (Maths.Abs(c) < tiny) c = tiny;
            d = 1 / d;
            var delta = c * d;
            f *= delta;
            if (Maths.Abs(delta - 1) < (Real)1e-6) break;
        }
        return f;
    }

    [Sample]
    public static Real FalsePosition([In(1, 3)] Real a)
    {
        Real lo = 0, hi = a;
        for (var i = 0; i < 12; i++)
        {
            Real atLo = lo * lo * lo - (Real)0.7, atHi = hi * hi * hi - (Real)0.7;
            var mid = (lo * atHi - hi * atLo) / (atHi - atLo);
            if (mid * mid * mid > (Real)0.7) hi = mid;
            else lo = mid;
        }
        return lo + hi / a;
    }

    [Sample]
    public static Real ConditionWithSideEffect(Real x)
    {
        var s = x;
        var n = 0;
        while ((s += x * s / 4) < 12 && ++n < 9) s -= x / (3 + n);
        return s;
    }

    [Sample]
    public static Real LoopInConditional([In(-2, 2)] Real x, [In(1, 4)] int n)
    {
        var s = x;
        if (x > 0)
        {
            for (var i = 0; i < n; i++) s = Maths.Sqrt(s + i);
        }
        else
        {
            while (s > -20) s = s * 3 - 1;
        }
        return s * x;
    }

    [Sample]
    public static Real CollatzSteered(Real x, [In(3, 20)] int n)
    {
        var s = x;
        while (n != 1)
        {
            if ((n & 1) == 0)
            {
                n /= 2;
                s = Maths.Sin(s) + 1;
            }
            else
            {
                n = 3 * n + 1;
                s = s * x / 2 + (Real)0.1;
            }
        }
        return s;
    }

    [Sample]
    public static Real ActivityStartsLate(Real x, [In(2, 6)] int n)
    {
        Real s = 1, t = 2;
        for (var i = 0; i < n; i++)
        {
            s = s + t * i;
            t = i == 1 ? x : t / 2;
        }
        return s * t;
    }

    [Sample]
    public static Real RotatingValues(Real x, Real y, Real z, [In(1, 7)] int n)
    {
        for (var i = 0; i < n; i++)
        {
            var t = x;
            x = y;
            y = z;
            z = t * (Real)0.9 + x * y;
        }
        return x + 2 * y + 3 * z;
    }

    /// <summary>The element that a loop has looked at is swapped after the loop.</summary>
    [Sample]
    public static Real Partition([In(-2, 2, Length = 6)] Real[] a)
    {
        int i = 0, j = a.Length - 1;
        var pivot = a[j / 2];
        while (i <= j)
        {
            while (a[i] < pivot) i++;
            while (a[j] > pivot) j--;
            if (i > j) break;
            (a[i], a[j]) = (a[j], a[i]);
            i++;
            j--;
        }

        return pivot * a[0] + a[^1];
    }

    [Sample]
    public static Real Sorted([In(-2, 2, Length = 6)] Real[] a)
    {
        Sort(a, 0, a.Length - 1);
        Real s = 0;
        for (var i = 0; i < a.Length; i++) s += (i + 1) * a[i] * a[i];
        return s;

        static void Sort(Real[] a, int low, int high)
        {
            if (low >= high) return;
            var pivot = a[(low + high) / 2];
            int i = low, j = high;
            while (i <= j)
            {
                while (a[i] < pivot) i++;
                while (a[j] > pivot) j--;
                if (i <= j)
                {
                    (a[i], a[j]) = (a[j], a[i]);
                    i++;
                    j--;
                }
            }

            Sort(a, low, j);
            Sort(a, i, high);
        }
    }

    [Sample]
    public static Real FoundInRows([In(-1, 1, Length = 4)] Real[][] rows)
    {
        Real s = 0;
        foreach (var row in rows)
        {
            var i = 0;
            while (i < row.Length && row[i] < (Real)0.2) i++;
            if (i == row.Length) continue;
            row[i] *= row[0] + s;
            s += row[i] * row[i];
        }

        return s;
    }
}
