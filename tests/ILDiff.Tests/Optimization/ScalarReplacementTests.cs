namespace ILDiff.Tests.Optimization;

using ILDiff.IR;
using ILDiff.Optimization;
using ILDiff.Simplification;
using ILDiff.Tests.Simplification;
using ILDiff.Tests.Support;
using ILDiff.Types;
using NUnit.Framework;
using static ILDiff.Tests.Simplification.TestMethod;

public class ScalarReplacementTests
{
    private static readonly IRType Pair = TestTypes.Of<RandomProgram.Pair>(Types);
    private static readonly IRField X = TestTypes.Field(Types, typeof(RandomProgram.Pair), nameof(RandomProgram.Pair.X));
    private static readonly IRField Inner = TestTypes.Field(Types, typeof(RandomProgram.Pair), nameof(RandomProgram.Pair.Inner));
    private static readonly IRField Y = TestTypes.Field(Types, typeof(RandomProgram.Single), nameof(RandomProgram.Single.Y));

    [Test]
    public void A_struct_variable_becomes_one_scalar_per_leaf_and_then_vanishes()
    {
        var m = new TestMethod(t => t.Float64, t => t.Float64, _ => Pair);
        var slot = m.Build.Slot(Pair);
        m.Build.Store(slot, m[1], Pair);
        m.Build.Store(m.Build.FieldAddress(m.Build.FieldAddress(slot, Inner), Y), m[0], Types.Float64);
        var whole = m.Build.Load(slot, Pair);
        m.Build.Return(m.Build.Add(m.Build.ExtractField(whole, X), m.Build.ExtractField(m.Build.ExtractField(whole, Inner), Y)));

        m.Run(new ScalarReplacement());
        Assert.That(m.Method.Instructions.OfType<Slot>().Select(s => s.Stored), Is.All.SameAs(Types.Float64));
        m.Run(new ValueNumbering());
        m.Run(new DeadCode());
        Assert.That(m.Method.Entry.Instructions.Select(i => i.GetType()), Is.EqualTo(new[] { typeof(ExtractField), typeof(Binary) }));
        Assert.That(((Binary)m.Method.Entry.Instructions[1]).Right, Is.SameAs(m[0]));
    }

    [Test]
    public void A_variable_whose_address_or_field_address_leaves_stays_whole()
    {
        var m = new TestMethod(t => t.Void, t => t.ByRefTo(t.ByRefTo(t.Float64)));
        var slot = m.Build.Slot(Pair);
        m.Build.Store(m.Build.FieldAddress(slot, X), m.Build.Float(Types.Float64, 2), Types.Float64);
        m.Build.Store(m[0], m.Build.FieldAddress(slot, X), m[0].Type.Element!);
        m.Build.Return();

        Assert.That(m.Run(new ScalarReplacement()), Is.False);
    }

    [Test]
    public void An_accumulator_of_struct_type_becomes_scalar_parameters_of_the_loop()
    {
        var m = new TestMethod(_ => Pair, t => t.Float64, t => t.Int32);
        var (loop, exit) = (m.Block(Pair), m.Block());
        m.Build.Jump(loop, m.Build.Zero(Pair));
        var sum = loop.Parameters[0];
        var x = m.In(loop).Add(m.Build.ExtractField(sum, X), m[0]);
        var y = m.Build.Mul(m.Build.ExtractField(m.Build.ExtractField(sum, Inner), Y), x);
        var next = m.Build.InsertField(m.Build.InsertField(sum, X, x), Inner, m.Build.InsertField(m.Build.ExtractField(sum, Inner), Y, y));
        m.Build.Branch(m[1], To(loop, next), To(exit));
        m.In(exit).Return(sum);

        m.Run(new ScalarReplacement());
        m.Run(new ValueNumbering());
        m.Run(new DeadCode());
        Assert.That(loop.Parameters.Select(p => p.Type), Is.EqualTo(new[] { Types.Float64, Types.Float64 }));
        Assert.That(loop.Edges[0].Arguments, Is.EqualTo(new[] { x, y }));
        Assert.That(m.Count<ExtractField>(), Is.Zero);
    }

    [Test]
    public void Only_the_fields_read_are_loaded_from_an_array_of_structs_and_a_new_struct_is_stored_by_fields()
    {
        var m = new TestMethod(t => t.Float64, t => t.ArrayOf(Pair), t => t.Int32, t => t.Float64);
        var address = m.Build.ElementAddress(m[0], Pair, m[1]);
        var x = m.Build.ExtractField(m.Build.Load(address, Pair), X);
        m.Build.Store(address, m.Build.InsertField(m.Build.InsertField(m.Build.Zero(Pair), X, m[2]), Inner, m.Build.Zero(Inner.Type)), Pair);
        m.Build.Return(x);

        m.Run(new ScalarReplacement());
        m.Run(new DeadCode());
        Assert.That(m.Method.Instructions.OfType<Load>().Select(l => l.Accessed), Is.EqualTo(new[] { Types.Float64 }));
        Assert.That(m.Method.Instructions.OfType<Store>().Select(s => ((FieldAddress)s.Address).Field), Is.EqualTo(new[] { X, Inner }));
        Assert.That(m.Count<InsertField>(), Is.Zero);
    }
}
