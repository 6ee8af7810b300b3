namespace ILDiff.Tests.Emission;

using ILDiff.IR;
using ILDiff.Tests.Simplification;
using ILDiff.Tests.Support;
using ILDiff.Types;
using NUnit.Framework;

public sealed class FlowEmissionTests
{
    private static TypeUniverse Types => TestMethod.Types;

    /// <summary>The parameters of a loop trade places on the way back: a cycle of copies.</summary>
    [Test]
    public void Values_that_swap_on_a_back_edge()
    {
        var m = new TestMethod(t => t.Float64, t => t.Float64, t => t.Float64, t => t.Float64, t => t.Int32);
        var b = m.Build;
        var header = m.Block(Types.Float64, Types.Float64, Types.Float64, Types.Int32);
        var (body, exit) = (m.Block(), m.Block());
        b.Jump(header, m[0], m[1], m[2], m[3]);
        var (x, y, z, n) = (header.Parameters[0], header.Parameters[1], header.Parameters[2], header.Parameters[3]);
        m.In(header).Branch(b.Compare(CompareOperator.Gt, n, b.Int(0)), TestMethod.To(body), TestMethod.To(exit));
        m.In(body).Jump(header, y, z, x, b.Sub(n, b.Int(1)));
        m.In(exit).Return(b.Sub(b.Sub(b.Mul(x, b.Float(Types.Float64, 100)), b.Mul(y, b.Float(Types.Float64, 10))), z));
        var run = Emitted.Compile<Func<double, double, double, int, double>>(m.Method);
        Assert.That(run(1, 2, 3, 0), Is.EqualTo(77));
        Assert.That(run(1, 2, 3, 1), Is.EqualTo(169));
        Assert.That(run(1, 2, 3, 2), Is.EqualTo(288));
        Assert.That(run(1, 2, 3, 3), Is.EqualTo(77));
    }

    /// <summary>The old value of a loop variable is read after the loop: the new one must not overwrite it.</summary>
    [Test]
    public void A_value_that_outlives_its_update()
    {
        var m = new TestMethod(t => t.Int32, t => t.Int32);
        var b = m.Build;
        var header = m.Block(Types.Int32);
        var exit = m.Block();
        b.Jump(header, b.Int(0));
        var i = header.Parameters[0];
        var next = m.In(header).Add(i, b.Int(1));
        b.Branch(b.Compare(CompareOperator.Lt, next, m[0]), TestMethod.To(header, next), TestMethod.To(exit));
        m.In(exit).Return(i);
        var run = Emitted.Compile<Func<int, int>>(m.Method);
        Assert.That(run(5), Is.EqualTo(4));
        Assert.That(run(0), Is.EqualTo(0));
    }

    [Test]
    public void A_loop_variable_is_updated_in_place()
    {
        var emitted = new Emitted();
        var method = emitted.Add(SampleMethods.SumOfSines(Types));
        var stores = method.Body.Instructions.Count(i => i.OpCode.Name.StartsWith("stloc"));
        Assert.That(method.Body.Variables, Has.Count.EqualTo(2));
        Assert.That(stores, Is.EqualTo(4));
        Assert.That(method.Body.Instructions.Count(i => i.OpCode.Name is "br" or "br.s"), Is.EqualTo(1), "one jump to the test at the bottom");
    }

    /// <summary>A loop that counts its argument down needs no variable, unless the argument is still wanted or is narrower.</summary>
    [Test]
    public void A_loop_variable_takes_over_the_argument_it_starts_as()
    {
        var emitted = new Emitted();
        var plain = emitted.Add(CountDown(t => t.Int32, isWantedLater: false));
        Assert.That(plain.Body.Variables, Has.Count.EqualTo(1));
        var wanted = emitted.Add(CountDown(t => t.Int32, isWantedLater: true));
        Assert.That(wanted.Body.Variables, Has.Count.EqualTo(2));
        var narrow = emitted.Add(CountDown(t => t.UInt8, isWantedLater: false));
        var type = emitted.Load();
        Assert.That(type.GetMethod(plain.Name)!.CreateDelegate<Func<int, int>>()(1000), Is.EqualTo(500500));
        Assert.That(type.GetMethod(wanted.Name)!.CreateDelegate<Func<int, int>>()(1000), Is.EqualTo(501500));
        Assert.That(type.GetMethod(narrow.Name)!.CreateDelegate<Func<byte, int>>()(255), Is.EqualTo(32640));

        static IRMethod CountDown(Func<TypeUniverse, IRType> type, bool isWantedLater)
        {
            var m = new TestMethod(t => t.Int32, type);
            var b = m.Build;
            var header = m.Block(Types.Int32, Types.Int32);
            var (body, exit) = (m.Block(), m.Block());
            b.Jump(header, m[0], b.Int(0));
            var (n, sum) = (header.Parameters[0], header.Parameters[1]);
            m.In(header).Branch(b.Compare(CompareOperator.Gt, n, b.Int(0)), TestMethod.To(body), TestMethod.To(exit));
            m.In(body).Jump(header, b.Sub(n, b.Int(1)), b.Add(sum, n));
            m.In(exit).Return(isWantedLater ? b.Add(sum, m[0]) : sum);
            return m.Method;
        }
    }

    [Test]
    public void Both_edges_of_a_branch_carry_values_to_one_block()
    {
        var m = new TestMethod(t => t.Float64, t => t.Float64);
        var b = m.Build;
        var join = m.Block(Types.Float64, Types.Int32);
        b.Branch(b.Compare(CompareOperator.Lt, m[0], b.Float(Types.Float64, 0)),
            TestMethod.To(join, b.Float(Types.Float64, -1), b.Int(3)), TestMethod.To(join, m[0], b.Int(4)));
        m.In(join).Return(b.Mul(join.Parameters[0], b.Convert(join.Parameters[1], Types.Float64)));
        var run = Emitted.Compile<Func<double, double>>(m.Method);
        Assert.That(run(-7), Is.EqualTo(-3));
        Assert.That(run(2), Is.EqualTo(8));
        Assert.That(run(double.NaN), Is.NaN);
    }

    [Test]
    public void A_switch_whose_edges_carry_values()
    {
        var m = new TestMethod(t => t.Int32, t => t.Int32);
        var b = m.Build;
        var join = m.Block(Types.Int32);
        var bare = m.Block();
        b.Switch(m[0], [TestMethod.To(join, b.Int(10)), TestMethod.To(bare), TestMethod.To(join, b.Int(30)), TestMethod.To(join, m[0])]);
        m.In(bare).Return(b.Int(-1));
        m.In(join).Return(b.Add(join.Parameters[0], b.Int(1)));
        var run = Emitted.Compile<Func<int, int>>(m.Method);
        Assert.That(new[] { 0, 1, 2, 3, -5 }.Select(run), Is.EqualTo(new[] { 11, -1, 31, 4, -4 }));
    }

    /// <summary>Two entries into one cycle.</summary>
    [Test]
    public void Irreducible_flow()
    {
        var m = new TestMethod(t => t.Int32, t => t.Int32, t => t.Int32);
        var b = m.Build;
        var (left, right) = (m.Block(Types.Int32, Types.Int32), m.Block(Types.Int32, Types.Int32));
        var exit = m.Block(Types.Int32);
        b.Branch(m[0], TestMethod.To(left, m[1], b.Int(1)), TestMethod.To(right, m[1], b.Int(1)));
        m.In(left).Jump(right, b.Sub(left.Parameters[0], b.Int(1)), b.Mul(left.Parameters[1], b.Int(3)));
        m.In(right).Branch(b.Compare(CompareOperator.Le, right.Parameters[0], b.Int(0)), TestMethod.To(exit, right.Parameters[1]),
            TestMethod.To(left, right.Parameters[0], b.Add(right.Parameters[1], b.Int(1))));
        m.In(exit).Return(exit.Parameters[0]);
        var run = Emitted.Compile<Func<int, int, int>>(m.Method);
        Assert.That(run(1, 2), Is.EqualTo(((1 * 3) + 1) * 3));
        Assert.That(run(0, 1), Is.EqualTo((1 + 1) * 3));
        Assert.That(run(0, 0), Is.EqualTo(1));
    }

    /// <summary><c>try { a[i] /= d; result = a[i]; } catch (DivideByZeroException) { result = -1; } finally { a[0]++; }</c></summary>
    [Test]
    public void Nested_regions_with_a_value_that_leaves_through_a_finally()
    {
        var m = new TestMethod(t => t.Int32, t => t.ArrayOf(t.Int32), t => t.Int32);
        var outer = new Region(RegionKind.Try, null);
        var inner = new Region(RegionKind.Try, outer);
        var handler = new Region(RegionKind.Catch, outer) { Guarded = inner, CatchType = TestTypes.Of<DivideByZeroException>(Types) };
        var last = new Region(RegionKind.Finally, null) { Guarded = outer };
        m.Method.Regions.AddRange([outer, inner, handler, last]);
        var tried = m.Method.AddBlock(inner);
        var caught = m.Method.AddBlock(handler);
        caught.AddParameter(handler.CatchType!);
        var always = m.Method.AddBlock(last);
        var exit = m.Block(Types.Int32);
        (outer.Entry, inner.Entry, handler.Entry, last.Entry) = (tried, tried, caught, always);

        var b = m.Build;
        var element = b.ElementAddress(m[0], Types.Int32, b.Int(0));
        b.Jump(tried);
        m.In(tried);
        var quotient = b.Binary(BinaryOperator.Div, b.Load(element, Types.Int32), m[1]);
        b.Leave(TestMethod.To(exit, quotient));
        m.In(caught).Leave(TestMethod.To(exit, b.Int(-1)));
        m.In(always).Store(element, b.Add(b.Load(element, Types.Int32), b.Int(1)), Types.Int32);
        b.EndHandler();
        m.In(exit).Return(b.Add(b.Mul(exit.Parameters[0], b.Int(100)), b.Load(element, Types.Int32)));

        var run = Emitted.Compile<Func<int[], int, int>>(m.Method);
        Assert.That(run([12], 4), Is.EqualTo(313));
        Assert.That(run([12], 0), Is.EqualTo(-87));
        Assert.That(() => run(null!, 1), Throws.TypeOf<NullReferenceException>());
    }

    [Test]
    public void A_filter_chooses_what_is_caught()
    {
        var m = new TestMethod(t => t.Int32, t => t.ArrayOf(t.Int32), t => t.Int32);
        var tried = new Region(RegionKind.Try, null);
        var filter = new Region(RegionKind.Filter, null) { Guarded = tried };
        var handler = new Region(RegionKind.FilterHandler, null) { Guarded = tried };
        m.Method.Regions.AddRange([tried, filter, handler]);
        var body = m.Method.AddBlock(tried);
        var decision = m.Method.AddBlock(filter);
        decision.AddParameter(Types.Object);
        var caught = m.Method.AddBlock(handler);
        caught.AddParameter(Types.Object);
        var exit = m.Block(Types.Int32);
        (tried.Entry, filter.Entry, handler.Entry) = (body, decision, caught);
        var b = m.Build;
        b.Jump(body);
        m.In(body).Leave(TestMethod.To(exit, b.Load(b.ElementAddress(m[0], Types.Int32, m[1]), Types.Int32)));
        m.In(decision).EndHandler(b.Compare(CompareOperator.Gt, m[1], b.Int(5)));
        var text = m.In(caught).CallVirtual(TestTypes.Method(Types, typeof(object), "GetType"), null, caught.Parameters[0]);
        b.Leave(TestMethod.To(exit, b.Compare(CompareOperator.Ne, text, b.Zero(text.Type))));
        m.In(exit).Return(exit.Parameters[0]);
        var run = Emitted.Compile<Func<int[], int, int>>(m.Method);
        Assert.That(run([42], 0), Is.EqualTo(42));
        Assert.That(run([42], 9), Is.EqualTo(1));
        Assert.That(() => run([42], 3), Throws.TypeOf<IndexOutOfRangeException>());
    }
}
