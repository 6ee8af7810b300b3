#pragma warning disable CA2200, CA1031, CA1065 // What these methods do is what is tested.
namespace ILDiff.Tests.Reading;

using System.Globalization;
using System.Numerics;
using System.Runtime.CompilerServices;

/// <summary>Branches, loops and exceptions.</summary>
internal static unsafe partial class CompiledSamples
{
    public static double Loop(int n, double x)
    {
        var s = 0.0;
        for (var i = 0; i < Math.Min(n, 50); i++) s = (s * x) + i;
        return s;
    }

    public static int Nested(int n)
    {
        var c = 0;
        for (var i = 0; i < Math.Min(n, 12); i++)
        {
            for (var j = i; j < 12; j++)
            {
                if ((i ^ j) == 5) continue;
                if (i + j > 17) break;
                c += i * j;
            }
        }

        return c;
    }

    public static int DoWhile(int n)
    {
        var steps = 0;
        do
        {
            n = (n & 1) == 0 ? n / 2 : unchecked((3 * n) + 1);
            steps++;
        }
        while (n > 1 && steps < 200);
        return steps;
    }

    public static string Switching(int i)
    {
        switch (i)
        {
            case 0: return "zero";
            case 1: case 2: return "few";
            case 3: goto case 0;
            case 7: i = 100; break;
            case 100: i = -1; break;
        }

        return i.ToString(CultureInfo.InvariantCulture);
    }

    public static double Ternaries(bool a, bool b, double x) => Math.Max(a ? x : b ? -x : 2, x > 0 ? (a ? 1 : 3.5) : 0);

    public static double MixedWidths(bool a, float f, double d) => a ? f : d;

    public static object MergedTypes(int i) => i > 5 ? "s" : i > 0 ? new List<int> { i } : i < -3 ? (object)1.5 : new int[2];

    public static int Coalesce(string s, object o) => (s ?? o as string ?? "none").Length;

    public static int Goto(int n)
    {
        var i = 0;
        n &= 63;
        if (n > 3) goto inner;
    outer:
        i += 2;
        if (i > 20) return i;
    inner:
        i += 3;
        if (i < n) goto inner;
        goto outer;
    }

    public static int FirstInstructionLoops(int n)
    {
        while (true)
        {
            n -= 3;
            if (n < 10) return n;
            n /= 2;
        }
    }

    public static int Finally(int i)
    {
        var log = 1;
        try
        {
            log *= 3;
            if (i == 7) return log;
            log += 100 / i;
        }
        finally
        {
            log++;
            counter = log;
        }

        return log + counter;
    }

    public static string Catch(int i, string s)
    {
        var state = "start";
        try
        {
            state = "tried";
            var q = 10 / i;
            state = "divided";
            state += s.Length + q;
        }
        catch (DivideByZeroException)
        {
            state += " zero";
        }
        catch (NullReferenceException e) when (e.Message.Length > 0 && i > 1)
        {
            state += " filtered";
        }

        return state;
    }

    public static int NestedRegions(int[] a, int i)
    {
        var n = 0;
        for (var k = 0; k < 3; k++)
        {
            try
            {
                try
                {
                    n += a[i + k];
                    if (n > 4) continue;
                    n++;
                }
                catch (IndexOutOfRangeException)
                {
                    n += 1000;
                    if (k == 2) throw new InvalidOperationException();
                }
                finally
                {
                    n += 10;
                }
            }
            catch (InvalidOperationException)
            {
                n = -n;
                break;
            }
        }

        return n;
    }

    public static int Rethrow(int i)
    {
        try
        {
            try
            {
                return checked(i * 3);
            }
            catch (OverflowException)
            {
                counter++;
                throw;
            }
        }
        catch (ArithmeticException e)
        {
            return e.GetType().Name.Length;
        }
    }

    public static double Using(double[] a)
    {
        var s = 0.0;
        foreach (var x in a.Where(v => v > 0)) s += x;
        foreach (var x in new List<double>(a)) s -= x;
        lock (a) s++;
        return s;
    }

    public static int AssignedInHandlers(int i)
    {
        int r;
        try
        {
            r = 100 / i;
        }
        catch (DivideByZeroException)
        {
            r = -1;
        }

        var after = r * 2;
        try
        {
            after += checked(r + int.MaxValue - 20);
            r = 5;
        }
        catch (OverflowException)
        {
            after += r;
        }

        return after;
    }
}
