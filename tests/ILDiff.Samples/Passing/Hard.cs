namespace ILDiff.Samples.Passing;

using ILDiff.Samples.Structs;

/// <summary>
/// Ways for active data to get lost. Each is differentiated rightly or refused with a reason; a wrong number is the one
/// thing that must not come out.
/// </summary>
public static class Hard
{
    private static Real remembered;
    private static Real[]? rememberedArray;
    private static readonly Real[] Scratch = new Real[4];

    [Sample(MayBeRefused = true)]
    public static Real ThroughStaticField(Real x)
    {
        remembered = x * x;
        return remembered * x;
    }

    [Sample(MayBeRefused = true)]
    public static Real ThroughStaticFieldAndCall(Real x)
    {
        remembered = x * 3;
        return ReadRemembered() * x;
    }

    [Sample(MayBeRefused = true)]
    public static Real ThroughStaticArray([In(0.5, 2)] Real[] a)
    {
        rememberedArray = a;
        a[0] *= a[1];
        return rememberedArray[0] * rememberedArray[2];
    }

    [Sample(MayBeRefused = true)]
    public static Real ThroughStaticScratch(Real x)
    {
        for (var i = 0; i < Scratch.Length; i++) Scratch[i] = x * i;
        return Scratch[1] * Scratch[3];
    }

    [Sample(MayBeRefused = true)]
    public static Real ThroughObject(Real x, Real y)
    {
        var box = new Holder { Value = x * y };
        box.Value *= x;
        return box.Value + y;
    }

    [Sample(MayBeRefused = true)]
    public static Real ThroughObjectOfArray([In(0.5, 2)] Real[] a)
    {
        var box = new Holder { Items = a };
        box.Items[0] = a[1] * a[2];
        return a[0] * box.Items[3];
    }

    [Sample(MayBeRefused = true)]
    public static Real Boxed(Real x)
    {
        object boxed = x * x;
        return (Real)boxed * x;
    }

    [Sample(MayBeRefused = true)]
    public static Real BoxedStruct(Point3 v)
    {
        object boxed = v;
        return ((Point3)boxed).X * v.Y;
    }

    [Sample(MayBeRefused = true)]
    public static Real UntypedArray([In(0.5, 2)] Real[] a)
    {
        object untyped = a;
        ((Real[])untyped)[0] *= a[1];
        return a[0] * a[2];
    }

    [Sample(MayBeRefused = true)]
    public static Real ThroughObjectArray(Real x)
    {
        object[] items = [x * x, 1];
        return (Real)items[0] * x;
    }

    [Sample(MayBeRefused = true)]
    public static Real ThroughSystemArray([In(0.5, 2)] Real[] a)
    {
        Array untyped = a;
        untyped.SetValue(a[1] * a[2], 0);
        return a[0] * a[0];
    }

    [Sample(MayBeRefused = true)]
    public static Real ThroughDelegate(Real x, Real y)
    {
        Func<Real, Real> f = t => t * y;
        return f(x) * f(y);
    }

    [Sample(MayBeRefused = true)]
    public static Real ThroughStaticLambda(Real x)
    {
        Func<Real, Real> f = static t => t * t;
        return f(x) * x;
    }

    [Sample(MayBeRefused = true)]
    public static Real ThroughList(Real x)
    {
        var list = new List<Real> { x, x * x };
        list[0] *= list[1];
        return list[0] + list.Count;
    }

    [Sample(MayBeRefused = true)]
    public static Real ThroughLinq([In(1.1, 2)] Real[] a) => a.Select(v => v * v).Where(v => v > 1).Aggregate((v, w) => v * w);

    [Sample(MayBeRefused = true)]
    public static Real ThroughSpan([In(0.5, 2)] Real[] a)
    {
        Span<Real> span = a.AsSpan(1, 3);
        span[0] *= span[2];
        return a[1] * span[1];
    }

    [Sample(MayBeRefused = true)]
    public static Real ThroughStackAlloc(Real x)
    {
        Span<Real> span = stackalloc Real[3];
        span[1] = x * x;
        return span[1] * x + span[0];
    }

    [Sample(MayBeRefused = true)]
    public static Real ThroughFinally(Real x)
    {
        var s = x;
        try
        {
            s *= x;
        }
        finally
        {
            s += x;
        }
        return s * s;
    }

    [Sample(MayBeRefused = true)]
    public static Real ThroughCatch([In(-1, 1)] Real x)
    {
        var s = x * x;
        try
        {
            if (x < 0) throw new InvalidOperationException();
            s *= x;
        }
        catch (InvalidOperationException)
        {
            s = -x;
        }
        return s;
    }

    [Sample(MayBeRefused = true)]
    public static Real ThroughNullable([In(-1, 1)] Real x)
    {
        Real? maybe = x > 0 ? x * x : null;
        return maybe ?? -x;
    }

    [Sample(MayBeRefused = true)]
    public static Real TwoDimensional(Real x, Real y)
    {
        var m = new Real[2, 2];
        m[0, 1] = x * y;
        m[1, 0] = m[0, 1] * x;
        return m[0, 1] * m[1, 0] + m[1, 1];
    }

    [Sample(MayBeRefused = true)]
    public static Real VirtualCall(Real x, bool square)
    {
        Shape shape = square ? new Square() : new Line();
        return shape.Area(x) * x;
    }

    [Sample(MayBeRefused = true)]
    public static Real Iterator([In(0.5, 2)] Real[] a)
    {
        Real s = 1;
        foreach (var v in Doubled(a)) s *= v;
        return s;
    }

    [Sample(MayBeRefused = true)]
    public static Real SortedArray([In(0.5, 2)] Real[] a)
    {
        Array.Sort(a);
        return a[0] * a[4] * a[4];
    }

#if !DUAL
    [Sample(MayBeRefused = true)]
    public static Real BlockCopied([In(0.5, 2)] Real[] a)
    {
        var b = new Real[a.Length];
        Buffer.BlockCopy(a, 0, b, 0, Buffer.ByteLength(a));
        return b[0] * b[1];
    }
#endif

    [Sample(MayBeRefused = true)]
    public static Real ThroughInterlocked(Real x)
    {
        var box = new Holder();
        Volatile.Write(ref box.Count, 1);
        return x * box.Count * x;
    }

#if !DUAL
    [Sample(MayBeRefused = true)]
    public static double SignFlippedByBits(double x) =>
        BitConverter.Int64BitsToDouble(BitConverter.DoubleToInt64Bits(x * x) ^ long.MinValue) * x;

    [Sample(MayBeRefused = true)]
    public static double BitsSplitAndJoined(double x)
    {
        var bits = BitConverter.DoubleToInt64Bits(x);
        var high = (int)(bits >> 32);
        var low = (int)bits;
        return BitConverter.Int64BitsToDouble(((long)high << 32) | (uint)low) * 2;
    }

    [Sample(MayBeRefused = true)]
    public static double ThroughDecimal(double x) => (double)((decimal)x * 2m) * x;

    [Sample(MayBeRefused = true)]
    public static double ThroughText(double x) => double.Parse(x.ToString("R")) * x;

    [Sample(MayBeRefused = true)]
    public static unsafe double ThroughPointer(double x)
    {
        var y = x * x;
        var p = &y;
        *p *= 3;
        return y * x;
    }

    [Sample(MayBeRefused = true)]
    public static unsafe double PinnedArray([In(0.5, 2)] double[] a)
    {
        fixed (double* p = a)
        {
            p[0] *= p[1];
        }
        return a[0] * a[2];
    }

    [Sample(MayBeRefused = true)]
    public static unsafe double ReinterpretedPointer(double x)
    {
        var bits = *(long*)&x;
        bits ^= long.MinValue;
        return *(double*)&bits * 2;
    }

    [Sample(MayBeRefused = true)]
    public static double DivRemOfTruncated([In(0.5, 9)] double x) => x - Math.Truncate(x) + Math.IEEERemainder(x, 0.7);

    [Sample(MayBeRefused = true)]
    public static double ParsedByTryParse(double x, string text)
    {
        var y = x * x;
        if (!double.TryParse(text, out y)) y += x;
        return y * x;
    }
#endif

    private static Real ReadRemembered() => remembered * remembered;

    private static IEnumerable<Real> Doubled(Real[] a)
    {
        foreach (var v in a) yield return 2 * v;
    }

    private sealed class Holder
    {
        public Real Value;
        public Real[] Items = [];
        public int Count;
    }

    private abstract class Shape
    {
        public abstract Real Area(Real x);
    }

    private sealed class Square : Shape
    {
        public override Real Area(Real x) => x * x;
    }

    private sealed class Line : Shape
    {
        public override Real Area(Real x) => 3 * x;
    }
}
