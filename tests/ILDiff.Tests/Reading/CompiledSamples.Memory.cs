#pragma warning disable CA2200, CA1031, CA1065 // What these methods do is what is tested.
namespace ILDiff.Tests.Reading;

using System.Globalization;
using System.Numerics;
using System.Runtime.CompilerServices;

/// <summary>Arrays, structs, fields and addresses.</summary>
internal static unsafe partial class CompiledSamples
{
    public static double Sum(double[] a)
    {
        var s = 0.0;
        foreach (var x in a) s += x;
        for (var i = 0; i < a.Length; i++) a[i] *= s;
        return s;
    }

    public static double Element(double[] a, int i) => a[i];

    public static int Bytes(byte[] a, int i)
    {
        a[0] = unchecked((byte)i);
        a[1]++;
        ref var last = ref a[^1];
        last += 200;
        return a[0] + a[1] + last;
    }

    public static bool Bools(bool[] a, int i)
    {
        a[1] = i > 0;
        return a[0] & a[1];
    }

    public static string Strings(string[] a, string s)
    {
        a[1] = s;
        return string.Concat(a[0], a[1], a[2]);
    }

    public static object Covariant(string[] a, object o)
    {
        object[] b = a;
        b[0] = o;
        return b[0];
    }

    public static double Jagged(double[][] a, int i)
    {
        var s = 0.0;
        foreach (var row in a) s += row[Math.Abs(i % 2)] + row.Length;
        return s;
    }

    public static double Rectangular(double[,] a, int i)
    {
        var s = 0.0;
        for (var r = 0; r < a.GetLength(0); r++)
        {
            for (var c = 0; c < a.GetLength(1); c++) s += a[r, c] * (r + i);
        }

        a[1, 2] = s;
        ref var corner = ref a[0, 0];
        corner += 1;
        return s + a[i & 1, 1] + a.Length;
    }

    public static double[,] MakeRectangular(int n)
    {
        var a = new double[Math.Abs(n % 5), 3];
        for (var i = 0; i < a.GetLength(0); i++) a[i, i % 3] = i;
        return a;
    }

    public static long NativeLength(int[] a, nint i) => a.LongLength + a[i & 1];

    public static double Initialised(int i)
    {
        double[] table = [1.5, 2.5, -3.5, 4];
        int[] weights = [1, 2, 3, 4];
        return table[i & 3] * weights[i & 1];
    }

    public static double Structs(double x, double y)
    {
        var a = new Pair(x, y);
        var b = a;
        b.Y += 1;
        b = b.Swapped();
        a = a + b;
        return a.X - a.Y + b.X;
    }

    public static Pair StructLoop(int n)
    {
        Pair last = default;
        for (var i = 0; i < (n & 7); i++)
        {
            var p = new Pair(i, last.X);
            p.Add(last);
            last = p;
        }

        return last;
    }

    public static double NestedStructs(double x)
    {
        var o = new Outer();
        o.Inner.X = x;
        o.Inner.Add(new Pair(1, 2));
        var copy = o;
        copy.Inner.Y = 7;
        return o.Inner.X + o.Inner.Y + copy.Inner.Y + copy.Tag;
    }

    public static double ByReference(double x)
    {
        var a = x;
        var b = 2.0;
        Exchange(ref a, ref b);
        Double(ref a, out var twice);
        return a - b + twice;
    }

    public static double RefLocals(double[] a, bool first)
    {
        ref var place = ref first ? ref a[0] : ref a[1];
        place = 9;
        place += a[0];
        return place;
    }

    public static double Objects(double x)
    {
        var node = new Node { Value = x };
        node.Next = new Node { Value = 2 };
        node.Next.Value += x;
        node.Point.X = 4;
        node.Point.Add(new Pair(x, 1));
        return node.Value + node.Next.Value + node.Point.X + (node.Next.Next?.Value ?? -1);
    }

    public static double Statics(double x)
    {
        total = x;
        counter = 0;
        for (var i = 0; i < 3; i++) Bump(ref counter);
        total += counter;
        return total;
    }

    public static int Volatile(int i)
    {
        var holder = new Holder { Flag = i };
        holder.Flag++;
        return holder.Flag;
    }

    public static double Pointers(double x)
    {
        var p = stackalloc double[4];
        for (var i = 0; i < 4; i++) p[i] = x * i;
        *(p + 1) += 2;
        var q = p + 3;
        return *q + p[1] + (q - p);
    }

    public static double Pinned(double[] a)
    {
        fixed (double* p = a)
        {
            return p == null ? -1 : p[0] + a.Length;
        }
    }
}
