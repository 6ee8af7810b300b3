#pragma warning disable CA2200, CA1031, CA1065 // What these methods do is what is tested.
namespace ILDiff.Tests.Reading;

using System.Globalization;
using System.Numerics;
using System.Runtime.CompilerServices;

/// <summary>Arithmetic, conversions and comparisons.</summary>
internal static unsafe partial class CompiledSamples
{
    public static double Polynomial(double x) => (3 * x * x) - (x / 7) + 1;

    public static float Single(float x, float y) => ((x * y) + (x / 3)) % (y + 1);

    public static double Mixed(float x, double y, int i) => (x * y) + i - x;

    public static double FromIntegers(int i, long l, uint u) => i + (double)l - u + (float)u;

    public static double FromUnsigned(ulong u) => u;

    public static float SingleFromUnsigned(uint u) => u;

    public static float SingleFromUnsignedLong(ulong u) => u;

    public static int Integers(int a, int b) => unchecked((a * b) + (a ^ b) - (a & ~b) + (a | 3) + (-a));

    public static int Quotient(int a, int b) => (a / b) + (a % b);

    public static long LongQuotient(long a, long b) => (a / b) - (a % b);

    public static uint UnsignedQuotient(uint a, uint b) => (a / b) + (a % b);

    public static ulong UnsignedLong(ulong a, ulong b) => (a / b) ^ (a % b);

    public static int Checked(int a, int b) => checked((a * b) + a - b);

    public static uint CheckedUnsigned(uint a, uint b) => checked((a * b) + a - b);

    public static long CheckedLong(long a, long b) => checked((a * b) + a - b);

    public static ulong CheckedUnsignedLong(ulong a, ulong b) => checked((a * b) + a - b);

    public static int Shifts(int a, int n) => (a << n) ^ (a >> n) ^ (int)((uint)a >> n);

    public static long LongShifts(long a, int n) => (a << n) ^ (a >> n) ^ (long)((ulong)a >> n);

    public static nint Native(nint a, int b) => unchecked((a * b) + b - (a >> 3));

    public static nuint NativeUnsigned(nuint a, uint b) => unchecked(a + b) / 3;

    public static int Narrowing(int i) => unchecked((sbyte)i + (byte)i + (short)i + (ushort)i + (char)i);

    public static long Widening(int i, uint u) => i + (long)u + (long)(ulong)u;

    public static int Truncation(double x) => Math.Abs(x) < 1e9 ? (int)x : 0;

    public static int CheckedByte(int i) => checked((byte)i) + checked((sbyte)i);

    public static uint CheckedSign(int i) => checked((uint)i);

    public static int CheckedFromUnsigned(uint u) => checked((int)u) + checked((short)u);

    public static long CheckedFromDouble(double x) => checked((long)x);

    public static int CheckedIntFromDouble(double x) => checked((int)x);

    public static ulong CheckedUnsignedFromDouble(double x) => checked((ulong)x);

    public static long CheckedFromUnsignedLong(ulong u) => checked((long)u);

    public static double ToSingleAndBack(double x) => (float)x;

    public static byte SmallReturn(int i) => unchecked((byte)(i * 3));

    public static int SmallLocals(int i)
    {
        byte b = unchecked((byte)i);
        b = unchecked((byte)(b + 250));
        short s = b;
        s = unchecked((short)(s << 9));
        bool odd = (i & 1) != 0;
        char c = unchecked((char)i);
        c++;
        return odd ? b + s : c - s;
    }

    public static int SmallArgument(byte b, sbyte s, bool flag)
    {
        b = unchecked((byte)(b + 7));
        s = unchecked((sbyte)(s - 1));
        flag ^= true;
        return flag ? b : s;
    }

    public static int Compare(double x, double y) =>
        (x < y ? 1 : 0) | (x <= y ? 2 : 0) | (x > y ? 4 : 0) | (x >= y ? 8 : 0) | (x == y ? 16 : 0) | (x != y ? 32 : 0);

    public static int CompareNegated(double x, double y) =>
        (!(x < y) ? 1 : 0) | (!(x <= y) ? 2 : 0) | (!(x > y) ? 4 : 0) | (!(x >= y) ? 8 : 0);

    public static int CompareSingle(float x, float y)
    {
        var r = 0;
        if (x < y) r |= 1;
        if (!(x < y)) r |= 2;
        if (x > y) r |= 4;
        if (!(x >= y)) r |= 8;
        while (!(x <= y) && r < 100) r += 50;
        return r;
    }

    public static bool CompareUnsigned(uint x, uint y) => (x < y) ^ (x >= 7);

    public static int CompareLong(long x, ulong y) => (x < 5 ? 1 : 0) | (y > 9 ? 2 : 0) | (x != 0 ? 4 : 0) | (y == 0 ? 8 : 0);

    public static bool AsValue(double x, double y) => x > y;

    public static bool AsValueNegated(double x, double y) => !(x >= y);

    public static int References(object a, string b) => (a == null ? 1 : 0) | (b != null ? 2 : 0) | (ReferenceEquals(a, b) ? 4 : 0);
}
