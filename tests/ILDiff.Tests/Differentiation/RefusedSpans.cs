namespace ILDiff.Tests.Differentiation;

using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

/// <summary>What cannot be done with spans yet.</summary>
public static class RefusedSpans
{
    public ref struct View(Span<double> data)
    {
        public Span<double> Data = data;
    }

    public static double Interpreted(Span<double> x)
    {
        var bits = MemoryMarshal.Cast<double, long>(x);
        bits[0] += 1;
        return x[0];
    }

    public static double OfVariable(double x)
    {
        var one = new Span<double>(ref x);
        one[0] *= one[0];
        return x;
    }

    public static double Initialised(double x)
    {
        Span<double> y = stackalloc double[] { x, x * x };
        return y[0] * y[1];
    }

    public static double Sorted(Span<double> x)
    {
        x.Sort();
        return x[0] * x[0];
    }

    public static Span<double> Given(Span<double> x)
    {
        x[0] *= x[0];
        return x[1..];
    }

    public static double ByReference(ref Span<double> x)
    {
        x = x[1..];
        return x[0] * x[0];
    }

    public static double InStruct(View view) => view.Data[0] * view.Data[0];

    public static double EitherInLoop(Span<double> x, Span<double> y, int n)
    {
        var sum = 0.0;
        for (var i = 0; i < n; i++)
        {
            var from = i % 3 == 0 ? Pass(x) : y;
            sum += from[0] * sum;
            from[0] = sum;
        }

        return sum;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static Span<double> Pass(Span<double> x) => x[1..];
}
