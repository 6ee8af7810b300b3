namespace ILDiff.Tests.Simplification;

using ILDiff.ControlFlow;
using ILDiff.IR;
using ILDiff.Tests.Support;
using ILDiff.Types;

/// <summary>
/// Random methods <c>double M(double[] a, double[] b, double x, int n)</c> with any flow graph, irreducible too, that
/// end by a budget of backward jumps; and runs of them that passes must not change.
/// </summary>
internal sealed class RandomProgram
{
    private const int Budget = 12;

    private readonly Random random;
    private readonly TestMethod m;
    private readonly List<Slot> slots = [];
    private readonly Dictionary<Block, List<Value>> available = [];
    private readonly IRField x = TestTypes.Field(TestMethod.Types, typeof(Pair), nameof(Pair.X));
    private readonly IRField inner = TestTypes.Field(TestMethod.Types, typeof(Pair), nameof(Pair.Inner));
    private readonly IRField y = TestTypes.Field(TestMethod.Types, typeof(Single), nameof(Single.Y));
    private readonly IRType pair = TestTypes.Of<Pair>(TestMethod.Types);
    private Slot? fuel;
    private Slot? box;

    private RandomProgram(int seed, int blocks)
    {
        random = new Random(seed);
        m = new TestMethod(t => t.Float64, t => t.ArrayOf(t.Float64), t => t.ArrayOf(t.Float64), t => t.Float64, t => t.Int32);
        Generate(blocks);
    }

    public static TestMethod Make(int seed, int blocks = 8) => new RandomProgram(seed, blocks).m;

    /// <summary>All that can be seen of some runs: results or exceptions, and what is left in the arrays.</summary>
    public static string Observe(IRMethod method, Func<MethodHandle, IRMethod?>? bodies = null)
    {
        var interpreter = new IRInterpreter { MaxSteps = 200_000, Bodies = bodies ?? (_ => null) };
        return Observe((a, b, x, n) => (double)interpreter.Run(method, a, b, x, n)!);
    }

    /// <summary>The same of the method in any other form that can be run.</summary>
    public static string Observe(Func<double[], double[], double, int, double> run)
    {
        var seen = new List<string>();
        foreach (var n in new[] { 0, 1, 3, -2 })
        {
            foreach (var aliased in new[] { false, true })
            {
                double[] a = [1.5, -2, 0.25, 3];
                double[] b = aliased ? a : [0.5, 7, -0.0, 1e-3];
                string result;
                try
                {
                    result = BitConverter.DoubleToInt64Bits(run(a, b, 0.75 + n, n)).ToString("x");
                }
                catch (Exception e) when (e is not NotInterpretedException)
                {
                    result = e.GetType().Name;
                }

                seen.Add($"{n} {aliased}: {result} {string.Join(' ', a.Concat(b).Select(v => BitConverter.DoubleToInt64Bits(v).ToString("x")))}");
            }
        }

        return string.Join('\n', seen);
    }

    private void Generate(int count)
    {
        var method = m.Method;
        var blocks = Enumerable.Range(0, count).Select(_ => m.Block()).ToList();
        var exit = m.Block(TestMethod.Types.Float64);
        var order = new Dictionary<Block, int> { [method.Entry] = -1, [exit] = count };
        for (var i = 0; i < count; i++) order[blocks[i]] = i;
        m.Build.Jump(blocks[0]);
        foreach (var block in blocks)
        {
            Block Any() => random.Next(6) == 0 || order[block] == count - 1 ? exit : random.Next(4) == 0 ? blocks[random.Next(count)] : blocks[Math.Min(count - 1, order[block] + 1 + random.Next(3))];
            Edge[] edges = [.. Enumerable.Range(0, random.Next(8) == 0 ? 3 : random.Next(4) == 0 ? 1 : 2).Select(_ => new Edge(Any(), []))];
            block.Terminate(edges.Length switch
            {
                1 => new Jump(edges[0], TestMethod.Types.Void),
                2 => new Branch(m[3], edges[0], edges[1], TestMethod.Types.Void),
                _ => new Switch(m[3], edges, TestMethod.Types.Void),
            });
        }

        m.In(exit).Return(exit.Parameters[0]);
        var reachable = new FlowGraph(method);
        method.Blocks.RemoveAll(b => b != exit && !reachable.IsReachable(b));
        foreach (var block in method.Blocks.Skip(1).Where(b => b != exit))
        {
            for (var i = random.Next(4); i > 0; i--) block.AddParameter(random.Next(5) switch { 0 => pair, 1 or 2 => TestMethod.Types.Float64, _ => TestMethod.Types.Int32 });
        }

        var flow = new FlowGraph(method);
        var dominators = new Dominators(flow);
        foreach (var block in dominators.Preorder().ToList())
        {
            List<Value> values = [.. dominators.Immediate(block) is { } above ? available[above] : [], .. block.Parameters];
            available[block] = values;
            m.Build.Block = block;
            if (block == method.Entry)
            {
                fuel = m.Build.Slot(TestMethod.Types.Int32);
                slots.AddRange([m.Build.Slot(TestMethod.Types.Float64), m.Build.Slot(TestMethod.Types.Float64), box = m.Build.Slot(pair)]);
                values.Add(m.Build.NewArray(TestMethod.Types.ArrayOf(TestMethod.Types.Float64), m.Build.Int(4)));
                values.Add(m.Build.Load(box, pair));
            }

            if (block == exit) continue;
            for (var i = random.Next(1, 9); i > 0; i--)
            {
                if (Step(values) is { } made) values.Add(made);
            }

            Finish(block, values, order, exit);
        }
    }

    private void Finish(Block block, List<Value> values, Dictionary<Block, int> order, Block exit)
    {
        var b = m.Build;
        Edge Fill(Edge edge) => new(edge.Target, edge.Target.Parameters.Select(p => Pick(values, p.Type)));
        var old = block.Terminator;
        var edges = old.Edges.Select(Fill).ToArray();
        if (edges.Length == 2) b.End(new Branch(Condition(values), edges[0], edges[1], old.Type));
        else b.End(edges.Length == 1 ? new Jump(edges[0], old.Type) : new Switch(Pick(values, TestMethod.Types.Int32), edges, old.Type));
        if (!edges.Any(e => order[e.Target] <= order[block])) return;

        // Backward jumps use up the budget; then control goes to the exit.
        var left = b.Add(b.Load(fuel!, TestMethod.Types.Int32), b.Int(1));
        b.Store(fuel!, left, TestMethod.Types.Int32);
        var body = m.Method.AddBlock();
        body.Terminate(block.Terminator);
        b.End(new Branch(b.Compare(CompareOperator.Lt, left, b.Int(Budget)), new Edge(body, []), new Edge(exit, [Pick(values, TestMethod.Types.Float64)]), old.Type));
    }

    private Value Condition(List<Value> values)
    {
        var type = random.Next(2) == 0 ? TestMethod.Types.Int32 : TestMethod.Types.Float64;
        return random.Next(3) == 0 ? Pick(values, TestMethod.Types.Int32) : m.Build.Compare((CompareOperator)random.Next(10), Pick(values, type), Pick(values, type));
    }

    private Value Pick(List<Value> values, IRType type)
    {
        var fitting = values.Where(v => v.Type == type).ToList();
        if (type == pair || type.IsArray) return fitting[random.Next(fitting.Count)];
        if (fitting.Count == 0 || random.Next(5) == 0) return type.IsFloat ? m.Build.Float(type, random.Next(-1, 3)) : m.Build.Int(random.Next(-1, 4));
        return fitting[^(1 + Math.Min(random.Next(fitting.Count), random.Next(fitting.Count)))];
    }

    /// <summary>An address; of an element perhaps out of range, if that may throw: dropping an unused load is allowed.</summary>
    private Value Address(List<Value> values, bool mayThrow)
    {
        var b = m.Build;
        if (random.Next(3) == 0) return slots[random.Next(2)];
        if (random.Next(3) == 0) return random.Next(2) == 0 ? b.FieldAddress(box!, x) : b.FieldAddress(b.FieldAddress(box!, inner), y);
        var index = Pick(values, TestMethod.Types.Int32);
        if (!mayThrow || random.Next(12) > 0) index = b.Binary(BinaryOperator.And, index, b.Int(3));
        return b.ElementAddress(Pick(values, TestMethod.Types.ArrayOf(TestMethod.Types.Float64)), TestMethod.Types.Float64, index);
    }

    private Value? Step(List<Value> values)
    {
        var (b, f, i) = (m.Build, TestMethod.Types.Float64, TestMethod.Types.Int32);
        switch (random.Next(16))
        {
            case 0:
            case 1:
                return b.Binary((BinaryOperator)random.Next(4), Pick(values, f), Pick(values, f));
            case 2:
            case 3:
                return b.Binary((BinaryOperator)random.Next(3), Pick(values, i), Pick(values, i));
            case 4:
                return b.Binary(random.Next(4) == 0 ? BinaryOperator.Rem : BinaryOperator.Xor, Pick(values, i), Pick(values, i));
            case 5:
                return b.Convert(Pick(values, i), f);
            case 6 when random.Next(3) == 0:
                return b.Select(Condition(values), Pick(values, pair), Pick(values, pair));
            case 6:
                return b.Select(Condition(values), Pick(values, f), Pick(values, f));
            case 7:
                return b.Neg(Pick(values, random.Next(2) == 0 ? f : i));
            case 8:
                return b.CallPure(TestTypes.Method(TestMethod.Types, typeof(Math), nameof(Math.Sin), typeof(double)), Pick(values, f));
            case 9:
                return random.Next(3) == 0 ? b.Load(box!, pair) : b.ExtractField(Pick(values, pair), x);
            case 10:
                return b.InsertField(Pick(values, pair), x, Pick(values, f));
            case 11:
                b.Store(box!, Pick(values, pair), pair);
                return null;
            case 12:
            case 13:
                b.Store(Address(values, true), Pick(values, f), f);
                return null;
            default:
                return b.Load(Address(values, false), f);
        }
    }

    public struct Pair(double x, Single inner)
    {
        public double X = x;
        public Single Inner = inner;
    }

    public struct Single(double y)
    {
        public double Y = y;
    }
}
