namespace ILDiff.Samples.Structs;

/// <summary>Arrays whose elements are structs.</summary>
public static class StructArrays
{
    [Sample]
    public static Real PairwiseEnergy([In(-2, 2, Length = 4)] Point3[] atoms)
    {
        Real energy = 0;
        for (var i = 0; i < atoms.Length; i++)
        {
            for (var j = i + 1; j < atoms.Length; j++)
            {
                var d = atoms[i] - atoms[j];
                energy += 1 / (1 + d.SquaredLength);
            }
        }
        return energy;
    }

    [Sample]
    public static void ElementsUpdated([In(0.5, 2, Length = 3)] Point3[] a, Real s)
    {
        for (var i = 0; i < a.Length; i++)
        {
            a[i].X *= s;
            a[i].Y += a[i].X;
            a[i] = a[i].Y * a[i];
            a[i].Scale(s);
        }
    }

    [Sample]
    public static void Leapfrog([In(0.5, 2, Length = 3)] Particle[] p, [In(1, 3)] int steps)
    {
        var h = (Real)0.1;
        for (var t = 0; t < steps; t++)
        {
            for (var i = 0; i < p.Length; i++)
            {
                var force = (-p[i].Mass) * p[i].Position;
                p[i].Velocity = p[i].Velocity + h * force;
                p[i].Position += h * p[i].Velocity;
            }
        }
    }

    [Sample]
    public static Real RefToElement([In(0.5, 2, Length = 3)] Particle[] p)
    {
        ref var first = ref p[0];
        first.Mass *= p[1].Mass;
        ref var v = ref first.Velocity;
        v.X = first.Mass * v.Y;
        p[0].Velocity.Z *= v.X;
        return p[0].Velocity.SquaredLength + p[2].Position.X;
    }

    [Sample]
    public static Real MadeInside([In(0.5, 2, Length = 4)] Real[] a)
    {
        var pairs = new Pair<Real, int>[a.Length];
        for (var i = 0; i < a.Length; i++) pairs[i] = new Pair<Real, int>(a[i] * a[i], i + 1);
        Real s = 0;
        foreach (var p in pairs) s += p.First * p.Second * p.First;
        return s;
    }

    [Sample]
    public static Real SwappedElements([In(0.5, 2, Length = 3)] Point3[] a)
    {
        (a[0], a[2]) = (a[2], a[0]);
        a[1] = a[0];
        a[0].X = 3;
        return a[1].X * a[0].Y + a[2].SquaredLength;
    }

    [Sample]
    public static Point3[] Returned(Point3 v, [In(1, 4)] int n)
    {
        var r = new Point3[n];
        for (var i = 0; i < n; i++)
        {
            r[i] = v;
            v = v.X * v;
        }
        return r;
    }

    [Sample]
    public static Real CopiedArray([In(0.5, 2, Length = 4)] Point3[] a)
    {
        var b = new Point3[a.Length];
        Array.Copy(a, 1, b, 0, 3);
        b[0].X *= b[1].Y;
        a[1].X = 5;
        return b[0].SquaredLength + a[1].X * a[2].Z;
    }
}
