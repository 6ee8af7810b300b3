namespace ILDiff.Tests.Differentiation;

using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

/// <summary>What cannot be done with spans yet.</summary>
public static class RefusedSpans
{
    [InlineArray(4)]
    public struct Four
    {
        public double First;
    }

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

    public static double OfParameter(ref double x)
    {
        var one = new Span<double>(ref x);
        one[0] *= one[0];
        return x;
    }

    public static unsafe double Unmanaged(double[] x)
    {
        fixed (double* memory = x) return new Span<double>(memory, x.Length)[0];
    }

    public static double InlineArray(Four four) => four.First * four.First;

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

    public static double AnyInLoop(Span<double> a, Span<double> b, Span<double> c, Span<double> d, Span<double> e, int n)
    {
        var sum = 0.0;
        for (var i = 0; i < n; i++)
        {
            var from = (i % 5) switch { 0 => a, 1 => b, 2 => c, 3 => d, _ => e };
            sum += from[0] * sum;
            from[0] = sum;
        }

        return sum;
    }
}
