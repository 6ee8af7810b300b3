namespace ILDiff.Samples.Arrays;

/// <summary>Reading and writing the elements of one-dimensional arrays, and what that overwrites.</summary>
public static class Elements
{
    [Sample]
    public static Real Sum([In(0.5, 2)] Real[] a)
    {
        Real s = 0;
        for (var i = 0; i < a.Length; i++) s += a[i];
        return s;
    }

    [Sample]
    public static Real Dot([In(0.5, 2)] Real[] a, [In(0.5, 2)] Real[] b)
    {
        Real s = 0;
        for (var i = 0; i < a.Length; i++) s += a[i] * b[i];
        return s;
    }

    [Sample]
    public static Real Rosenbrock([In(-1, 2, Length = 8)] Real[] x)
    {
        Real s = 0;
        for (var i = 0; i + 1 < x.Length; i++)
        {
            var t = x[i + 1] - x[i] * x[i];
            var u = 1 - x[i];
            s += 100 * t * t + u * u;
        }
        return s;
    }

    [Sample]
    public static Real SumFromConstantLength(Real x)
    {
        var a = new Real[3];
        a[0] = x;
        a[1] = x * a[0];
        a[2] = a[1] * a[0];
        return a[0] + a[1] * a[2];
    }

    [Sample]
    public static Real ReadWriteRead([In(0.5, 2)] Real[] a)
    {
        var before = a[0] * a[0];
        a[0] = a[1] * before;
        var after = a[0] * a[0];
        return before * after;
    }

    [Sample]
    public static Real ReadWriteReadInLoop([In(0.5, 2)] Real[] a, [In(1, 4)] int n)
    {
        Real s = 1;
        for (var k = 0; k < n; k++)
        {
            for (var i = 0; i < a.Length; i++)
            {
                s += a[i] * a[i] / 10;
                a[i] = Maths.Sin(a[i]) * s;
            }
        }
        return s;
    }

    [Sample]
    public static void InPlaceSquare([In(0.5, 2)] Real[] a)
    {
        for (var i = 0; i < a.Length; i++) a[i] *= a[i];
    }

    [Sample]
    public static void InPlaceFromNeighbour([In(0.5, 2)] Real[] a)
    {
        for (var i = 1; i < a.Length; i++) a[i] = a[i] * a[i - 1];
    }

    [Sample]
    public static void Overwritten([In(0.5, 2)] Real[] a, Real x)
    {
        for (var i = 0; i < a.Length; i++) a[i] = x * i;
        a[1] = a[2] * x;
        a[2] = 3;
    }

    [Sample]
    public static Real CompoundAssignment([In(0.5, 2)] Real[] a, Real x)
    {
        a[0] += x;
        a[1] -= a[0] * x;
        a[2] *= a[1];
        a[3] /= a[0] + 1;
        a[4]++;
        a[4] = -a[4];
        return a[0] * a[1] + a[2] / a[3] - a[4] * a[4];
    }

    [Sample]
    public static void CompoundIntoSameElement([In(0.5, 2)] Real[] a, [In(1, 4)] int n)
    {
        for (var k = 0; k < n; k++)
            for (var i = 0; i < a.Length; i++)
                a[k % 2] += a[i] * a[i] / 8;
    }

    [Sample]
    public static Real IndirectIndex([In(0.5, 2)] Real[] a, [In(0, 4, Length = 7)] int[] index)
    {
        Real s = 1;
        for (var i = 0; i < index.Length; i++) s = s * a[index[i]] / 2 + a[index[i]];
        return s;
    }

    [Sample]
    public static void Scatter([In(0.5, 2)] Real[] a, [In(0.5, 2, Length = 7)] Real[] b, [In(0, 4, Length = 7)] int[] index)
    {
        for (var i = 0; i < index.Length; i++) a[index[i]] = a[index[i]] * (Real)0.5 + b[i] * b[i];
    }

    [Sample]
    public static Real IndexOverwritten([In(0.5, 2)] Real[] a, [In(0, 4, Length = 4)] int[] index)
    {
        Real s = 1;
        for (var i = 0; i < index.Length; i++)
        {
            s = s * a[index[i]];
            index[i] = (index[i] + 1) % 5;
            a[index[i]] += s * (Real)0.1;
        }
        return s;
    }

    [Sample]
    public static Real IntegerHistogram([In(0, 3.9, Length = 9)] Real[] a)
    {
        var counts = new int[4];
        Real s = 0;
        for (var i = 0; i < a.Length; i++)
        {
            counts[(int)a[i]]++;
            s += a[i] * counts[(int)a[i]] * a[i];
        }
        return s;
    }

    [Sample]
    public static Real SmallIntegerArrays([In(0.5, 2)] Real[] a, [In(0, 4)] byte[] b, [In(-9, 9)] short[] s, [In(-9, 9)] long[] l)
    {
        Real t = 0;
        for (var i = 0; i < a.Length; i++) t += a[b[i]] * s[i] + a[i] * a[i] * (Real)l[i];
        return t;
    }

    [Sample]
    public static Real BooleanArray([In(-1, 1)] Real[] a)
    {
        var positive = new bool[a.Length];
        for (var i = 0; i < a.Length; i++) positive[i] = a[i] > 0;
        Real s = 1;
        for (var i = 0; i < a.Length; i++) s *= positive[i] ? 1 + a[i] : 1 - a[i] * a[i];
        return s;
    }

    [Sample]
    public static Real SwapElements([In(0.5, 2)] Real[] a)
    {
        (a[0], a[4]) = (a[4], a[0]);
        var t = a[1];
        a[1] = a[2];
        a[2] = t * t;
        return a[0] * a[1] - a[2] * a[4];
    }

    [Sample]
    public static Real ReverseInPlace([In(0.5, 2)] Real[] a)
    {
        for (int i = 0, j = a.Length - 1; i < j; i++, j--) (a[i], a[j]) = (a[j], a[i]);
        Real s = 0;
        for (var i = 0; i < a.Length; i++) s += a[i] * (i + 1) * a[i];
        return s;
    }

    [Sample]
    public static Real InsertionSort([In(0.5, 2, Length = 7)] Real[] a)
    {
        for (var i = 1; i < a.Length; i++)
        {
            var v = a[i];
            var j = i - 1;
            while (j >= 0 && a[j] > v)
            {
                a[j + 1] = a[j];
                j--;
            }
            a[j + 1] = v;
        }
        Real s = 0;
        for (var i = 0; i < a.Length; i++) s += a[i] * a[i] * (i + 1);
        return s;
    }

    [Sample]
    public static Real RunningMaximum([In(-1, 2, Length = 9)] Real[] a)
    {
        var best = Real.NegativeInfinity;
        Real s = 0;
        foreach (var v in a)
        {
            if (v > best) best = v;
            s += best * best;
        }
        return s;
    }

    [Sample]
    public static Real ArgumentOfMaximum([In(-1, 2, Length = 9)] Real[] a)
    {
        var k = 0;
        for (var i = 1; i < a.Length; i++)
            if (a[i] > a[k])
                k = i;
        return a[k] * a[k] * (k + 1);
    }

    [Sample]
    public static Real LastAndLength([In(0.5, 2)] Real[] a) => a[^1] * a[a.Length - 2] * a.Length;

    [Sample]
    public static Real PrefixSums([In(0.5, 2, Length = 6)] Real[] a)
    {
        for (var i = 1; i < a.Length; i++) a[i] += a[i - 1];
        Real s = 1;
        for (var i = 0; i < a.Length; i++) s *= a[i] / (i + 1);
        return s;
    }

    [Sample]
    public static void ElementThroughLocal([In(0.5, 2)] Real[] a, [In(1, 4)] int n)
    {
        var b = a;
        for (var i = 0; i < n; i++)
        {
            b[i] = a[i + 1] * a[i];
            a[i + 1] = b[i] * b[0];
        }
    }
}
