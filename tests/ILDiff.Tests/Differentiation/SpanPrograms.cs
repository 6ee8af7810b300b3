namespace ILDiff.Tests.Differentiation;

using System.Runtime.CompilerServices;

/// <summary>Methods that take and use spans; all of them can be differentiated.</summary>
public static class SpanPrograms
{
    public struct Body
    {
        public double Mass;
        public double Speed;
        public int Id;
    }

    public static double Sum(ReadOnlySpan<double> x)
    {
        var sum = 0.0;
        for (var i = 0; i < x.Length; i++) sum += x[i] * x[i];
        return sum;
    }

    public static float SumOfFloats(ReadOnlySpan<float> x)
    {
        var sum = 0f;
        foreach (var value in x) sum += value * value;
        return sum;
    }

    public static double Weighted(ReadOnlySpan<int> counts, ReadOnlySpan<double> x)
    {
        var sum = 0.0;
        for (var i = 0; i < Math.Min(counts.Length, x.Length); i++) sum += counts[i] * x[i] * x[0];
        return sum;
    }

    public static void Axpy(double a, ReadOnlySpan<double> x, Span<double> y)
    {
        for (var i = 0; i < Math.Min(x.Length, y.Length); i++) y[i] += a * x[i];
    }

    public static void CumulativeProduct(Span<double> x)
    {
        for (var i = 1; i < x.Length; i++) x[i] *= x[i - 1];
    }

    /// <summary>The spans may overlap: what is written to one is read from the other.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void MayOverlap(ReadOnlySpan<double> source, Span<double> target)
    {
        var n = Math.Min(source.Length, target.Length);
        for (var i = 1; i < n; i++) target[i] = source[i - 1] * target[i] + source[i] * source[0];
    }

    public static double Overlaps(double[] x)
    {
        if (x.Length < 3) return 0;
        MayOverlap(x.AsSpan(0, x.Length - 1), x.AsSpan(1));
        MayOverlap(x.AsSpan(1), x.AsSpan(0, x.Length - 1));
        MayOverlap(x, x);
        return Sum(x);
    }

    public static double Kinetic(ReadOnlySpan<Body> bodies)
    {
        var sum = 0.0;
        foreach (ref readonly var body in bodies) sum += body.Mass * body.Speed * body.Speed * (1 + (body.Id % 3));
        return sum;
    }

    public static void Accelerate(Span<Body> bodies, double force)
    {
        foreach (ref var body in bodies) body.Speed += force / body.Mass;
        for (var i = 0; i < bodies.Length; i++) bodies[i].Mass *= bodies[i].Speed;
    }

    public static double Norm(ReadOnlySpan<double> x) => Math.Sqrt(Dot(x, x));

    [MethodImpl(MethodImplOptions.NoInlining)]
    public static double Dot(ReadOnlySpan<double> x, ReadOnlySpan<double> y)
    {
        var sum = 0.0;
        for (var i = 0; i < x.Length && i < y.Length; i++) sum += x[i] * y[i] * y[i];
        return sum;
    }

    public static double Convolve(ReadOnlySpan<double> signal, ReadOnlySpan<double> kernel)
    {
        var sum = 0.0;
        for (var i = 0; i + kernel.Length <= signal.Length; i++) sum += Dot(signal.Slice(i, kernel.Length), kernel) * (i + 1);
        return sum;
    }

    public static double Inner(ReadOnlySpan<double> x) => x.Length < 3 ? 1 : Sum(x[1..^1]) * x[^1] + Sum(x[..2]);

    /// <summary>Recursive, halving: the callee's adjoint gets slices.</summary>
    public static double Halve(ReadOnlySpan<double> x)
    {
        if (x.IsEmpty) return 1;
        if (x.Length == 1) return x[0] * x[0];
        var half = x.Length / 2;
        return Halve(x[..half]) * Halve(x[half..]);
    }

    public static double ScratchArray(ReadOnlySpan<double> x)
    {
        Span<double> copy = stackalloc double[x.Length];
        x.CopyTo(copy);
        for (var i = 1; i < copy.Length; i++) copy[i] = copy[i] * copy[i - 1] + x[i];
        return copy.IsEmpty ? 0 : copy[^1];
    }

    public static double ScratchEitherWay(ReadOnlySpan<double> x)
    {
        var work = x.Length <= 4 ? stackalloc double[x.Length] : new double[x.Length];
        for (var i = 0; i < x.Length; i++) work[i] = x[i] * x[i];
        CumulativeProduct(work);
        return work.Length == 0 ? 0 : work[^1] * work[0];
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    public static double ScratchInCallee(ReadOnlySpan<double> x) => ScratchEitherWay(x) * ScratchArray(x);

    public static double Calls(ReadOnlySpan<double> x) => ScratchInCallee(x) + Norm(x);

    public static void ShiftUp(Span<double> x)
    {
        if (x.Length > 1) x[..^1].CopyTo(x[1..]);
        if (x.Length > 0) x[0] *= 2;
    }

    public static void ShiftDown(Span<double> x)
    {
        if (x.Length > 1) x[1..].CopyTo(x);
        if (x.Length > 0) x[^1] *= x[0];
    }

    public static double Fills(Span<double> x, double value)
    {
        x.Fill(value * value);
        var squares = x.ToArray();
        x[..(x.Length / 2)].Clear();
        return squares.AsSpan().Length == 0 ? 0 : squares[0] * value;
    }

    public static double Mixed(double[] x, Span<double> y)
    {
        var z = x.AsSpan(0, Math.Min(x.Length, y.Length));
        for (var i = 0; i < z.Length; i++) z[i] += y[i] * x[i];
        return Sum(z);
    }

    public static double Halves(Span<double> x, int by)
    {
        var half = x.Length / 2;
        var first = x[..half];
        var second = x.Slice(half, half);
        for (var i = 0; i < half; i++)
        {
            first[i] *= second[i];
            second[i] += first[i] * by;
        }

        return Sum(x);
    }

    public static double Choose(ReadOnlySpan<double> x, ReadOnlySpan<double> y, bool first)
    {
        var chosen = first ? x : y;
        var sum = 0.0;
        for (var i = 0; i < chosen.Length; i++) sum += chosen[i] * chosen[i] * x[0];
        return sum;
    }

    public static double Rows(Span<double> matrix, int columns)
    {
        var sum = 0.0;
        for (var start = 0; start + columns <= matrix.Length; start += columns)
        {
            var row = matrix.Slice(start, columns);
            for (var j = 0; j < row.Length; j++)
            {
                sum += row[j] * row[0] * sum;
                row[j] = sum + row[j];
            }

            sum += row[^1];
        }

        return sum;
    }

    public static Span<double> Tail(Span<double> x, int from) => x[Math.Min(from, x.Length)..];

    public static double Returned(Span<double> x, int from)
    {
        var tail = Tail(x, from);
        for (var i = 0; i < tail.Length; i++) tail[i] *= tail[i];
        return Sum(Tail(tail, 1)) + Sum(x);
    }

    public static double Variable(ReadOnlySpan<double> x, int n)
    {
        ReadOnlySpan<double> rest = x;
        var sum = 0.0;
        while (rest.Length > 0 && n-- > 0)
        {
            sum += rest[0] * rest[^1] * sum + rest[0];
            rest = rest[1..];
        }

        return sum;
    }

    public static double Power(Span<double> x, int n)
    {
        var next = new double[x.Length];
        var current = x;
        for (var k = 0; k < n; k++)
        {
            for (var i = 0; i < x.Length; i++) next[i] = current[i] * current[(i + 1) % x.Length];
            for (var i = 0; i < x.Length; i++) current[i] = Math.Sin(next[i]);
        }

        return Sum(current);
    }

    public static double ByReference(Span<double> x)
    {
        if (x.Length == 0) return 0;
        ref var first = ref x[0];
        first *= x[^1];
        Square(ref x[^1]);
        return first * x[^1];
    }


    public static double Jagged(Span<double[]> rows)
    {
        var sum = 0.0;
        foreach (var row in rows) sum += Sum(row);
        return sum;
    }

    public static double Swapped(Span<double> a, Span<double> b, int steps)
    {
        var n = Math.Min(a.Length, b.Length);
        a = a[..n];
        b = b[..n];
        for (var k = 0; k < steps; k++)
        {
            for (var i = 0; i < n; i++) b[i] = Math.Sin(a[i] * a[(i + 1) % n]) + (a[0] * b[i]);
            var previous = a;
            a = b;
            b = previous;
        }

        return Sum(a) * (n > 0 ? b[0] : 1);
    }

    public static double Initialised(double x, double y)
    {
        Span<double> products = stackalloc double[] { x, x * y, y };
        ReadOnlySpan<double> table = [1, 2.5, 4];
        Span<double> started = stackalloc double[] { 1, 2, 3 };
        started[1] *= x;
        return (products[0] * products[1] * table[2]) + (products[2] * started[1] * started[2]);
    }

    public static double Collected(double x, double y)
    {
        var sum = 0.0;
        for (var i = 0; i < 3; i++)
        {
            Span<double> made = [x, x * y, y, sum];
            foreach (ref var value in made) value *= value;
            sum += made[0] * made[1] + made[^1] + Listed(x, sum, y);
        }

        return sum;
    }

    public static double OverVariable(double x)
    {
        var y = x * x;
        var one = new Span<double>(ref y);
        one[0] *= y;
        ReadOnlySpan<double> single = [x];
        return y * single[0];
    }

    private static double Listed(params ReadOnlySpan<double> values)
    {
        var product = 1.0;
        foreach (var value in values) product *= value + 1;
        return product;
    }

    private static void Square(ref double x) => x *= x;
}
