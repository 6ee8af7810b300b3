namespace ILDiff.Tests.Simplification;

using ILDiff.IR;
using ILDiff.Simplification;
using NUnit.Framework;
using static TestMethod;

public class DeadCodeTests
{
    [Test]
    public void Parameters_that_only_feed_each_other_are_removed_with_their_arithmetic()
    {
        var m = new TestMethod(t => t.Void, t => t.Float64, t => t.Int32);
        var (loop, exit) = (m.Block(Types.Float64, Types.Int32), m.Block());
        m.Build.Jump(loop, m[0], m.Build.Int(0));
        var next = m.In(loop).Mul(loop.Parameters[0], m[0]);
        var i = m.Build.Add(loop.Parameters[1], m.Build.Int(1));
        m.Build.Branch(m.Build.Compare(CompareOperator.Lt, i, m[1]), To(loop, next, i), To(exit));
        m.In(exit).Return();

        Assert.That(m.Run(new DeadCode()), Is.True);
        Assert.That(loop.Parameters, Has.Count.EqualTo(1));
        Assert.That(m.Count<Binary>(), Is.EqualTo(1));
        Assert.That(loop.Edges[0].Arguments, Is.EqualTo(new[] { i }));
    }

    [Test]
    public void Stores_to_a_slot_go_only_if_nothing_reads_it()
    {
        foreach (var read in new[] { false, true })
        {
            var m = new TestMethod(t => t.Float64, t => t.Float64);
            var slot = m.Build.Slot(Types.Float64);
            m.Build.Store(slot, m[0], Types.Float64);
            var load = m.Build.Load(slot, Types.Float64);
            m.Build.Store(slot, m.Build.Add(load, load), Types.Float64);
            m.Build.Return(read ? m.Build.Load(slot, Types.Float64) : m[0]);

            m.Run(new DeadCode());
            Assert.That(m.Method.Entry.Instructions, Has.Count.EqualTo(read ? 6 : 0));
        }
    }

    [Test]
    public void A_slot_whose_address_is_stored_elsewhere_keeps_its_stores()
    {
        var m = new TestMethod(t => t.Void, t => t.ByRefTo(t.ByRefTo(t.Float64)));
        var slot = m.Build.Slot(Types.Float64);
        m.Build.Store(slot, m.Build.Float(Types.Float64, 3), Types.Float64);
        m.Build.Store(m[0], slot, slot.Type);
        m.Build.Return();

        Assert.That(m.Run(new DeadCode()), Is.False);
        Assert.That(m.Count<Store>(), Is.EqualTo(2));
    }

    [Test]
    public void What_may_throw_stays_and_unused_loads_go()
    {
        var m = new TestMethod(t => t.Void, t => t.ArrayOf(t.Float64), t => t.Int32);
        m.Build.Load(m.Build.ElementAddress(m[0], Types.Float64, m[1]), Types.Float64);
        m.Build.Div(m[1], m[1]);
        m.Build.Store(m.Build.ElementAddress(m.Build.NewArray(Types.ArrayOf(Types.Float64), m[1]), Types.Float64, m[1]), m.Build.Float(Types.Float64, 1), Types.Float64);
        m.Build.Return();

        m.Run(new DeadCode());
        Assert.That(m.Count<Load>(), Is.Zero);
        Assert.That(m.Count<Binary>(), Is.EqualTo(1));
        Assert.That(m.Count<Store>(), Is.EqualTo(1));
    }
}
