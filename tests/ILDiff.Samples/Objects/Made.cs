namespace ILDiff.Samples.Objects;

using System.Runtime.CompilerServices;

/// <summary>Objects with active fields that the method makes itself.</summary>
public static class Made
{
    private class Node(Real value, Node? next)
    {
        public Real Value = value;
        public readonly Node? Next = next;
        public int Visits;
    }

    private abstract class Shape
    {
        protected Shape(Real scale) => Scale = scale * scale;

        public Real Scale { get; set; }
    }

    private sealed class Circle : Shape
    {
        private readonly Real radius;

        public Circle(Real radius, Real scale)
            : base(scale)
        {
            if (radius < -1000) throw new ArgumentOutOfRangeException(nameof(radius));
            this.radius = radius;
            for (var i = 0; i < 2; i++) this.radius += scale * i;
        }

        public Real Area => 3 * radius * radius * Scale;
    }

    private sealed record Pair(Real First, Real Second)
    {
        public Real Product => First * Second;
    }

    private sealed class Accumulator
    {
        private readonly Real[] values = new Real[4];
        private int count;

        public Real Total { get; private set; }

        [MethodImpl(MethodImplOptions.NoInlining)]
        public void Add(Real x)
        {
            values[count++ % values.Length] += x;
            Total += x * x;
        }

        [MethodImpl(MethodImplOptions.NoInlining)]
        public Real Mean() => (values[0] + values[1] * values[2]) / count;
    }

    [Sample]
    public static Real Record(Real x)
    {
        var p = new Pair(x, x * x);
        return p.Product + (p with { First = 2 * x }).Product;
    }

    [Sample]
    public static Real BaseConstructor(Real x, Real y)
    {
        var c = new Circle(x, y);
        c.Scale *= x;
        return c.Area;
    }

    [Sample]
    public static Real Kept([In(0.5, 2)] Real[] a)
    {
        var sum = new Accumulator();
        for (var i = 0; i < a.Length; i++) sum.Add(a[i] * a[0]);
        return sum.Total * sum.Mean();
    }

    [Sample]
    public static Real LinkedList([In(0.5, 2)] Real[] a)
    {
        Node? first = null;
        foreach (var x in a) first = new Node(x * x, first);
        Real s = 0;
        for (var n = first; n is not null; n = n.Next)
        {
            n.Visits++;
            s = s * n.Value + n.Value * n.Visits;
        }

        return s;
    }

    [Sample]
    public static Real InArray([In(0.5, 2)] Real[] a)
    {
        var nodes = new Node[a.Length];
        for (var i = 0; i < a.Length; i++) nodes[i] = new Node(a[i], i > 0 ? nodes[i - 1] : null);
        nodes[1].Value *= nodes[2].Value;
        nodes[2] = nodes[1];
        Real s = 0;
        foreach (var n in nodes) s += n.Value * (n.Next?.Value ?? 1);
        return s;
    }

    [Sample]
    public static Real MadeInLoop(Real x, [In(1, 5)] int n)
    {
        var s = x;
        for (var i = 0; i < n; i++)
        {
            var p = new Pair(s, x + i);
            s = p.Product / (i + 1);
        }

        return s;
    }

    [Sample]
    public static Real ChosenByBranch(Real x, Real y)
    {
        var p = x > y ? new Pair(x, y) : new Pair(y * y, x);
        var q = y > 1 ? p : new Pair(p.Second, x);
        return p.First * q.Product;
    }

    [Sample]
    public static Real FromCallee(Real x)
    {
        var n = Build(x, 4);
        return n.Value * n.Next!.Value + Depth(n);
    }

    [Sample]
    public static Real Shared(Real x)
    {
        var one = new Node(x, null);
        var left = new Node(2 * x, one);
        var right = new Node(3 * x, one);
        left.Next!.Value *= x;
        right.Next!.Value += 1;
        return left.Value * right.Next.Value + right.Value * one.Value;
    }

    [Sample]
    public static Real Swapped(Real x, Real y)
    {
        var a = new Node(x, null);
        var b = new Node(y, null);
        for (var i = 0; i < 3; i++)
        {
            (a, b) = (b, a);
            a.Value *= b.Value;
        }

        return a.Value + 2 * b.Value;
    }

    [Sample]
    public static Real Inactive(Real x)
    {
        var settings = new Node(3, null);
        settings.Visits = 2;
        return x * settings.Visits * settings.Value;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static Node Build(Real x, int depth) => depth == 0 ? new Node(1, null) : new Node(x * depth, Build(x * x, depth - 1));

    private static Real Depth(Node? n) => n is null ? 0 : n.Value + 2 * Depth(n.Next);
}
