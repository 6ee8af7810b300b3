namespace ILDiff.Samples.Passing;

using System.Numerics;
using ILDiff.Samples.Structs;

/// <summary>Generic methods and structs, closed over the number type by their callers.</summary>
public static class Generics
{
    [Sample]
    public static Real SwapByRef(Real x, Real y)
    {
        Swap(ref x, ref y);
        return x * x - y;
    }

    [Sample]
    public static Real Choose([In(-1, 1)] Real x, Real y) => Pick(x > 0, x * y, y) * Pick(x < 0, x, x * x);

    [Sample]
    public static Real GenericArray(Real x, Real y)
    {
        var a = MakeArray(x, y, x * y);
        Swap(ref a[0], ref a[2]);
        return a[0] * a[1] + Last(a);
    }

    [Sample]
    public static Real StaticAbstractMaths([In(0.5, 2)] Real[] c, Real x) => Horner(c, x) + Square(x);

    [Sample]
    public static Real GenericStructs(Real x, Point3 v)
    {
        var p = new Pair<Point3, Real>(v, x);
        var q = p.Swapped();
        Swap(ref q.Second, ref v);
        return q.First * q.Second.X + v.Y;
    }

    [Sample]
    public static Real TypeTested(Real x) => Named<Real>() * x + Named<int>() * x * x;

    [Sample]
    public static Real Constrained(Real x, Real y) => Larger(x, y) * x;

    [Sample]
    public static Real ReplacedStrategy(Real x, Real y) => Reduce<Adding>(x, y) * Reduce<Multiplying>(x, y);

    private static void Swap<T>(ref T a, ref T b) => (a, b) = (b, a);

    private static T Pick<T>(bool first, T a, T b) => first ? a : b;

    private static T[] MakeArray<T>(params T[] items) => items;

    private static T Last<T>(T[] items) => items[^1];

    private static T Square<T>(T x)
        where T : IMultiplyOperators<T, T, T> => x * x;

    private static T Horner<T>(T[] c, T x)
        where T : IMultiplyOperators<T, T, T>, IAdditionOperators<T, T, T>
    {
        var s = c[^1];
        for (var i = c.Length - 2; i >= 0; i--) s = (s * x) + c[i];
        return s;
    }

    private static int Named<T>() => typeof(T) == typeof(int) ? 2 : 3;

    private static T Larger<T>(T a, T b)
        where T : IComparable<T> => a.CompareTo(b) > 0 ? a : b;

    private static Real Reduce<TStrategy>(Real x, Real y)
        where TStrategy : struct, IStrategy => default(TStrategy).Apply(x, y);

    private interface IStrategy
    {
        Real Apply(Real x, Real y);
    }

    private readonly struct Adding : IStrategy
    {
        public Real Apply(Real x, Real y) => x + y;
    }

    private readonly struct Multiplying : IStrategy
    {
        public Real Apply(Real x, Real y) => x * y;
    }
}
