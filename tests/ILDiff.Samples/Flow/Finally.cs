namespace ILDiff.Samples.Flow;

using System.Diagnostics;

/// <summary>Active work in regions with <c>finally</c>: <c>using</c>, <c>lock</c>, <c>foreach</c>, and plain ones.</summary>
public static class Finally
{
    private static readonly object Gate = new();
    private static readonly Meter Shared = new();
    private static readonly Meter Counted = new();

    /// <summary>How often the handler of <see cref="Stops"/> has run.</summary>
    public static int Runs => Counted.Closed;

    /// <summary>Whether this thread has given the lock back.</summary>
    public static bool IsGateFree => !Monitor.IsEntered(Gate);

    [Sample]
    public static Real NotANumberInVain([In(0.1, 1)] Real x, Real[] a)
    {
        var y = Maths.Sqrt(x - 2) * a[0];
        if (y > 0)
        {
            try
            {
                y *= x;
            }
            finally
            {
                y += x;
            }
        }
        else
        {
            y = x * a[1];
        }

        return y * x;
    }

    [Sample]
    public static Real Timed(Real x)
    {
        var watch = Stopwatch.StartNew();
        try
        {
            return x * Maths.Sin(x);
        }
        finally
        {
            watch.Stop();
        }
    }

    [Sample]
    public static Real Locked([In(0.5, 2)] Real[] a)
    {
        Real sum = 1;
        for (var i = 0; i < a.Length; i++)
        {
            lock (Gate)
            {
                sum += sum * a[i];
            }
        }

        return sum;
    }

    [Sample]
    public static Real LockAroundLoop([In(0.5, 2)] Real[] a)
    {
        Real sum = 1;
        lock (Gate)
        {
            for (var i = 0; i < a.Length; i++) sum = sum * a[i] + a[i];
        }

        return sum * sum;
    }

    [Sample]
    public static Real Using([In(0.5, 2)] Real[] a)
    {
        using var meter = Shared.Open();
        Real product = 1;
        foreach (var value in a) product *= value;
        return product * product;
    }

    [Sample]
    public static Real ActiveHandler(Real x, [In(1, 4)] int n)
    {
        var total = x;
        try
        {
            for (var i = 0; i < n; i++) total *= x;
        }
        finally
        {
            total += x * x * total;
        }

        return total * x;
    }

    [Sample]
    public static Real SeveralWaysOut([In(0.5, 2)] Real[] a, [In(0, 6)] int stop)
    {
        Real sum = 0, seen = 1;
        for (var i = 0; i < a.Length; i++)
        {
            try
            {
                if (i == stop) break;
                if (a[i] < (Real)0.9) continue;
                if (i == 3 && stop > 4) return sum * seen;
                sum += a[i] * a[i] * seen;
            }
            finally
            {
                seen *= a[i];
            }
        }

        return sum + seen;
    }

    [Sample]
    public static Real Nested(Real x, [In(1, 3)] int n)
    {
        var y = x;
        try
        {
            try
            {
                if (n == 1) return y * x;
                y *= Maths.Exp(x / 4);
            }
            finally
            {
                y += x;
                try
                {
                    y *= x;
                }
                finally
                {
                    y = y * y + 1;
                }
            }

            y *= n;
        }
        finally
        {
            y = Maths.Cos(y / 50) + x;
        }

        return y * y;
    }

    [Sample]
    public static void IntoMemory([In(0.5, 2)] Real[] a, [In(0.5, 2)] Real[] b)
    {
        for (var i = 1; i < a.Length; i++)
        {
            try
            {
                a[i] *= a[i - 1];
            }
            finally
            {
                b[i] = a[i] * b[i - 1];
                a[i - 1] = 0;
            }
        }
    }

    [Sample]
    public static Real InCallees([In(0.5, 2)] Real[] a)
    {
        Real sum = 0;
        for (var i = 0; i < a.Length; i++) sum += Timed(a[i]) * ActiveHandler(a[i], 2) + Through(a, i);
        return sum;
    }

    [Sample]
    public static Real ThrowsOn(Real x, [In(1, 4)] int n)
    {
        var y = x * x;
        try
        {
            if (n > 4) throw new InvalidOperationException("too many");
            y *= x;
        }
        catch (ArithmeticException e)
        {
            throw new InvalidOperationException("wrapped", e);
        }
        catch (InvalidOperationException)
        {
            y = 0;
            throw;
        }

        return y * n;
    }

    [Sample]
    public static Real Stops([In(0.5, 2)] Real[] a, [In(0, 3)] int n)
    {
        Real sum = 1;
        for (var i = 0; i < a.Length; i++)
        {
            lock (Gate)
            {
                using var meter = Counted.Open();
                if (i == n - 5) throw new InvalidOperationException("stopped at " + i);
                sum += a[i] * sum;
            }
        }

        return sum;
    }

    [Sample]
    public static Real ForEach([In(0.5, 2)] Real[] a)
    {
        Real sum = 0;
        foreach (var pair in new Pairs(a)) sum += pair * pair;
        return sum;
    }

    private static Real Through(Real[] a, int i)
    {
        Real old = a[i];
        try
        {
            a[i] *= old;
            return a[i] * a[0];
        }
        finally
        {
            a[i] = old;
        }
    }

    /// <summary>Counts what has been closed.</summary>
    public sealed class Meter : IDisposable
    {
        public int Closed { get; private set; }

        public Meter Open() => this;

        public void Dispose() => Closed++;
    }

    /// <summary>Products of neighbours, by an enumerator with something to dispose.</summary>
    public readonly struct Pairs(Real[] values)
    {
        public Enumerator GetEnumerator() => new(values);

        public struct Enumerator(Real[] values) : IDisposable
        {
            private int at = 0;

            public readonly Real Current => values[at] * values[at - 1];

            public bool MoveNext() => ++at < values.Length;

            public void Dispose()
            {
                at = -1;
                Shared.Dispose();
            }
        }
    }
}
