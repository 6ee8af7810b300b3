namespace ILDiff.Samples.Structs;

using System.Runtime.CompilerServices;

/// <summary>User structs by value, by reference, nested, returned and mutated.</summary>
public static class StructSamples
{
    [Sample]
    public static Real FieldsRead(Point3 v) => v.X * v.Y + v.Z * v.Z;

    [Sample]
    public static Real Operators(Point3 a, Point3 b, Real s)
    {
        var c = a + s * b - Point3.Cross(a, b);
        return c.SquaredLength + Point3.Dot(a, c);
    }

    [Sample]
    public static Point3 Returned(Point3 a, Real s) => s * a.Normalised();

    [Sample]
    public static Real MethodsMutate(Point3 v, Real s)
    {
        v.Scale(s);
        var w = v;
        w.Scale(v.X);
        v.Y += w.Z;
        return v.Length * w.X + v.Y;
    }

    [Sample]
    public static Real FieldAssignments(Real x, Real y)
    {
        Point3 v;
        v.X = x;
        v.Y = x * y;
        v.Z = v.X * v.Y;
        v.X = v.Z;
        return v.X * v.Y + v.Z;
    }

    [Sample]
    public static Real DefaultAndInitialiser(Real x)
    {
        var a = default(Point3);
        a.Y = x;
        var b = new Point3 { Z = x * x };
        var c = a + b;
        return c.X + c.Y * c.Z;
    }

    [Sample]
    public static void ByReference(ref Point3 v, Real s)
    {
        v.X *= s;
        v = v.X * v;
        v.Z = v.X * v.Y;
    }

    [Sample]
    public static void OutStruct(Real x, Real y, out Point3 v)
    {
        v = new Point3(x, y, x * y);
        v.X *= v.Z;
    }

    [Sample]
    public static Real InStruct(in Point3 v, in Point3 w) => Point3.Dot(v, w) * v.X;

    [Sample]
    public static Real NestedFields(Particle p)
    {
        p.Position.X += p.Velocity.X * p.Mass;
        p.Velocity = p.Mass * p.Position;
        return p.Position.SquaredLength + p.Velocity.Y * p.Kind;
    }

    [Sample]
    public static Particle NestedReturned(Point3 position, Real mass)
    {
        var p = new Particle { Position = position, Mass = mass, Kind = 3 };
        p.Velocity.Y = mass * position.X;
        return p;
    }

    [Sample]
    public static Real MergedByBranch([In(-1, 1)] Real x, Point3 a, Point3 b)
    {
        var c = x > 0 ? a : b;
        c.X *= x;
        if (c.X > c.Y) c = c + a;
        return c.SquaredLength;
    }

    [Sample]
    public static Real CarriedByLoop(Point3 v, [In(1, 5)] int n)
    {
        var axis = v.Normalised();
        for (var i = 0; i < n; i++) v = (Real)0.5 * Point3.Cross(v, axis) + v + (Real)0.1 * axis;
        return v.X + v.Y * v.Z;
    }

    [Sample]
    public static Real KeptCallee(Point3 a, Point3 b) => Kept(a, b).X * Kept(b, Kept(a, a)).Y;

    [Sample]
    public static Real KeptByRef(Point3 a, Real s)
    {
        KeptUpdate(ref a, s);
        KeptUpdate(ref a, a.Y);
        return a.X * a.Z;
    }

    [Sample]
    public static Real GenericPair(Real x, Real y, [In(1, 3)] int n)
    {
        var p = new Pair<Real, int>(x, n).Swapped();
        var q = new Pair<Pair<int, Real>, Real>(p, y);
        q.First.Second *= q.Second;
        return q.First.Second * q.First.First + q.Second;
    }

    [Sample]
    public static (Real, Point3) TupleOfStruct(Point3 v, Real s) => (v.X * s, s * v);

    [Sample]
    public static Real Copied(Point3 v)
    {
        var copy = v;
        copy.X = v.Y * v.Z;
        var again = copy;
        again.Y *= copy.X;
        return v.X * copy.X * again.Y;
    }

    [Sample]
    public static Real FieldByRef(Particle p)
    {
        ref var x = ref p.Position.X;
        x *= p.Mass;
        Multiply(ref p.Velocity.Z, x);
        x += p.Velocity.Z;
        return p.Position.X * p.Velocity.Z;
    }

    [Sample]
    public static Real InactiveField(Real x, Settings settings) => settings.Enabled ? x * settings.Count : x * x;

    [Sample]
    public static Real StructWithArray([In(0.5, 2)] Real[] a, Real x)
    {
        var view = new View { Data = a, Start = 1 };
        view.Data[view.Start] *= x;
        view.Start++;
        return view.Data[view.Start] * a[1] + view[0];
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static Point3 Kept(Point3 a, Point3 b) => Point3.Cross(a, b) + a.X * b;

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void KeptUpdate(ref Point3 v, Real s)
    {
        v.Scale(s);
        v.Z += v.X * v.Y;
    }

    private static void Multiply(ref Real target, Real factor) => target *= factor;

    /// <summary>Carries no float.</summary>
    public struct Settings
    {
        public bool Enabled;
        public int Count;
    }

    private struct View
    {
        public Real[] Data;
        public int Start;

        public readonly Real this[int i] => Data[Start + i];
    }
}
