namespace ILDiff.Samples.Objects;

using System.Runtime.CompilerServices;

/// <summary>Calls that take no active data but lay out the objects and arrays that active data go into.</summary>
public static class Initialised
{
    private sealed class Table
    {
        private Real[] values;
        private readonly Real[][] rows = new Real[2][];

        [MethodImpl(MethodImplOptions.NoInlining)]
        public Table(int n)
        {
            values = new Real[n];
            for (var i = 0; i < rows.Length; i++) rows[i] = new Real[n];
        }

        public int Count { get; private set; }

        [MethodImpl(MethodImplOptions.NoInlining)]
        public void Grow()
        {
            var larger = new Real[values.Length + 2];
            Array.Copy(values, larger, values.Length);
            values = larger;
        }

        [MethodImpl(MethodImplOptions.NoInlining)]
        public void Reset() => values = new Real[values.Length];

        public void Add(Real x)
        {
            if (Count == values.Length) Grow();
            values[Count] = x * x;
            rows[Count % 2][0] += x;
            Count++;
        }

        public Real Sum()
        {
            Real s = rows[0][0] * rows[1][0];
            for (var i = 0; i < Count; i++) s += values[i];
            return s;
        }
    }

    [Sample]
    public static Real ArraysFromConstructor([In(0.5, 2)] Real[] a)
    {
        var table = new Table(2);
        foreach (var x in a) table.Add(x);
        return table.Sum();
    }

    [Sample]
    public static Real ReplacedByCall(Real x)
    {
        var table = new Table(3);
        table.Add(x);
        table.Reset();
        table.Add(2 * x);
        return table.Sum();
    }

    [Sample]
    public static Real ByReference(Real x)
    {
        Real[] a = [x];
        var before = a[0];
        Make(ref a, 3);
        a[1] = x * x;
        return a[1] * before + a[0];
    }

    [Sample]
    public static Real ReplacedByReference(Real x, Real y)
    {
        Real[] a = [x, x * x];
        var before = a[0] * a[1];
        Make(ref a, 2);
        a[1] = y;
        return a[0] * x + a[1] * before;
    }

    [Sample]
    public static Real Element(Real x)
    {
        var rows = new Real[2][];
        Fill(rows, 2);
        rows[1][0] = x * x;
        rows[0][1] = rows[1][0] * x;
        Fill(rows, 1);
        rows[0][0] += x;
        return rows[0][0] * x;
    }

    [Sample]
    public static Real Returned(Real x)
    {
        var a = Fresh(2);
        a[0] = x;
        var b = Fresh(2);
        b[1] = a[0] * x;
        return b[1] + a[1];
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Make(ref Real[] a, int n) => a = new Real[n];

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Fill(Real[][] rows, int n)
    {
        for (var i = 0; i < rows.Length; i++) rows[i] = new Real[n];
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static Real[] Fresh(int n) => new Real[n];
}
