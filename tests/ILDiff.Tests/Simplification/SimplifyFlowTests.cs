namespace ILDiff.Tests.Simplification;

using ILDiff.IR;
using ILDiff.Simplification;
using NUnit.Framework;
using static TestMethod;

public class SimplifyFlowTests
{
    [Test]
    public void A_branch_on_a_constant_leaves_one_block()
    {
        var m = new TestMethod(t => t.Int32);
        var (yes, no) = (m.Block(), m.Block());
        m.Build.End(new Branch(m.Build.Int(0), To(yes), To(no), Types.Void));
        m.In(yes).Return(m.Build.Int(1));
        m.In(no).Return(m.Build.Int(2));

        Assert.That(m.Run(new SimplifyFlow()), Is.True);
        Assert.That(m.Method.Blocks, Has.Count.EqualTo(1));
        Assert.That(((Constant)m.Method.Entry.Terminator.Operand(0)).Literal, Is.EqualTo(2));
    }

    [TestCase(-1, 30)]
    [TestCase(0, 10)]
    [TestCase(1, 20)]
    [TestCase(2, 30)]
    public void A_switch_on_a_constant_takes_its_edge(int selector, int expected)
    {
        var m = new TestMethod(t => t.Int32);
        var exit = m.Block(Types.Int32);
        m.Build.Switch(m.Build.Int(selector), [To(exit, m.Build.Int(10)), To(exit, m.Build.Int(20)), To(exit, m.Build.Int(30))]);
        m.In(exit).Return(exit.Parameters[0]);

        m.Run(new SimplifyFlow());
        Assert.That(m.Method.Blocks, Has.Count.EqualTo(1));
        Assert.That(((Constant)m.Method.Entry.Terminator.Operand(0)).Literal, Is.EqualTo(expected));
    }

    [Test]
    public void An_empty_diamond_with_equal_arguments_vanishes_but_one_with_different_arguments_keeps_its_branch()
    {
        foreach (var same in new[] { true, false })
        {
            var m = new TestMethod(t => t.Int32, t => t.Int32, t => t.Int32, t => t.Int32);
            var (yes, no, merge) = (m.Block(), m.Block(), m.Block(Types.Int32));
            m.Build.Branch(m[0], To(yes), To(no));
            m.In(yes).Jump(merge, m[1]);
            m.In(no).Jump(merge, same ? m[1] : m[2]);
            m.In(merge).Return(merge.Parameters[0]);

            m.Run(new SimplifyFlow());
            Assert.That(m.Method.Blocks, Has.Count.EqualTo(same ? 1 : 2));
            if (same) Assert.That(m.Method.Entry.Terminator.Operand(0), Is.SameAs(m[1]));
            else Assert.That(m.Method.Entry.Edges.Select(e => e.Arguments[0]), Is.EqualTo(new[] { m[1], m[2] }));
        }
    }

    [Test]
    public void Parameters_that_pass_one_value_around_two_nested_loops_are_that_value()
    {
        var m = new TestMethod(t => t.Float64, t => t.Float64, t => t.Int32);
        var (outer, inner, exit) = (m.Block(Types.Float64), m.Block(Types.Float64), m.Block());
        m.Build.Jump(outer, m[0]);
        m.In(outer).Branch(m[1], To(inner, outer.Parameters[0]), To(exit));
        m.In(inner).Branch(m[1], To(inner, inner.Parameters[0]), To(outer, inner.Parameters[0]));
        m.In(exit).Return(outer.Parameters[0]);

        Assert.That(m.Run(new SimplifyFlow()), Is.True);
        Assert.That(m.Method.Blocks.Skip(1).Sum(b => b.Parameters.Count), Is.Zero);
        Assert.That(m.Method.Blocks.Single(b => b.Terminator is Return).Terminator.Operand(0), Is.SameAs(m[0]));
    }

    [Test]
    public void A_swap_in_a_loop_keeps_both_parameters()
    {
        var m = new TestMethod(t => t.Float64, t => t.Float64, t => t.Float64, t => t.Int32);
        var (loop, exit) = (m.Block(Types.Float64, Types.Float64), m.Block());
        m.Build.Jump(loop, m[0], m[1]);
        m.In(loop).Branch(m[2], To(loop, loop.Parameters[1], loop.Parameters[0]), To(exit));
        m.In(exit).Return(loop.Parameters[0]);

        m.Run(new SimplifyFlow());
        Assert.That(loop.Parameters, Has.Count.EqualTo(2));
    }

    [Test]
    public void Blocks_are_not_merged_or_threaded_across_the_border_of_a_region()
    {
        var m = new TestMethod(t => t.Void);
        var guarded = new Region(RegionKind.Try, null);
        var handler = new Region(RegionKind.Finally, null) { Guarded = guarded };
        m.Method.Regions.AddRange([guarded, handler]);
        var (body, final, exit) = (m.Method.AddBlock(guarded), m.Method.AddBlock(handler), m.Block());
        (guarded.Entry, handler.Entry) = (body, final);
        m.Build.Jump(body);
        m.In(body).Leave(To(exit));
        m.In(final).EndHandler();
        m.In(exit).Return();

        m.Run(new SimplifyFlow());
        Assert.That(m.Method.Blocks, Is.EqualTo(new[] { m.Method.Entry, body, final, exit }));
    }

    [Test]
    public void An_unreachable_protected_region_goes_with_its_handler()
    {
        var m = new TestMethod(t => t.Void);
        var guarded = new Region(RegionKind.Try, null);
        var handler = new Region(RegionKind.Finally, null) { Guarded = guarded };
        m.Method.Regions.AddRange([guarded, handler]);
        var (body, final) = (m.Method.AddBlock(guarded), m.Method.AddBlock(handler));
        (guarded.Entry, handler.Entry) = (body, final);
        m.Build.Return();
        m.In(body).Leave(To(body));
        m.In(final).EndHandler();

        Assert.That(m.Run(new SimplifyFlow()), Is.True);
        Assert.That(m.Method.Blocks, Has.Count.EqualTo(1));
        Assert.That(m.Method.Regions, Is.Empty);
    }
}
