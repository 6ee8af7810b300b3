namespace ILDiff.Samples.Arrays;

/// <summary>Spans of arrays: read, written, sliced, passed on.</summary>
public static class Spans
{
    [Sample]
    public static Real SumOfSquares([In(0.5, 2)] Real[] x) => Squares(x);

    [Sample]
    public static Real CountedLoop([In(0.5, 2)] Real[] x)
    {
        ReadOnlySpan<Real> s = x;
        Real sum = 0;
        for (var i = 0; i < s.Length; i++) sum += s[i] * s[i] * s[i];
        return sum;
    }

    [Sample]
    public static Real Each([In(0.5, 2)] Real[] x)
    {
        Real product = 1;
        foreach (var value in x.AsSpan()) product *= value;
        return product;
    }

    [Sample]
    public static void Compound([In(0.5, 2)] Real[] x, [In(0.5, 2)] Real[] y)
    {
        var s = x.AsSpan();
        Span<Real> t = y;
        for (var i = 0; i < s.Length; i++)
        {
            t[i] *= s[i];
            s[i] += t[i] * t[i];
        }
    }

    [Sample]
    public static Real Sliced([In(0.5, 2)] Real[] x)
    {
        var all = x.AsSpan();
        var inner = all[1..^1];
        var tail = all.Slice(3);
        var part = x.AsSpan(1, 3);
        var rest = x.AsSpan(2);
        inner[0] *= tail[0];
        return Squares(inner) * part[0] + rest[1] * tail[1] * all[^1];
    }

    /// <summary>What is written through one span is read through another that overlaps it.</summary>
    [Sample]
    public static Real Overlapping([In(0.5, 2)] Real[] x)
    {
        var a = x.AsSpan(0, 4);
        var b = x.AsSpan(1, 4);
        Real sum = 0;
        for (var i = 0; i < a.Length; i++)
        {
            b[i] *= a[i];
            sum += a[i] * b[i] + x[i] * x[i];
        }

        return sum * b[2] * a[3];
    }

    [Sample]
    public static Real OverlappingCallee([In(0.5, 2)] Real[] x)
    {
        Scan(x.AsSpan(1), x.AsSpan(0, 4), x);
        return x[0] * x[4] + x[2];
    }

    [Sample(Allocates = true)]
    public static Real Scratch([In(0.5, 2)] Real[] x)
    {
        Span<Real> half = stackalloc Real[x.Length];
        for (var i = 0; i < x.Length; i++) half[i] = x[i] * x[i] / 2;
        Real sum = 0;
        for (var i = 1; i < half.Length; i++)
        {
            half[i] += half[i - 1] * x[i];
            sum += half[i] * half[i - 1];
        }

        return sum;
    }

    [Sample]
    public static Real Rows([In(0.5, 2)] Real[] matrix, [In(0.5, 2)] Real[] x)
    {
        Real sum = 0;
        for (var i = 0; i < 2; i++)
        {
            var row = matrix.AsSpan(i * 2, 2);
            sum += Dot(row, x.AsSpan(i, 2)) * row[0];
            row[1] = sum * row[0];
        }

        return sum * matrix[3];
    }

    private static Real Dot(ReadOnlySpan<Real> a, ReadOnlySpan<Real> b)
    {
        Real sum = 0;
        for (var i = 0; i < a.Length; i++) sum += a[i] * b[i] * b[i];
        return sum;
    }

    private static void Scan(Span<Real> target, ReadOnlySpan<Real> source, Real[] whole)
    {
        for (var i = 0; i < target.Length; i++) target[i] = source[i] * target[i] + whole[2] * source[0];
    }

    private static Real Squares(ReadOnlySpan<Real> x)
    {
        Real sum = 0;
        for (var i = 0; i < x.Length; i++) sum += x[i] * x[i];
        return sum;
    }
}
