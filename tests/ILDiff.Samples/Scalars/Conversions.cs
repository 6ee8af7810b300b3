namespace ILDiff.Samples.Scalars;

/// <summary>Conversions between number types; those to integers cut the derivative.</summary>
public static class Conversions
{
    [Sample]
    public static Real FromInt(Real x, [In(-5, 5)] int n) => x * n;

    [Sample]
    public static Real FromLong(Real x, [In(-5, 5)] long n) => x * (Real)n;

    [Sample]
    public static Real FromUnsigned(Real x, [In(1, 5)] uint n, [In(1, 9)] ulong m) => (x * (Real)n) + (x * x * (Real)m);

    [Sample]
    public static Real FromSmall(Real x, [In(0, 200)] byte b, [In(-9, 9)] short s, [In(-9, 9)] sbyte t, [In(0, 9)] ushort u) =>
        (x * b) + (x * x * s) + (t / x) + u;

    [Sample]
    public static Real ThroughInt([In(0.5, 9)] Real x) => (int)x * x;

    [Sample]
    public static Real FractionalPart([In(0.5, 9)] Real x)
    {
        var f = x - (long)x;
        return f * f;
    }

    [Sample]
    public static Real TableIndex([In(0, 3.9)] Real x)
    {
        var i = (int)x;
        var t = x - i;
        return ((i + 1) * (1 - t)) + (i * i * t * t);
    }

    [Sample]
    public static Real IntegerDivision(Real x, [In(5, 20)] int n, [In(2, 4)] int d) => x * (n / d) / (1 + (n % d));

    [Sample]
    public static Real IntegerWrap(Real x, [In(1, 9)] int n)
    {
        var wrapped = unchecked((n * 1_000_003) ^ int.MaxValue);
        return x * (wrapped & 15);
    }

    [Sample]
    public static Real CheckedIntegers(Real x, [In(1, 9)] int n)
    {
        checked
        {
            var k = (n * 3) + 1;
            var s = (short)(k - n);
            var u = (uint)s;
            return x * s * x / (Real)(u + 1UL);
        }
    }

    [Sample]
    public static Real CheckedFromReal([In(1, 9)] Real x)
    {
        var k = checked((int)x);
        return k * x * x;
    }

#if !DUAL
    [Sample(UsesSingle = true)]
    public static Real MixedPrecision(float x, double y) => (Real)((float)(x * y) * y) + x;

    [Sample(UsesSingle = true)]
    public static double WidenAndNarrow(float x, double y)
    {
        double wide = x;
        var narrow = (float)y;
        return (wide * y) + (narrow * x);
    }

    [Sample]
    public static Real ThroughBits(Real x)
    {
        var exponent = (int)(BitConverter.DoubleToInt64Bits(x) >> 52) & 0x7ff;
        return x * (exponent - 1000);
    }

    [Sample]
    public static double ScaleByPowerOfTwo(double x, [In(-3, 3)] int n) =>
        x * BitConverter.Int64BitsToDouble((n + 1023L) << 52);
#endif
}
