namespace ILDiff.Samples.Flow;

/// <summary>
/// Sums over visits that do not depend on each other, whose visits can be reversed one by one, and loops that look like
/// them where that would be wrong.
/// </summary>
public static class Sums
{
    [Sample]
    public static Real OfProducts([In(-2, 2, Length = 5)] Real[] x, [In(-2, 2)] Real a)
    {
        Real sum = 0;
        for (var i = 0; i < x.Length - 1; i++) sum += a * x[i] * x[i + 1] * x[i];
        return sum;
    }

    [Sample]
    public static Real OverPairs([In(-2, 2, Length = 5)] Real[] x)
    {
        Real sum = 1;
        for (var i = 0; i < x.Length; i++)
        {
            for (var j = i + 1; j < x.Length; j++)
            {
                var d = x[i] - x[j];
                sum += 1 / (1 + d * d);
            }
        }
        return sum;
    }

    [Sample]
    public static Real ScaledAfterwards([In(-2, 2, Length = 5)] Real[] x, [In(1, 2)] Real a)
    {
        var scale = a * a;
        Real sum = 0;
        for (var i = 0; i < x.Length; i++) sum += x[i] * x[i];
        return (scale * sum - a) / 3;
    }

    [Sample]
    public static Real ScaledByItself([In(-2, 2, Length = 5)] Real[] x)
    {
        Real sum = 0;
        for (var i = 0; i < x.Length; i++) sum += x[i] * x[i];
        return sum * sum;
    }

    [Sample]
    public static Real ScaledByALaterSum([In(-2, 2, Length = 5)] Real[] x)
    {
        Real sum = 0, other = 0;
        for (var i = 0; i < x.Length; i++) sum += x[i] * x[i];
        for (var i = 0; i < x.Length; i++) other += Maths.Sin(x[i]);
        return sum * other;
    }

    [Sample]
    public static Real ThroughTwoLoops([In(-2, 2, Length = 5)] Real[] x, [In(-2, 2, Length = 4)] Real[] y)
    {
        Real sum = 0;
        for (var i = 0; i < x.Length; i++) sum += x[i] * x[i];
        for (var i = 0; i < y.Length; i++) sum -= y[i] * y[i] * x[i];
        return -sum;
    }

    [Sample]
    public static Real ThroughALoopThatScales([In(-2, 2, Length = 5)] Real[] x, [In(0.5, 1)] Real a)
    {
        Real sum = 0;
        for (var i = 0; i < x.Length; i++) sum += x[i] * x[i];
        for (var i = 0; i < 3; i++) sum *= a;
        return sum;
    }

    [Sample]
    public static Real Subtracted([In(-2, 2, Length = 5)] Real[] x)
    {
        Real sum = 2;
        for (var i = 0; i < x.Length; i++) sum = x[i] * x[i] * x[i] - sum;
        return sum;
    }

    [Sample]
    public static Real SometimesAdded([In(-2, 2, Length = 6)] Real[] x)
    {
        Real sum = 0;
        for (var i = 0; i < x.Length; i++)
        {
            if (x[i] > 0) sum += Maths.Sqrt(x[i]);
            else if (x[i] < -1) sum -= x[i] * x[i];
        }
        return sum;
    }

    [Sample]
    public static Real OneOfTwo([In(-2, 2, Length = 6)] Real[] x)
    {
        Real sum = 0;
        for (var i = 0; i < x.Length; i++)
        {
            var more = sum + x[i] * x[i];
            var less = sum - Maths.Exp(x[i]);
            sum = x[i] > 0 ? more : less;
        }
        return sum;
    }

    [Sample]
    public static Real Restarted([In(-2, 2, Length = 6)] Real[] x)
    {
        Real sum = 0;
        for (var i = 0; i < x.Length; i++)
        {
            if (x[i] < -1) sum = x[i];
            sum += x[i] * x[i];
        }
        return sum;
    }

    [Sample]
    public static Real DecidesByTheSum([In(0.5, 2, Length = 6)] Real[] x)
    {
        Real sum = 0;
        for (var i = 0; i < x.Length; i++)
        {
            if (sum > 2) sum += x[i];
            else sum += x[i] * x[i];
        }
        return sum;
    }

    [Sample]
    public static Real AddsTheSum([In(-1, 1, Length = 5)] Real[] x)
    {
        Real sum = 1;
        for (var i = 0; i < x.Length; i++) sum += sum * x[i];
        return sum;
    }

    [Sample]
    public static Real TwoSums([In(-2, 2, Length = 5)] Real[] x)
    {
        Real even = 0, odd = 0;
        for (var i = 0; i + 1 < x.Length; i += 2)
        {
            var product = x[i] * x[i + 1];
            even += product * x[i];
            odd += product * x[i + 1];
        }
        return even - 3 * odd;
    }

    [Sample]
    public static Real SumOfSums([In(-2, 2, Length = 5)] Real[] x)
    {
        Real first = 0, second = 0;
        for (var i = 0; i < x.Length; i++)
        {
            first += x[i] * x[i];
            second += first;
        }
        return second;
    }

    [Sample]
    public static Real WithALoopInEachVisit([In(0.5, 2, Length = 4)] Real[] x)
    {
        Real sum = 0;
        for (var i = 0; i < x.Length; i++)
        {
            var small = x[i];
            while (small > (Real)0.3f) small = small * small / 4 + small / 8;
            sum += small * x[i];
        }
        return sum;
    }

    [Sample]
    public static Real OverwrittenLater([In(-2, 2, Length = 5)] Real[] x)
    {
        Real sum = 0;
        for (var i = 0; i < x.Length; i++) sum += x[i] * x[i];
        x[0] = 3;
        x[1] *= x[2];
        return sum + x[1];
    }

    [Sample]
    public static Real OverwrittenInTheLoop([In(-2, 2, Length = 5)] Real[] x)
    {
        Real sum = 0;
        for (var i = 0; i + 1 < x.Length; i++)
        {
            sum += x[i] * x[i];
            x[i + 1] *= x[i];
        }
        return sum;
    }

    [Sample(Aliased = true)]
    public static Real OverwrittenThroughAnother([In(-2, 2, Length = 4)] Real[] x, [In(-2, 2, Length = 4)] Real[] y)
    {
        Real sum = 0;
        for (var i = 0; i < x.Length; i++) sum += x[i] * y[i];
        y[0] = x[1] * x[2];
        return sum + y[0];
    }

    [Sample]
    public static Real WrittenBefore([In(-2, 2, Length = 4)] Real[] x)
    {
        var squares = new Real[x.Length];
        for (var i = 0; i < x.Length; i++) squares[i] = x[i] * x[i];
        Real sum = 0;
        for (var i = 0; i < x.Length; i++) sum += squares[i] * x[x.Length - 1 - i];
        return sum;
    }

    [Sample]
    public static Real OnlyIfPositive([In(-2, 2, Length = 4)] Real[] x, [In(-1, 1)] Real a)
    {
        Real sum = 0;
        if (a > 0)
        {
            for (var i = 0; i < x.Length; i++) sum += x[i] * x[i] * a;
        }
        return sum + a;
    }

    [Sample]
    public static Real LeftEarly([In(-1, 2, Length = 5)] Real[] x)
    {
        Real sum = 0;
        for (var i = 0; i < x.Length; i++)
        {
            if (x[i] < (Real)(-0.5f)) break;
            sum += x[i] * x[i];
        }
        return sum;
    }

    [Sample]
    public static Real OfCalls([In(-2, 2, Length = 5)] Real[] x, [In(1, 5)] int n)
    {
        Real sum = 0;
        for (var i = 0; i < x.Length; i++) sum += Power(x[i], n + i);
        return sum;
    }

    [Sample]
    public static Real OfNothing([In(-2, 2, Length = 5)] Real[] x, Real a)
    {
        var sum = a * a;
        for (var i = 5; i < x.Length; i++) sum += x[i] * x[i];
        return sum;
    }

    [Sample]
    public static Real OfRows([In(-2, 2, Length = 6)] Real[] a, [In(-2, 2, Length = 3)] Real[] x)
    {
        Real sum = 0;
        for (var i = 0; i < 2; i++)
        {
            Real row = 0;
            for (var j = 0; j < 3; j++) row += a[3 * i + j] * x[j];
            sum += row * row;
        }
        return sum / 2;
    }

    [Sample]
    public static Real ScratchWrittenWhole([In(-2, 2, Length = 5)] Real[] x, [In(1, 4)] int n)
    {
        var t = new Real[n];
        Real sum = 0;
        for (var i = 0; i < x.Length; i++)
        {
            for (var j = 0; j < n; j++) t[j] = x[i] * x[(i + j) % x.Length];
            for (var j = 0; j < n; j++) sum += t[j] * t[n - 1 - j];
        }
        return sum;
    }

    [Sample]
    public static Real ScratchUpdated([In(-2, 2, Length = 5)] Real[] x, [In(-1, 1, Length = 4)] Real[] a)
    {
        Real[] y = new Real[4], z = new Real[4];
        Real sum = 0;
        for (var i = 0; i < x.Length; i++)
        {
            for (var j = 0; j < 2; j++)
            {
                for (var k = 0; k < z.Length; k++) z[k] = x[i] - a[k];
                for (var k = 0; k < y.Length; k++) y[k] = z[k] * a[j];
                for (var k = 1; k < y.Length; k++) y[k] += y[k - 1] * z[k];
                sum -= y[3] * y[2];
            }
        }
        return sum / x.Length;
    }

    [Sample]
    public static Real ScratchPartlyWritten([In(-2, 2, Length = 5)] Real[] x)
    {
        var t = new Real[3];
        Real sum = 0;
        for (var i = 0; i < x.Length; i++)
        {
            for (var j = 0; j < 2; j++) t[j] = x[i] * x[i];
            sum += t[2] * t[1] + t[0];
            t[2] = x[i];
        }
        return sum;
    }

    [Sample]
    public static Real ScratchReadBeforeItIsWritten([In(-2, 2, Length = 5)] Real[] x)
    {
        var t = new Real[3];
        Real sum = 0;
        for (var i = 0; i < x.Length; i++)
        {
            sum += t[1] * x[i];
            for (var j = 0; j < 3; j++) t[j] = x[i] * x[i];
        }
        return sum;
    }

    [Sample]
    public static Real ScratchCarriedOn([In(-2, 2, Length = 5)] Real[] x)
    {
        var t = new Real[3];
        Real sum = 0;
        for (var i = 0; i < x.Length; i++)
        {
            for (var j = 0; j < 3; j++) t[j] = x[i] + t[(j + 1) % 3] * x[0];
            sum += t[0] * t[2];
        }
        return sum;
    }

    [Sample]
    public static Real ScratchReadAfterwards([In(-2, 2, Length = 5)] Real[] x)
    {
        var t = new Real[3];
        Real sum = 0;
        for (var i = 0; i < x.Length; i++)
        {
            for (var j = 0; j < 3; j++) t[j] = x[i] * x[i];
            sum += t[0] * t[2];
        }
        return sum + t[1];
    }

    [Sample]
    public static Real ScratchSometimesWritten([In(-2, 2, Length = 6)] Real[] x)
    {
        var t = new Real[2];
        Real sum = 0;
        for (var i = 0; i < x.Length; i++)
        {
            if (x[i] > 0)
            {
                for (var j = 0; j < 2; j++) t[j] = x[i] * x[i];
            }
            sum += t[0] * x[i];
        }
        return sum;
    }

    [Sample]
    public static Real ScratchWithHoles([In(-2, 2, Length = 6)] Real[] x)
    {
        var t = new Real[2];
        Real sum = 0;
        for (var i = 0; i < x.Length; i++)
        {
            for (var j = 0; j < 2; j++)
            {
                if (x[i] > j) t[j] = x[i] * x[i];
            }
            sum += t[0] * t[1];
        }
        return sum;
    }

    private static Real Power(Real x, int n)
    {
        if (n == 0) return 1;
        var half = Power(x, n / 2);
        return n % 2 == 0 ? half * half : half * half * x;
    }
}
