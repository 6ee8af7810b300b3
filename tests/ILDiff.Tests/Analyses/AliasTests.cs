namespace ILDiff.Tests.Analyses;

using ILDiff.Analyses;
using ILDiff.IR;
using ILDiff.Tests.Simplification;
using ILDiff.Tests.Support;
using ILDiff.Types;
using NUnit.Framework;
using static ILDiff.Tests.Simplification.TestMethod;

public class AliasTests
{
    private static readonly IRType Doubles = Types.ArrayOf(Types.Float64);

    /// <summary>double[] a, double[] b, float[] c, ref double r, ref double s, int i, object[] o, string[] t, Holder h, Holder g.</summary>
    private TestMethod m = null!;

    [SetUp]
    public void SetUp() => m = new TestMethod(
        t => t.Void, t => t.ArrayOf(t.Float64), t => t.ArrayOf(t.Float64), t => t.ArrayOf(t.Float32), t => t.ByRefTo(t.Float64), t => t.ByRefTo(t.Float64),
        t => t.Int32, t => t.ArrayOf(t.Object), t => t.ArrayOf(t.String), TestTypes.Of<Holder>, TestTypes.Of<Holder>);

    [Test]
    public void Elements_are_told_apart_by_type_and_by_constant_distance_of_the_index()
    {
        var (a0, a1, ai, ai1, b0) = (Element(0, Index(0)), Element(0, Index(1)), Element(0, m[5]), Element(0, m.Build.Add(m[5], Index(1))), Element(1, Index(0)));
        m.Build.Return();
        var alias = new Alias(m.Method);
        Assert.Multiple(() =>
        {
            Assert.That(May(alias, a0, a1), Is.False);
            Assert.That(May(alias, a0, ai), Is.True);
            Assert.That(May(alias, ai, ai1), Is.False);
            Assert.That(May(alias, a0, b0), Is.True, "the arrays may be the same");
            Assert.That(May(alias, a1, b0), Is.True, "as far as bases go: the index says nothing of another array");
            Assert.That(May(alias, a0, Element(2, Index(0))), Is.False);
            Assert.That(May(alias, Element(6, m[5]), Element(7, m[5])), Is.True, "arrays of references are covariant");
            Assert.That(May(new Alias(m.Method, new HashSet<Value> { m[0], m[1] }), a0, b0), Is.False);
        });
    }

    [Test]
    public void A_byref_may_point_to_elements_and_fields_but_not_to_new_memory_or_variables()
    {
        var fresh = m.Build.ElementAddress(m.Build.NewArray(Doubles, m[5]), Types.Float64, m[5]);
        var slot = m.Build.Slot(Types.Float64);
        var leaked = m.Build.Slot(Types.Float64);
        var call = m.Build.Call(TestTypes.Method(Types, typeof(AliasTests), nameof(Pass), typeof(double).MakeByRefType()), leaked);
        m.Build.Return();
        var alias = new Alias(m.Method);
        Assert.Multiple(() =>
        {
            Assert.That(May(alias, m[3], m[4]), Is.True);
            Assert.That(May(alias, m[3], Element(0, m[5])), Is.True);
            Assert.That(May(alias, m[3], m.Build.FieldAddress(m[8], Field("Value"))), Is.True);
            Assert.That(May(alias, m[3], Element(2, m[5])), Is.False, "of another type");
            Assert.That(May(alias, m[3], fresh), Is.False);
            Assert.That(May(alias, m[3], slot), Is.False);
            Assert.That(May(alias, m[3], leaked), Is.False, "the parameter was there before the variable");
            Assert.That(May(alias, call, leaked), Is.True);
            Assert.That(May(alias, call, slot), Is.False);
            Assert.That(alias.IsPrivate(slot), Is.True);
            Assert.That(alias.IsPrivate(leaked), Is.False);
        });
    }

    [Test]
    public void Fields_are_told_apart_by_identity_and_by_path_not_by_object()
    {
        var (h, g, other) = (m.Build.FieldAddress(m[8], Field("Value")), m.Build.FieldAddress(m[9], Field("Value")), m.Build.FieldAddress(m[8], Field("Other")));
        var pair = m.Build.FieldAddress(m[8], Field("Pair"));
        var x = m.Build.FieldAddress(pair, TestTypes.Field(Types, typeof(Two), nameof(Two.X)));
        var y = m.Build.FieldAddress(pair, TestTypes.Field(Types, typeof(Two), nameof(Two.Y)));
        m.Build.Return();
        var alias = new Alias(m.Method);
        Assert.Multiple(() =>
        {
            Assert.That(May(alias, h, g), Is.True);
            Assert.That(May(alias, h, other), Is.False);
            Assert.That(May(alias, x, y), Is.False);
            Assert.That(May(alias, pair, y), Is.True, "the whole has the part");
            Assert.That(May(alias, h, Element(0, m[5])), Is.False);
        });
    }

    [Test]
    public void Arrays_swapped_in_a_loop_may_be_one_another_but_not_a_third()
    {
        var (first, second, third) = (m.Build.NewArray(Doubles, m[5]), m.Build.NewArray(Doubles, m[5]), m.Build.NewArray(Doubles, m[5]));
        var (loop, exit) = (m.Block(Doubles, Doubles), m.Block());
        m.Build.Jump(loop, first, second);
        var (current, next) = (loop.Parameters[0], loop.Parameters[1]);
        var (c, n, t) = (At(m.In(loop), current), At(m.Build, next), At(m.Build, third));
        var f = At(m.Build, first);
        m.Build.Branch(m[5], To(loop, next, current), To(exit));
        m.In(exit).Return();
        var alias = new Alias(m.Method);
        Assert.Multiple(() =>
        {
            Assert.That(May(alias, c, n), Is.True);
            Assert.That(May(alias, c, f), Is.True);
            Assert.That(May(alias, c, t), Is.False);
            Assert.That(May(alias, c, Element(0, m[5])), Is.False);
            Assert.That(alias.IsPrivate(c), Is.True);
        });
    }

    [Test]
    public void A_call_changes_what_is_known_outside_but_not_a_read_only_field()
    {
        var slot = m.Build.Slot(Types.Float64);
        var call = m.Build.Call(TestTypes.Method(Types, typeof(AliasTests), nameof(Touch)));
        m.Build.Return();
        var effects = new Effects(m.Method, new Alias(m.Method));
        Assert.Multiple(() =>
        {
            Assert.That(effects.MayWrite(call, Element(0, m[5]), Types.Float64), Is.True);
            Assert.That(effects.MayWrite(call, m.Build.FieldAddress(m[8], Field("Value")), Types.Float64), Is.True);
            Assert.That(effects.MayWrite(call, m.Build.FieldAddress(m[8], Field("Fixed")), Types.Float64), Is.False);
            Assert.That(effects.MayWrite(call, slot, Types.Float64), Is.False);
            Assert.That(new Effects(m.Method, new Alias(m.Method), _ => CallEffect.Reads).MayWrite(call, Element(0, m[5]), Types.Float64), Is.False);
        });
    }

    public static ref double Pass(ref double x) => ref x;

    public static void Touch()
    {
    }

    private static IRField Field(string name) => TestTypes.Field(Types, typeof(Holder), name);

    private static bool May(Alias alias, Value a, Value b) => alias.MayAlias(a, a.Type.Element!, b, b.Type.Element!);

    private static Value At(IRBuilder builder, Value array) => builder.ElementAddress(array, Types.Float64, builder.Int(0));

    private Constant Index(int index) => m.Build.Int(index);

    private Value Element(int array, Value index) => m.Build.ElementAddress(m[array], m[array].Type.Element!, index);

    public class Holder(double @fixed)
    {
        public readonly double Fixed = @fixed;
        public double Value = @fixed;
        public double Other = @fixed;
        public Two Pair = new(@fixed);
    }

    public struct Two(double x)
    {
        public double X = x;
        public double Y = -x;
    }
}
