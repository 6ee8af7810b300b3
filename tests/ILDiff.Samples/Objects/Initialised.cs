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

    private sealed class Node(Real value)
    {
        public Real Value = value;
        public Real[] Kept = new Real[2];
    }

    private struct Cell
    {
        public Real Value;
        public Real[] Kept;
    }

    [Sample]
    public static Real FieldThatOnlyCalleesUse(Real x)
    {
        var n = new Node(x);
        for (var i = 0; i < 2; i++) Use(n, x);
        return n.Value;
    }

    [Sample]
    public static Real FieldOfElementThatOnlyCalleesUse(Real x)
    {
        var cells = new Cell[2];
        for (var i = 0; i < 2; i++)
        {
            cells[i].Value = x * (i + 1);
            cells[i].Kept = new Real[2];
        }

        UseCells(cells, x);
        return cells[0].Value * cells[1].Value;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Use(Node n, Real k)
    {
        n.Kept[0] = n.Value * k;
        n.Value += k;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void UseCells(Cell[] cells, Real k)
    {
        for (var i = 0; i < cells.Length; i++)
        {
            cells[i].Kept[0] = cells[i].Value * k;
            cells[i].Value *= k;
        }
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
