namespace ILDiff.Tests.Emission;

using ILDiff.IR;
using ILDiff.Tests.Simplification;
using ILDiff.Tests.Support;
using ILDiff.Types;
using NUnit.Framework;

public sealed class ScalarEmissionTests
{
    private static readonly double[] Doubles = [double.NaN, double.NegativeInfinity, -1, -0.0, 0.0, 1, 2.5, double.PositiveInfinity];
    private static readonly int[] Integers = [int.MinValue, -1, 0, 1, 7, int.MaxValue];

    private static TypeUniverse Types => TestMethod.Types;

    [Test]
    public void A_loop_over_an_array_gives_what_the_source_says()
    {
        var sum = Emitted.Compile<Func<double[], double>>(SampleMethods.SumOfSines(Types));
        double[] a = [0.5, 1.5, -2.5];
        Assert.That(sum(a), Is.EqualTo(0.0 + Math.Sin(0.5) + Math.Sin(1.5) + Math.Sin(-2.5)));
        Assert.That(sum([]), Is.Zero);
        Assert.That(() => sum(null!), Throws.TypeOf<NullReferenceException>());
    }

    [Test]
    public void Comparisons_of_floats_keep_their_meaning_with_NaN([Values] bool single, [Values] Shape shape)
    {
        foreach (var op in Enum.GetValues<CompareOperator>())
        {
            var method = Comparing(op, shape, single ? t => t.Float32 : t => t.Float64);
            Func<double, double, int> run = single
                ? ((Func<Func<float, float, int>, Func<double, double, int>>)(f => (x, y) => f((float)x, (float)y)))(Emitted.Compile<Func<float, float, int>>(method))
                : Emitted.Compile<Func<double, double, int>>(method);
            foreach (var x in Doubles)
            {
                foreach (var y in Doubles) Assert.That(run(x, y), Is.EqualTo(Expected(op, x, y) ? 1 : 0), $"{x} {op} {y}");
            }
        }
    }

    [Test]
    public void Comparisons_of_integers_know_signed_from_unsigned([Values] Shape shape)
    {
        foreach (var op in Enum.GetValues<CompareOperator>())
        {
            var run = Emitted.Compile<Func<int, int, int>>(Comparing(op, shape, t => t.Int32));
            foreach (var x in Integers)
            {
                foreach (var y in Integers) Assert.That(run(x, y), Is.EqualTo(Expected(op, x, y) ? 1 : 0), $"{x} {op} {y}");
            }
        }
    }

    [TestCase(0x7FF8_0000_0000_1234L)]
    [TestCase(unchecked((long)0x8000_0000_0000_0000L))]
    [TestCase(0x7FF4_0000_0000_0001L)]
    public void A_literal_keeps_every_bit(long bits)
    {
        var m = new TestMethod(t => t.Float64);
        m.Build.Return(m.Method.Constant(Types.Float64, BitConverter.Int64BitsToDouble(bits)));
        Assert.That(BitConverter.DoubleToInt64Bits(Emitted.Compile<Func<double>>(m.Method)()), Is.EqualTo(bits));
    }

    [TestCase(0)]
    [TestCase(-1)]
    [TestCase(9)]
    [TestCase(127)]
    [TestCase(-128)]
    [TestCase(128)]
    [TestCase(int.MinValue)]
    public void Integer_literals_of_every_length(int value)
    {
        var m = new TestMethod(t => t.Int64, t => t.Int32);
        var b = m.Build;
        b.Return(b.Add(b.Long(long.MaxValue - 5), b.Add(b.Convert(b.Add(m[0], b.Int(value)), Types.Int64), b.Long(value))));
        Assert.That(Emitted.Compile<Func<int, long>>(m.Method)(0), Is.EqualTo(unchecked(long.MaxValue - 5 + value + (long)value)));
    }

    [Test]
    public void Conversions_narrow_widen_and_check()
    {
        foreach (var (target, expected) in new (Func<TypeUniverse, IRType>, Func<int, int>)[]
        {
            (t => t.Int8, x => (sbyte)x), (t => t.UInt8, x => (byte)x), (t => t.Int16, x => (short)x), (t => t.UInt16, x => (ushort)x), (t => t.Char, x => (char)x),
        })
        {
            var m = new TestMethod(t => t.Int32, t => t.Int32);
            m.Build.Return(m.Build.Convert(m[0], target(Types)));
            var run = Emitted.Compile<Func<int, int>>(m.Method);
            foreach (var x in Integers) Assert.That(run(x), Is.EqualTo(unchecked(expected(x))));
        }

        var unsigned = new TestMethod(t => t.Float64, t => t.Int32);
        unsigned.Build.Return(unsigned.Build.Convert(unsigned[0], Types.Float64, fromUnsigned: true));
        Assert.That(Emitted.Compile<Func<int, double>>(unsigned.Method)(-1), Is.EqualTo(4294967295.0));

        var narrow = new TestMethod(t => t.Int32, t => t.Int32);
        narrow.Build.Return(narrow.Build.Convert(narrow[0], Types.UInt8, throwsOnOverflow: true));
        var narrowed = Emitted.Compile<Func<int, int>>(narrow.Method);
        Assert.That(narrowed(255), Is.EqualTo(255));
        Assert.That(() => narrowed(256), Throws.TypeOf<OverflowException>());
    }

    [Test]
    public void A_chain_of_thousands_of_operations_stays_within_the_limits_of_the_JIT()
    {
        var m = new TestMethod(t => t.Float64, t => t.Float64, t => t.Float64);
        Value value = m[0];
        double expected = 3, x = 3, y = 1.0000001;
        for (var i = 0; i < 5000; i++)
        {
            value = (i % 3) switch { 0 => m.Build.Mul(value, m[1]), 1 => m.Build.Sub(m[0], value), _ => m.Build.Add(value, m[1]) };
            expected = (i % 3) switch { 0 => expected * y, 1 => x - expected, _ => expected + y };
        }

        m.Build.Return(value);
        var emitted = new Emitted();
        var name = emitted.Add(m.Method).Name;
        Assert.That(emitted.Report.IsWithinLimits, emitted.Report.ToString());
        Assert.That(emitted.Report.Locals, Is.LessThanOrEqualTo(2));
        Assert.That(emitted.Load().GetMethod(name)!.CreateDelegate<Func<double, double, double>>()(x, y), Is.EqualTo(expected));
    }

    [Test]
    public void Many_values_alive_one_after_the_other_share_variables()
    {
        var m = new TestMethod(t => t.Float64, t => t.Float64);
        Value value = m[0];
        var expected = 1.1;
        for (var i = 0; i < 2000; i++)
        {
            value = m.Build.Mul(m.Build.Add(value, m[0]), m.Build.Sub(value, m[0]));
            expected = (expected + 1.1) * (expected - 1.1);
        }

        m.Build.Return(value);
        var emitted = new Emitted();
        var name = emitted.Add(m.Method).Name;
        Assert.That(emitted.Report.Locals, Is.EqualTo(1));
        Assert.That(emitted.Load().GetMethod(name)!.CreateDelegate<Func<double, double>>()(1.1), Is.EqualTo(expected));
    }

    [Test]
    public void A_throwing_operation_is_not_moved_behind_an_effect()
    {
        var m = new TestMethod(t => t.Int32, t => t.ArrayOf(t.Int32), t => t.Int32);
        var b = m.Build;
        var quotient = b.Binary(BinaryOperator.Div, b.Int(100), m[1]);
        b.Store(b.ElementAddress(m[0], Types.Int32, b.Int(0)), b.Int(1), Types.Int32);
        b.Return(quotient);
        var run = Emitted.Compile<Func<int[], int, int>>(m.Method);
        int[] a = [0];
        Assert.That(() => run(a, 0), Throws.TypeOf<DivideByZeroException>());
        Assert.That(a[0], Is.Zero);
        Assert.That(run(a, 7), Is.EqualTo(14));
    }

    [Test]
    public void A_load_is_not_moved_behind_a_store_to_the_same_array()
    {
        var m = new TestMethod(t => t.Float64, t => t.ArrayOf(t.Float64));
        var b = m.Build;
        var place = b.ElementAddress(m[0], Types.Float64, b.Int(0));
        var old = b.Load(place, Types.Float64);
        b.Store(place, b.Float(Types.Float64, 2), Types.Float64);
        b.Return(b.Sub(b.Load(place, Types.Float64), old));
        Assert.That(Emitted.Compile<Func<double[], double>>(m.Method)([10]), Is.EqualTo(-8));
    }

    public enum Shape { Value, BranchTrueFirst, BranchFalseFirst, Select }

    private static IRMethod Comparing(CompareOperator op, Shape shape, Func<TypeUniverse, IRType> type)
    {
        var m = new TestMethod(t => t.Int32, type, type);
        var b = m.Build;
        var compare = b.Compare(op, m[0], m[1]);
        if (shape == Shape.Value)
        {
            b.Return(compare);
        }
        else if (shape == Shape.Select)
        {
            b.Return(b.Select(compare, b.Int(1), b.Int(0)));
        }
        else
        {
            var (first, second) = (m.Block(), m.Block());
            var (yes, no) = shape == Shape.BranchTrueFirst ? (first, second) : (second, first);
            b.Branch(compare, TestMethod.To(yes), TestMethod.To(no));
            m.In(yes).Return(b.Int(1));
            m.In(no).Return(b.Int(0));
        }

        return m.Method;
    }

    private static bool Expected(CompareOperator op, double x, double y) => op switch
    {
        CompareOperator.Eq => x == y,
        CompareOperator.Ne => x != y,
        CompareOperator.Lt => x < y,
        CompareOperator.LtUn => !(x >= y),
        CompareOperator.Le => x <= y,
        CompareOperator.LeUn => !(x > y),
        CompareOperator.Gt => x > y,
        CompareOperator.GtUn => !(x <= y),
        CompareOperator.Ge => x >= y,
        _ => !(x < y),
    };

    private static bool Expected(CompareOperator op, int x, int y) => op switch
    {
        CompareOperator.LtUn => (uint)x < (uint)y,
        CompareOperator.LeUn => (uint)x <= (uint)y,
        CompareOperator.GtUn => (uint)x > (uint)y,
        CompareOperator.GeUn => (uint)x >= (uint)y,
        _ => Expected(op, (double)x, y),
    };
}
