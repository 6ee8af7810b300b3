namespace ILDiff.Tests.Optimization;

using ILDiff.ControlFlow;
using ILDiff.IR;
using ILDiff.Optimization;
using ILDiff.Tests.Emission;
using ILDiff.Tests.Simplification;
using ILDiff.Types;
using NUnit.Framework;

public class LoopRegistersTests
{
    private delegate double Loop(double[]? bar, double[]? x, int at, int n);

    private static TypeUniverse Types => TestMethod.Types;

    /// <summary><c>for (i = 0; i &lt; n; i++) { body } return bar[0];</c>, with the body's block and counter given.</summary>
    private static TestMethod Counted(Action<TestMethod, IRBuilder, Value> body)
    {
        var m = new TestMethod(t => t.Float64, t => t.ArrayOf(t.Float64), t => t.ArrayOf(t.Float64), t => t.Int32, t => t.Int32);
        var (header, inside, exit) = (m.Block(Types.Int32), m.Block(), m.Block());
        m.Build.Jump(header, m.Build.Int(0));
        var i = header.Parameters[0];
        m.In(header).Branch(m.Build.Compare(CompareOperator.Lt, i, m[3]), TestMethod.To(inside), TestMethod.To(exit));
        m.In(inside);
        body(m, new IRBuilder(m.Method, inside) { Role = AccessRole.Shadow }, i);
        m.Build.Jump(header, m.Build.Add(i, m.Build.Int(1)));
        m.In(exit).Return(m.Build.Float(Types.Float64, 1));
        return m;
    }

    private static Value At(IRBuilder builder, Value array, Value index) => builder.ElementAddress(array, builder.Types.Float64, index);

    private static void AddTo(IRBuilder builder, Value place, Value value) =>
        builder.Store(place, builder.Accumulate(builder.Load(place, builder.Types.Float64), value), builder.Types.Float64);

    /// <summary><c>bar[at] += x[i]</c>, where <c>bar</c> is a shadow and <c>x</c> the primal's.</summary>
    private static TestMethod Sum() => Counted((m, shadow, i) =>
    {
        var primal = new IRBuilder(m.Method, m.Build.Block) { Role = AccessRole.Primal };
        AddTo(shadow, At(shadow, m[0], m[2]), primal.Load(At(primal, m[1], i), Types.Float64));
    });

    [Test]
    public void What_is_added_up_in_one_element_is_read_and_written_once()
    {
        var m = Sum();
        Assert.That(m.Run(new LoopRegisters()), Is.True);
        m.Run(new PromoteSlots());
        var loop = m.Context.Loops.Loops.Single();
        Assert.That(loop.Blocks.SelectMany(b => b.Instructions).OfType<Store>(), Is.Empty);
        Assert.That(loop.Blocks.SelectMany(b => b.Instructions).OfType<Load>().Count(), Is.EqualTo(1), "of x");
    }

    [TestCase(3, 6.5)]
    [TestCase(1, 1.5)]
    public void The_sum_is_that_of_the_loop(int n, double expected)
    {
        var m = Sum();
        m.Run(new LoopRegisters());
        m.Run(new PromoteSlots());
        var bar = new[] { 7.0, 0.5 };
        Emitted.Compile<Loop>(m.Method)(bar, [1, 2, 3], 1, n);
        Assert.That(bar, Is.EqualTo(new[] { 7, expected }));
    }

    [Test]
    public void A_loop_without_a_visit_touches_nothing()
    {
        var m = Sum();
        m.Run(new LoopRegisters());
        m.Run(new PromoteSlots());
        Assert.That(Emitted.Compile<Loop>(m.Method)(null, null, 99, 0), Is.EqualTo(1));
    }

    [Test]
    public void An_element_that_another_access_may_mean_stays_in_memory()
    {
        var m = Counted((m, shadow, i) =>
        {
            AddTo(shadow, At(shadow, m[0], m[2]), m.Build.Float(Types.Float64, 1));
            AddTo(shadow, At(shadow, m[0], i), m.Build.Float(Types.Float64, 2));
        });
        Assert.That(m.Run(new LoopRegisters()), Is.False);
    }

    [Test]
    public void What_the_primal_writes_stays_in_the_loop()
    {
        var m = Counted((m, _, i) => AddTo(m.Build, At(m.Build, m[0], m[2]), m.Build.Convert(i, Types.Float64)));
        Assert.That(m.Run(new LoopRegisters()), Is.False);
    }

    [Test]
    public void An_access_that_some_visits_pass_by_stays_in_the_loop()
    {
        var m = Counted((m, _, i) =>
        {
            var (then, on) = (m.Block(), m.Block());
            m.Build.Branch(i, TestMethod.To(then), TestMethod.To(on));
            var shadow = new IRBuilder(m.Method, then) { Role = AccessRole.Shadow };
            AddTo(shadow, At(shadow, m[0], m[2]), m.Build.Float(Types.Float64, 1));
            shadow.Jump(on);
            m.In(on);
        });
        Assert.That(m.Run(new LoopRegisters()), Is.False);
    }

    [TestCase("same", true)]
    [TestCase("other", false)]
    public void A_read_of_the_primal_moves_over_what_throws_the_same(string before, bool moves)
    {
        var m = Counted((m, _, i) =>
        {
            var changing = m.Build.Load(At(m.Build, before == "same" ? m[1] : m[0], i), Types.Float64);
            var fixedElement = m.Build.Load(At(m.Build, m[1], m[2]), Types.Float64);
            var slot = new IRBuilder(m.Method, m.Method.Entry).Slot(Types.Float64);
            m.Build.Store(slot, m.Build.Mul(changing, fixedElement), Types.Float64);
        });
        Assert.That(m.Run(new LoopRegisters()), Is.EqualTo(moves));
    }

    [Test]
    public void Memory_of_the_loop_that_may_be_the_place_keeps_it_in_memory()
    {
        var m = Counted((m, shadow, i) => AddTo(shadow, At(shadow, m[0], m[2]), m.Build.Load(At(m.Build, m[1], i), Types.Float64)));
        Assert.That(m.Run(new LoopRegisters()), Is.False, "x is not known to be no shadow");
    }
}
