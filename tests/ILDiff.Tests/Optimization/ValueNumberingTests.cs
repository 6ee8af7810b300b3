namespace ILDiff.Tests.Optimization;

using ILDiff.IR;
using ILDiff.Optimization;
using ILDiff.Simplification;
using ILDiff.Tests.Simplification;
using ILDiff.Tests.Support;
using ILDiff.Types;
using NUnit.Framework;
using static ILDiff.Tests.Simplification.TestMethod;

public class ValueNumberingTests
{
    [Test]
    public void Equal_arithmetic_is_computed_once_whatever_the_order_of_a_sum()
    {
        var m = new TestMethod(t => t.Float64, t => t.Float64, t => t.Float64);
        var sum = m.Build.Mul(m.Build.Add(m[0], m[1]), m.Build.Add(m[1], m[0]));
        m.Build.Return(m.Build.Add(sum, m.Build.Sub(m.Build.Sub(m[0], m[1]), m.Build.Sub(m[1], m[0]))));

        m.Run(new ValueNumbering());
        Assert.That(m.Count<Binary>(), Is.EqualTo(6));
    }

    [Test]
    public void A_value_of_one_branch_is_not_used_in_the_other()
    {
        var m = new TestMethod(t => t.Float64, t => t.Float64, t => t.Int32);
        var (yes, no) = (m.Block(), m.Block());
        m.Build.Branch(m[1], To(yes), To(no));
        m.In(yes).Return(m.Build.Mul(m[0], m[0]));
        m.In(no).Return(m.Build.Mul(m[0], m[0]));

        Assert.That(m.Run(new ValueNumbering()), Is.False);
        Assert.That(m.Count<Binary>(), Is.EqualTo(2));
    }

    [TestCase(0, true)]
    [TestCase(1, false)]
    public void A_stored_element_is_forwarded_past_a_store_to_another_index_only(int index, bool forwarded)
    {
        var m = new TestMethod(t => t.Float64, t => t.ArrayOf(t.Float64), t => t.Float64, t => t.Int32);
        var next = m.Build.Add(m[2], m.Build.Int(1));
        m.Build.Store(m.Build.ElementAddress(m[0], Types.Float64, next), m[1], Types.Float64);
        m.Build.Store(m.Build.ElementAddress(m[0], Types.Float64, index == 0 ? m[2] : m.Build.Convert(m.Build.ArrayLength(m[0]), Types.Int32)), m.Build.Float(Types.Float64, 7), Types.Float64);
        m.Build.Return(m.Build.Load(m.Build.ElementAddress(m[0], Types.Float64, m.Build.Add(m[2], m.Build.Int(1))), Types.Float64));

        m.Run(new ValueNumbering());
        Assert.That(m.Method.Entry.Terminator.Operand(0) == m[1], Is.EqualTo(forwarded));
    }

    [TestCase("slot", true)]
    [TestCase("fresh", true)]
    [TestCase("parameter", false)]
    [TestCase("float", true)]
    [TestCase("byref", false)]
    public void A_load_is_repeated_only_if_the_store_between_may_have_touched_it(string stored, bool merged)
    {
        var m = new TestMethod(t => t.Float64, t => t.ArrayOf(t.Float64), t => t.ArrayOf(t.Float64), t => t.ArrayOf(t.Float32), t => t.ByRefTo(t.Float64), t => t.Int32);
        var zero = m.Build.Int(0);
        var address = m.Build.ElementAddress(m[0], Types.Float64, m[4]);
        var first = m.Build.Load(address, Types.Float64);
        var target = stored switch
        {
            "slot" => m.Build.Slot(Types.Float64),
            "fresh" => m.Build.ElementAddress(m.Build.NewArray(m[0].Type, m[4]), Types.Float64, zero),
            "parameter" => m.Build.ElementAddress(m[1], Types.Float64, zero),
            "float" => m.Build.ElementAddress(m[2], Types.Float32, zero),
            _ => m[3],
        };
        var type = target.Type.Element!;
        m.Build.Store(target, m.Build.Float(type, 1), type);
        m.Build.Return(m.Build.Add(first, m.Build.Load(address, Types.Float64)));

        m.Run(new ValueNumbering());
        var sum = m.Method.Entry.Instructions.OfType<Binary>().Last();
        Assert.That(sum.Left == sum.Right, Is.EqualTo(merged));
    }

    [Test]
    public void A_store_in_a_loop_keeps_the_loads_of_different_iterations_apart()
    {
        var m = new TestMethod(t => t.Float64, t => t.ArrayOf(t.Float64), t => t.Int32, t => t.ArrayOf(t.Float64));
        var (loop, exit) = (m.Block(Types.Float64), m.Block());
        var address = m.Build.ElementAddress(m[0], Types.Float64, m[1]);
        var before = m.Build.Load(address, Types.Float64);
        m.Build.Jump(loop, before);
        var inside = m.In(loop).Load(address, Types.Float64);
        m.Build.Store(m.Build.ElementAddress(m[2], Types.Float64, m[1]), m.Build.Add(inside, loop.Parameters[0]), Types.Float64);
        var again = m.Build.Load(address, Types.Float64);
        m.Build.Branch(m[1], To(loop, again), To(exit));
        m.In(exit).Return(m.Build.Add(loop.Parameters[0], m.Build.Load(address, Types.Float64)));

        m.Run(new ValueNumbering());
        Assert.That(m.Count<Load>(), Is.EqualTo(3));
        Assert.That(m.Run(new ValueNumbering(new HashSet<Value> { m[0], m[2] })), Is.True);
        Assert.That(m.Count<Load>(), Is.EqualTo(1));
    }

    [Test]
    public void Induction_variables_that_agree_are_merged()
    {
        var m = new TestMethod(t => t.Int32, t => t.Int32);
        var (loop, exit) = (m.Block(Types.Int32, Types.Int32, Types.Int32), m.Block());
        m.Build.Jump(loop, m.Build.Int(0), m.Build.Int(0), m.Build.Int(0));
        var (i, j, k) = (loop.Parameters[0], loop.Parameters[1], loop.Parameters[2]);
        m.In(loop).Branch(m.Build.Compare(CompareOperator.Lt, i, m[0]), To(loop, m.Build.Add(i, m.Build.Int(1)), m.Build.Add(j, m.Build.Int(1)), m.Build.Add(k, m.Build.Int(2))), To(exit));
        m.In(exit).Return(m.Build.Add(m.Build.Add(i, j), k));

        m.Run(new ValueNumbering());
        Assert.That(loop.Parameters, Is.EqualTo(new[] { i, k }));
        Assert.That(exit.Instructions[0].Operands.ToArray(), Is.All.SameAs(i));
    }

    [Test]
    public void A_value_of_a_protected_region_is_computed_again_in_its_handler()
    {
        var m = new TestMethod(t => t.Void, t => t.Float64, t => t.ByRefTo(t.Float64));
        var guarded = new Region(RegionKind.Try, null);
        var handler = new Region(RegionKind.Finally, null) { Guarded = guarded };
        m.Method.Regions.AddRange([guarded, handler]);
        var (body, final, exit) = (m.Method.AddBlock(guarded), m.Method.AddBlock(handler), m.Block());
        (guarded.Entry, handler.Entry) = (body, final);
        var before = m.Build.Load(m[1], Types.Float64);
        m.Build.Jump(body);
        m.In(body).Store(m[1], m.Build.Mul(m[0], m[0]), Types.Float64);
        m.Build.Leave(To(exit));
        m.In(final).Store(m[1], m.Build.Add(m.Build.Mul(m[0], m[0]), m.Build.Load(m[1], Types.Float64)), Types.Float64);
        m.Build.EndHandler();
        m.In(exit).Store(m[1], m.Build.Add(before, m.Build.Load(m[1], Types.Float64)), Types.Float64);
        m.Build.Return();

        m.Run(new ValueNumbering());
        Assert.That(m.Method.Instructions.OfType<Binary>().Count(b => b.Operator == BinaryOperator.Mul), Is.EqualTo(2));
        Assert.That(m.Count<Load>(), Is.EqualTo(3));
    }

    [Test]
    public void A_private_slot_reads_as_zero_until_it_is_stored_to()
    {
        var m = new TestMethod(t => t.Float64, t => t.Float64);
        var slot = m.Build.Slot(Types.Float64);
        var zero = m.Build.Load(slot, Types.Float64);
        m.Build.Store(slot, m[0], Types.Float64);
        m.Build.Return(m.Build.Mul(zero, m.Build.Load(slot, Types.Float64)));

        m.Run(new ValueNumbering());
        m.Run(new DeadCode());
        Assert.That(m.Method.Entry.Instructions, Has.Count.EqualTo(1));
        Assert.That(m.Method.Entry.Instructions[0].Operands.ToArray(), Is.EqualTo(new[] { Types.Float64 is var t ? m.Method.Zero(t) : null, m[0] }));
    }

    [Test]
    public void Small_integers_are_cut_when_forwarded()
    {
        var m = new TestMethod(t => t.Int32, t => t.ArrayOf(t.UInt8), t => t.Int32);
        var address = m.Build.ElementAddress(m[0], Types.UInt8, m.Build.Int(0));
        m.Build.Store(address, m[1], Types.UInt8);
        m.Build.Return(m.Build.Load(address, Types.UInt8));

        m.Run(new ValueNumbering());
        Assert.That(((Convert)m.Method.Entry.Terminator.Operand(0)).Target, Is.SameAs(Types.UInt8));
    }

    [Test]
    public void The_outcome_of_a_branch_is_known_below_it_and_double_negation_vanishes()
    {
        var m = new TestMethod(t => t.Int32, t => t.Float64, t => t.Float64);
        var (yes, no, deep, other) = (m.Block(), m.Block(), m.Block(), m.Block());
        var less = m.Build.Compare(CompareOperator.Lt, m[0], m[1]);
        m.Build.Branch(m.Build.Compare(CompareOperator.Eq, less, m.Build.Int(0)), To(no), To(yes));
        m.In(yes).Branch(m.Build.Compare(CompareOperator.GeUn, m[0], m[1]), To(deep), To(other));
        m.In(no).Return(m.Build.Int(1));
        m.In(deep).Return(m.Build.Int(2));
        m.In(other).Return(m.Build.Int(3));

        m.Run(new ValueNumbering());
        m.Run(new SimplifyFlow());
        Assert.That(m.Method.Blocks, Has.Count.EqualTo(3));
        Assert.That(m.Method.Entry.Terminator.Operand(0), Is.TypeOf<Compare>());
    }

    [Test]
    public void Fields_of_a_struct_value_are_read_through_insertions()
    {
        var m = new TestMethod(t => t.Float64, t => TestTypes.Of<Pair>(t), t => t.Float64);
        var (x, y) = (TestTypes.Field(Types, typeof(Pair), nameof(Pair.X)), TestTypes.Field(Types, typeof(Pair), nameof(Pair.Y)));
        var changed = m.Build.InsertField(m.Build.InsertField(m[0], x, m[1]), y, m[1]);
        var a = m.Build.Add(new ExtractField(changed, x));
        var b = m.Build.Add(new ExtractField(m.Build.InsertField(m[0], y, m[1]), x));
        m.Build.Return(m.Build.Add(a, b));

        m.Run(new ValueNumbering());
        m.Run(new DeadCode());
        Assert.That(m.Count<InsertField>(), Is.Zero);
        Assert.That(m.Count<ExtractField>(), Is.EqualTo(1));
    }

    public struct Pair
    {
        public double X;
        public double Y;
    }
}
