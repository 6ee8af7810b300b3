namespace ILDiff.Samples.Structs;

/// <summary>Structs and tuples of both numbers and arrays, which are seeded by value and by shadow at once.</summary>
public static class Mixed
{
    [Sample]
    public static (Real[] Values, Real Last) Sums([In(-2, 2)] Real[] a, Real k)
    {
        var sums = new Real[a.Length + 1];
        for (var i = 0; i < a.Length; i++) sums[i + 1] = sums[i] + a[i] * k;
        return (sums, sums[^1]);
    }

    [Sample]
    public static (Real[] X, Real Cost) Descent([In(-2, 2)] Real[] start, [In(0.1, 0.5)] Real rate)
    {
        var x = (Real[])start.Clone();
        Real cost = 0;
        for (var step = 0; step < 4; step++)
        {
            cost = 0;
            for (var i = 0; i < x.Length; i++)
            {
                cost += (x[i] - i) * (x[i] - i);
                x[i] -= rate * (x[i] - i);
            }
        }

        return (x, cost);
    }

    [Sample]
    public static Weighted Replaced(Weighted given, Real k)
    {
        var result = given;
        result.Items = [k, given.Weight];
        result.Weight = k * given.Weight;
        return result;
    }

    [Sample]
    public static ((Real First, Real[] Items) Inner, Real Second) Nested([In(0.5, 2)] Real x)
    {
        Real[] items = [x * x, x];
        items[1] *= items[0];
        return ((x * items[1], items), items[0]);
    }

    [Sample]
    public static Weighted Recursive([In(0.5, 1.5)] Real x, [In(1, 3)] int n)
    {
        if (n == 0) return new Weighted { Weight = x, Items = [x * x] };
        var below = Recursive(x * (Real)1.1, n - 1);
        return new Weighted { Weight = x * below.Weight + below.Items[0], Items = [below.Items[0] * x] };
    }

    [Sample]
    public static Real OutOfRecursion([In(0.5, 1.5)] Real x, [In(1, 3)] int n)
    {
        Real s = 0;
        for (var i = 0; i < n; i++)
        {
            var w = Recursive(x + s, i);
            s += w.Weight * w.Items[0];
        }

        return s;
    }

    /// <summary>A weight, and what it is the weight of.</summary>
    public struct Weighted
    {
        public Real Weight;
        public Real[] Items;
    }
}
