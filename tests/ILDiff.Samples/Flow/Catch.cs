namespace ILDiff.Samples.Flow;

/// <summary>Handlers that catch and go on; at some of the points the exception happens.</summary>
public static class Catch
{
    private static int calls;

    [Sample]
    public static Real Fallback(Real x, [In(1, 4)] int n)
    {
        Real y;
        try
        {
            y = Solve(x, n);
        }
        catch (InvalidOperationException)
        {
            y = x * x * x;
        }

        return y * x;
    }

    [Sample]
    public static Real ReturnsBefore([In(0.1, 0.6)] Real x, [In(0.1, 2)] Real y, Real[] a)
    {
        x = (Real)0.5 * (x + x + y * y);
        a[0] = x;
        if (x > 1) return Maths.Sqrt(1 + y * x);
        try
        {
            x = Solve(a[0], 2);
        }
        catch (InvalidOperationException)
        {
            x = y * x;
        }

        return x * y + a[0];
    }

    [Sample]
    public static Real Returning(Real x, [In(1, 4)] int n)
    {
        try
        {
            return Solve(x * x, n) * x;
        }
        catch (InvalidOperationException) when (n < 10)
        {
            return Maths.Sin(x) * n;
        }
        finally
        {
            n++;
        }
    }

    [Sample]
    public static Real KeepsOld([In(0.5, 2)] Real[] a)
    {
        Real y = 1;
        for (var i = 0; i < a.Length; i++)
        {
            try
            {
                y = Solve(a[i], i) * y;
            }
            catch
            {
                y += a[i];
            }
        }

        return y;
    }

    [Sample]
    public static Real PartialSum([In(0.5, 2)] Real[] a, [In(0, 7)] int stop)
    {
        Real sum = 1;
        try
        {
            for (var i = 0; i < a.Length; i++)
            {
                if (i == stop) throw new InvalidOperationException("enough");
                sum += a[i] * sum;
            }
        }
        catch (InvalidOperationException)
        {
            sum *= a[0];
        }

        return sum;
    }

    [Sample]
    public static void PartialWrites([In(0.5, 2)] Real[] a, [In(0, 7)] int stop)
    {
        try
        {
            for (var i = 1; i < 10; i++)
            {
                a[i] = a[i] * a[i - 1];
                if (i == stop) throw new InvalidOperationException("enough");
                a[i - 1] *= a[i];
            }
        }
        catch (Exception)
        {
            a[0] *= a[1];
        }
    }

    [Sample]
    public static Real LeavesLoop([In(0.5, 2)] Real[] a, [In(0, 7)] int stop)
    {
        Real product = 1;
        for (var i = 0; i < a.Length; i++)
        {
            var factor = a[i] * product;
            try
            {
                product *= Solve(factor, i == stop ? 3 : 1);
            }
            catch (InvalidOperationException)
            {
                return product * factor * i;
            }
        }

        return product;
    }

    [Sample]
    public static Real Retries(Real x, [In(0, 4)] int failures)
    {
        var y = x;
        var tries = 0;
        while (true)
        {
            y *= x;
            try
            {
                tries++;
                if (tries <= failures) throw new InvalidOperationException("again");
                return Maths.Exp(y / 8) * x;
            }
            catch (InvalidOperationException)
            {
                y += x * tries;
            }
        }
    }

    [Sample]
    public static Real BreakAndContinue([In(0.5, 2)] Real[] a, [In(0, 7)] int stop)
    {
        Real sum = 0, weight = 1;
        for (var i = 0; i < a.Length; i++)
        {
            try
            {
                if (a[i] < (Real)0.8) continue;
                weight *= a[i];
                if (i == stop) throw new InvalidOperationException("enough");
                sum += weight * a[i];
            }
            catch (InvalidOperationException)
            {
                if (stop > 2) break;
                sum -= weight;
            }
        }

        return sum * weight;
    }

    [Sample]
    public static Real Nested([In(0.5, 2)] Real[] a, [In(0, 5)] int stop)
    {
        Real sum = 1;
        for (var i = 0; i < a.Length; i++)
        {
            try
            {
                try
                {
                    sum *= a[i];
                    if (i == stop) throw new InvalidOperationException("inner");
                    sum += a[i];
                    if (i == stop - 1) throw new ArgumentException("outer");
                }
                catch (InvalidOperationException)
                {
                    sum *= sum;
                    if (stop > 1) throw;
                }

                sum += 1;
            }
            catch (Exception e) when (e is ArgumentException)
            {
                sum *= 2 * a[0];
            }
            catch (Exception)
            {
                sum /= 1 + a[1];
            }
        }

        return sum;
    }

    [Sample]
    public static Real RealExceptions([In(0.5, 2)] Real[] a, [In(0, 9)] int n)
    {
        Real y = a[0];
        try
        {
            y *= a[n];
            y += a[n] * (6 / (n - 2));
        }
        catch (IndexOutOfRangeException)
        {
            y *= y;
        }
        catch (DivideByZeroException e)
        {
            y *= e.Message.Length > 0 ? a[1] : a[2];
        }

        return y;
    }

    [Sample]
    public static Real NewArrays([In(0.5, 2)] Real[] a, [In(1, 4)] int n)
    {
        Real[] scaled;
        try
        {
            scaled = Scaled(a, n);
            if (scaled[0] < (Real)1.2) throw new InvalidOperationException("small");
        }
        catch (InvalidOperationException)
        {
            scaled = [a[0], a[1] * a[0], a[2]];
        }

        return scaled[0] * scaled[1] + scaled[2];
    }

    [Sample]
    public static Real NestedLoops([In(0.5, 1.5)] Real[] a, [In(0, 5)] int stop)
    {
        Real sum = 1;
        for (var row = 0; row < 3; row++)
        {
            try
            {
                for (var i = 0; i < a.Length; i++)
                {
                    var j = i;
                    while (j > 0)
                    {
                        sum = sum / 4 + a[j] * a[row] + sum * a[i] / 8;
                        if (i + j == stop + row) throw new InvalidOperationException("enough");
                        a[j] = (a[j] * a[i] + sum / 8) / 2;
                        j -= i % 2 + 1;
                    }

                    sum = sum / 2 + a[i];
                    if (i == 4 - row) throw new ArgumentException("late");
                }
            }
            catch (InvalidOperationException)
            {
                sum += a[row] * a[1];
                for (var k = 0; k < stop; k++) sum = sum / 2 + a[k % a.Length] * sum / 4;
            }
            catch (ArgumentException)
            {
                if (stop == 4) continue;
                a[0] = Fallback(a[0], 3) + sum / 2;
            }

            sum += 1;
        }

        return sum * a[2];
    }

    [Sample]
    public static Real Probes([In(0.5, 2)] Real[] a, [In(0, 9)] int n)
    {
        try
        {
            _ = a[n];
            return a[0] * a[1];
        }
        catch (IndexOutOfRangeException)
        {
            return a[0] * a[0];
        }
    }

    [Sample]
    public static Real CountsInCallee([In(0.5, 2)] Real[] a, [In(0, 5)] int stop)
    {
        Real y = 1;
        var counts = new int[2];
        for (var i = 0; i < a.Length; i++)
        {
            try
            {
                y *= Counting(a[i], i < stop, counts);
            }
            catch (InvalidOperationException)
            {
                y += a[i] * counts[0];
            }
        }

        return y;
    }

    [Sample]
    public static Real FieldsAndStructs(Real x, [In(0, 4)] int stop)
    {
        var counter = new Counter { Sum = x };
        var span = new Interval { Low = x, High = x * x };
        try
        {
            counter.Sum *= x;
            if (stop == 0) throw new InvalidOperationException("first");
            span.High += counter.Sum;
            if (stop == 1) throw new InvalidOperationException("second");
            span = new Interval { Low = span.High, High = span.Low * counter.Sum };
            if (stop == 2) throw new InvalidOperationException("third");
            counter.Sum += span.High;
        }
        catch (InvalidOperationException)
        {
            span.Low += counter.Sum;
        }

        return span.Low * span.High + counter.Sum;
    }

    [Sample]
    public static Real DisposesInside([In(0.5, 2)] Real[] a, [In(0, 7)] int stop)
    {
        Real sum = 0;
        for (var i = 0; i < a.Length; i++)
        {
            try
            {
                using var meter = new Finally.Meter();
                lock (a)
                {
                    sum += a[i] * a[i];
                    if (i == stop) throw new InvalidOperationException("enough");
                }

                sum *= a[i];
            }
            catch (InvalidOperationException)
            {
                sum += a[0];
            }
        }

        return sum;
    }

    [Sample]
    public static Real HandlerThrows([In(0.5, 2)] Real[] a, [In(0, 3)] int stop)
    {
        Real y = a[0];
        try
        {
            try
            {
                y *= a[1];
                if (stop > 0) throw new InvalidOperationException("inner");
                y *= a[2];
            }
            catch (InvalidOperationException) when (stop < 3)
            {
                y += a[3];
                if (stop == 2) throw new ArgumentException("outer");
                y *= y;
            }
        }
        catch (Exception)
        {
            y *= a[4];
        }

        return y;
    }

    [Sample]
    public static Real InCallees([In(0.5, 2)] Real[] a, [In(0, 7)] int stop)
    {
        Real sum = 0;
        for (var i = 0; i < a.Length; i++) sum += Fallback(a[i], i) * PartialSum(a, stop) * Retries(a[i], i % 3);
        return sum;
    }

    [System.Runtime.CompilerServices.MethodImpl(System.Runtime.CompilerServices.MethodImplOptions.NoInlining)]
    private static Real Counting(Real x, bool fails, int[] counts)
    {
        counts[0]++;
        calls++;
        return fails ? throw new InvalidOperationException("asked to") : Maths.Sin(x) * x;
    }

    private static Real Solve(Real x, int n)
    {
        Real y = x;
        for (var i = 0; i < n; i++)
        {
            y = (y + x / y) / 2;
            if (i == 2) throw new InvalidOperationException("no convergence");
        }

        return y * Maths.Exp(x / 10);
    }

    private static Real[] Scaled(Real[] a, int n)
    {
        var scaled = new Real[a.Length];
        for (var i = 0; i < a.Length; i++) scaled[i] = a[i] * a[(i + 1) % a.Length];
        return n > 3 ? throw new InvalidOperationException("too many") : scaled;
    }

    private sealed class Counter
    {
        public Real Sum;
    }

    private struct Interval
    {
        public Real Low;
        public Real High;
    }
}
