namespace ILDiff.Samples.Scalars;

/// <summary>Integer arithmetic that steers floating-point work: shifts, masks, bit counting.</summary>
public static class Integers
{
    [Sample]
    public static Real Shifts(Real x, [In(1, 9)] int n) => x * ((n << 3) >> 1) * x / (1 + (n >>> 1));

    [Sample]
    public static Real NegativeShift(Real x, [In(-9, -1)] int n) => (x * (n >> 1)) + (x * x * ((n >>> 28) & 7));

    [Sample]
    public static Real Masks(Real x, [In(0, 255)] int n) => ((n & 7) * x) + ((n | 8) * x * x) - ((n ^ 5) / x) + (~n * x);

    [Sample]
    public static Real PowerBySquaring(Real x, [In(0, 13)] int n)
    {
        Real result = 1;
        var factor = x;
        while (n > 0)
        {
            if ((n & 1) != 0) result *= factor;
            factor *= factor;
            n >>= 1;
        }
        return result;
    }

    [Sample]
    public static Real BitReversedSum([In(0.5, 2, Length = 8)] Real[] a)
    {
        Real s = 0;
        for (var i = 0; i < 8; i++)
        {
            var j = ((i & 1) << 2) | (i & 2) | ((i & 4) >> 2);
            s += a[j] * a[j] * (i + 1);
        }
        return s;
    }

    [Sample]
    public static Real GrayCode([In(0.5, 2, Length = 4)] Real[] a)
    {
        Real s = 0, t = 1;
        for (uint k = 1; k < 16; k++)
        {
            var bit = System.Numerics.BitOperations.TrailingZeroCount(k);
            t = t + (a[bit] * (((k >> (bit + 1)) & 1u) == 0 ? 1 : -1));
            s += t * t;
        }
        return s;
    }

    [Sample]
    public static Real LinearCongruential(Real x, [In(1, 100)] uint seed)
    {
        var s = x;
        for (var i = 0; i < 6; i++)
        {
            seed = unchecked((seed * 1664525u) + 1013904223u);
            s += (seed >> 28) * s / 16;
        }
        return s;
    }

    [Sample]
    public static Real LongArithmetic(Real x, [In(1, 20)] long n)
    {
        long factorial = 1;
        for (long k = 2; k <= n; k++) factorial *= k;
        return x * (Real)(factorial % 1000) / (Real)(1 + (factorial >> 60));
    }

    [Sample]
    public static Real UnsignedComparison(Real x, [In(-3, 3)] int n) => unchecked((uint)n) < 10u ? x * x : x * x * x;

    [Sample]
    public static Real AlternatingSign([In(-2, 2)] Real x)
    {
        Real s = 0;
        var sign = 1;
        for (var k = 0; k < 6; k++, sign = -sign) s += sign * Maths.Pow(x, k) / (k + 1);
        return s;
    }
}
