#pragma warning disable CA2200, CA1031, CA1065 // What these methods do is what is tested.
namespace ILDiff.Tests.Reading;

using System.Globalization;
using System.Numerics;
using System.Runtime.CompilerServices;

/// <summary>Calls, generics and objects.</summary>
internal static unsafe partial class CompiledSamples
{
    public static string Virtuals(int i)
    {
        Animal animal = i > 0 ? new Dog() : new Animal();
        return animal.Speak() + animal + new Dog().Base();
    }

    public static double Interfaces(int i, double x)
    {
        IShape shape = i > 0 ? new Square(x) : new Disc { Radius = x };
        return shape.Area + shape.Describe().Length;
    }

    public static double Constrained(double x) => AreaOf(new Square(x)) + AreaOf(new Disc { Radius = x }) + TextOf(new Square(2)).Length + TextOf(4).Length;

    public static double GenericMaths(double x, int i) => SumOfPowers(x, 4) + SumOfPowers((float)x, 3) + SumOfPowers(i, 2);

    public static double GenericLimits(double x) => Clamp(x, -1.0, 1.0) + Clamp(3, 0, 2);

    public static double Delegates(double x)
    {
        var k = x + 1;
        Func<double, double> f = y => y * k;
        Func<double, double> g = Math.Sqrt;
        k = 3;
        return f(2) + g(4);
    }

    public static object Boxing(int i, double x)
    {
        object o = x;
        object e = Colour.Blue;
        if (i > 0) return (int)(Colour)e + (double)o;
        if (i == 0) return o is double d && e is Colour ? d : -1;
        return (int)o;
    }

    public static int? Nullables(int i, bool has)
    {
        int? n = has ? i : null;
        return n + 1 ?? (n.HasValue ? 5 : null);
    }

    public static int Enums(int i)
    {
        var c = (Colour)i;
        c = c == Colour.Red ? Colour.Blue : unchecked(c + 1);
        return (int)c;
    }

    public static string Casts(object o) => o switch
    {
        string s => "string " + s,
        int i when i > 2 => "big",
        double[] a => "array " + a.Length.ToString(CultureInfo.InvariantCulture),
        null => "null",
        _ => o.GetType().Name,
    };

    public static string Cast(object o) => (string)o;

    public static int Unbox(object o) => (int)o;

    public static string Tokens() => typeof(Pair).Name + typeof(List<double>).Name + sizeof(Pair).ToString(CultureInfo.InvariantCulture);

    public static bool TypeTest(double x) => IsDouble<double>(x) && !IsDouble<float>(0) && !IsDouble<string>("");

    public static (double, int) Tuples(double x, int i)
    {
        var (a, b) = (i, x);
        return (b, a);
    }
}
