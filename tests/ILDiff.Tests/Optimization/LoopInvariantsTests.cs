namespace ILDiff.Tests.Optimization;

using ILDiff.IR;
using ILDiff.Optimization;
using ILDiff.Tests.Simplification;
using NUnit.Framework;
using static ILDiff.Tests.Simplification.TestMethod;

public class LoopInvariantsTests
{
    [Test]
    public void Pure_arithmetic_leaves_two_loops_and_a_throwing_division_stays()
    {
        var m = new TestMethod(t => t.Void, t => t.Float64, t => t.Int32, t => t.ByRefTo(t.Float64));
        var (outer, inner, latch, exit) = (m.Block(), m.Block(), m.Block(), m.Block());
        m.Build.Jump(outer);
        m.In(outer).Branch(m[1], To(inner), To(exit));
        var product = m.In(inner).Mul(m[0], m[0]);
        var quotient = m.Build.Div(m.Build.Int(7), m[1]);
        m.Build.Store(m[2], m.Build.Add(product, m.Build.Convert(quotient, Types.Float64)), Types.Float64);
        m.Build.Branch(m[1], To(inner), To(latch));
        m.In(latch).Jump(outer);
        m.In(exit).Return();

        Assert.That(m.Run(new LoopInvariants()), Is.True);
        Assert.That(((Instruction)product).Block, Is.SameAs(m.Method.Entry));
        Assert.That(((Instruction)quotient).Block, Is.SameAs(inner));
    }

    [TestCase("other array", false)]
    [TestCase("int array", true)]
    [TestCase("slot", true)]
    public void A_load_moves_only_past_writes_that_cannot_touch_it(string written, bool moves)
    {
        var m = new TestMethod(t => t.Void, t => t.ArrayOf(t.Float64), t => t.ArrayOf(t.Float64), t => t.ArrayOf(t.Int32), t => t.Int32);
        var (loop, exit) = (m.Block(), m.Block());
        var slot = m.Build.Slot(Types.Float64);
        m.Build.Jump(loop);
        var load = m.In(loop).Load(m.Build.ElementAddress(m[0], Types.Float64, m[3]), Types.Float64);
        if (written == "int array") m.Build.Store(m.Build.ElementAddress(m[2], Types.Int32, m[3]), m[3], Types.Int32);
        else m.Build.Store(written == "slot" ? slot : m.Build.ElementAddress(m[1], Types.Float64, m.Build.Int(0)), m.Build.Add(load, load), Types.Float64);
        m.Build.Branch(m[3], To(loop), To(exit));
        m.In(exit).Return();

        m.Run(new LoopInvariants());
        Assert.That(((Instruction)load).Block == m.Method.Entry, Is.EqualTo(moves));
    }

    [Test]
    public void A_load_that_may_throw_stays_behind_the_test_of_a_loop_but_a_length_in_the_test_moves()
    {
        var m = new TestMethod(t => t.Float64, t => t.ArrayOf(t.Float64), t => t.ByRefTo(t.Float64), t => t.Int32);
        var (loop, body, exit) = (m.Block(Types.Int32, Types.Float64), m.Block(), m.Block());
        m.Build.Jump(loop, m.Build.Int(0), m.Build.Float(Types.Float64, 0));
        var (i, sum) = (loop.Parameters[0], loop.Parameters[1]);
        var length = m.In(loop).ArrayLength(m[0]);
        m.Build.Branch(m.Build.Compare(CompareOperator.Lt, i, m.Build.Convert(length, Types.Int32)), To(body), To(exit));
        var element = m.In(body).Load(m.Build.ElementAddress(m[0], Types.Float64, m[2]), Types.Float64);
        var scale = m.Build.Load(m[1], Types.Float64);
        m.Build.Jump(loop, m.Build.Add(i, m.Build.Int(1)), m.Build.Add(sum, m.Build.Mul(element, scale)));
        m.In(exit).Return(sum);

        m.Run(new LoopInvariants());
        Assert.That(((Instruction)length).Block, Is.SameAs(m.Method.Entry));
        Assert.That(((Instruction)element).Block, Is.SameAs(body));
        Assert.That(((Instruction)scale).Block, Is.SameAs(m.Method.Entry));
    }
}
