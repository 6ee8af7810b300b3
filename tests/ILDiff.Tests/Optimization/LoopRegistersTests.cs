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

    /// <summary>The other element is <c>factor · (at + shift + sign · i)</c>, beside <c>factor · at</c>.</summary>
    [TestCase(1, 1, 1, true)]
    [TestCase(3, 1, 1, true)]
    [TestCase(3, -1, -1, true)]
    [TestCase(1, 2, 0, true)]
    [TestCase(1, 0, 1, false, Description = "the same at the first visit")]
    [TestCase(1, -1, 1, false, Description = "the same at the second visit")]
    [TestCase(2, 1, -1, false, Description = "the same at the second visit")]
    public void An_element_that_the_other_accesses_move_away_from_is_kept_in_a_variable(int factor, int shift, int sign, bool moves)
    {
        TestMethod Program() => Counted((m, shadow, i) =>
        {
            Value Index(Value offset) => m.Build.Mul(m.Build.Int(factor), m.Build.Add(m[2], offset));
            AddTo(shadow, At(shadow, m[0], Index(m.Build.Int(0))), m.Build.Float(Types.Float64, 1));
            AddTo(shadow, At(shadow, m[0], Index(m.Build.Add(m.Build.Int(shift), m.Build.Mul(m.Build.Int(sign), i)))), m.Build.Float(Types.Float64, 2));
        });
        var m = Program();
        m.Run(new LoopInvariants());
        Assert.That(m.Run(new LoopRegisters()), Is.EqualTo(moves));
        m.Run(new PromoteSlots());
        double[] bar = new double[40], expected = new double[40];
        Emitted.Compile<Loop>(m.Method)(bar, null, 6, 3);
        Emitted.Compile<Loop>(Program().Method)(expected, null, 6, 3);
        Assert.That(bar, Is.EqualTo(expected));
    }

    [Test]
    public void An_element_that_others_move_away_from_at_some_visits_only_stays_in_memory()
    {
        var m = Counted((m, shadow, i) =>
        {
            AddTo(shadow, At(shadow, m[0], m[2]), m.Build.Float(Types.Float64, 1));
            var (then, on) = (m.Block(), m.Block());
            m.Build.Branch(i, TestMethod.To(then), TestMethod.To(on));
            var sometimes = new IRBuilder(m.Method, then) { Role = AccessRole.Shadow };
            AddTo(sometimes, At(sometimes, m[0], sometimes.Add(m[2], sometimes.Add(i, sometimes.Int(1)))), sometimes.Float(Types.Float64, 2));
            sometimes.Jump(on);
            m.In(on);
        });
        Assert.That(m.Run(new LoopRegisters()), Is.False, "without a bounds check at each visit the index might come round");
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
