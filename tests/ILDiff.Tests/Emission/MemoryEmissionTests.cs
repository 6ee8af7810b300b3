namespace ILDiff.Tests.Emission;

using System.Numerics;
using ILDiff.IR;
using ILDiff.Tests.Simplification;
using ILDiff.Tests.Support;
using ILDiff.Types;
using NUnit.Framework;

public sealed class MemoryEmissionTests
{
    private static TypeUniverse Types => TestMethod.Types;

    public struct Pair
    {
        public double First;
        public int Second;
    }

    public struct Nest
    {
        public Pair Inner;
        public float Third;
    }

    public sealed class Holder
    {
        public double[] Numbers = [];
        public Nest Nest;
        public static double Shared;
        private double hidden = 5;

        public double Hidden => hidden;
    }

    [Test]
    public void Elements_of_every_type_are_read_and_written()
    {
        RoundTrip<bool>([false, true]);
        RoundTrip<sbyte>([-3, 4]);
        RoundTrip<byte>([250, 4]);
        RoundTrip<short>([-30000, 4]);
        RoundTrip<ushort>([60000, 4]);
        RoundTrip<char>(['\uffff', 'a']);
        RoundTrip([-7, 4]);
        RoundTrip<uint>([4_000_000_000, 4]);
        RoundTrip<long>([long.MinValue, 4]);
        RoundTrip<ulong>([ulong.MaxValue, 4]);
        RoundTrip<nint>([-5, 4]);
        RoundTrip([1.5f, float.NaN]);
        RoundTrip([1.5, -0.0]);
        RoundTrip(["x", "y"]);
        RoundTrip([DayOfWeek.Friday, DayOfWeek.Monday]);
        RoundTrip([new Complex(1, 2), new Complex(3, 4)]);
    }

    /// <summary><c>b[0] = a[1]</c>, through the address of the element, a slot and the element itself.</summary>
    private static void RoundTrip<T>(T[] values)
    {
        var element = TestTypes.Of<T>(Types);
        var m = new TestMethod(_ => element, t => t.ArrayOf(element), t => t.ArrayOf(element));
        var b = m.Build;
        var slot = b.Slot(element);
        b.Store(slot, b.Load(b.ElementAddress(m[0], element, b.Int(1)), element), element);
        var join = m.Block(Types.ByRefTo(element));
        b.Jump(join, b.ElementAddress(m[1], element, b.Int(0)));
        m.In(join).Store(join.Parameters[0], b.Load(slot, element), element);
        b.Return(b.Load(join.Parameters[0], element));
        var target = new T[1];
        Assert.That(Emitted.Compile<Func<T[], T[], T>>(m.Method)(values, target), Is.EqualTo(values[1]));
        Assert.That(target[0], Is.EqualTo(values[1]));
    }

    [Test]
    public void An_operand_stays_before_a_write_that_the_other_operand_passes()
    {
        var m = new TestMethod(t => t.Float64, t => t.ArrayOf(t.Float64), t => t.Float64);
        var b = m.Build;
        var slot = b.Slot(Types.Float64);
        b.Store(slot, m[1], Types.Float64);
        var left = b.Load(slot, Types.Float64);
        var right = b.Load(b.ElementAddress(m[0], Types.Float64, b.Int(0)), Types.Float64);
        b.Store(slot, b.Float(Types.Float64, 0), Types.Float64);
        var sum = b.Add(left, right);
        b.Return(b.Add(b.Mul(sum, sum), b.Load(slot, Types.Float64)));
        Assert.That(Emitted.Compile<Func<double[], double, double>>(m.Method)([2], 3), Is.EqualTo(25));
    }

    [Test]
    public void Arrays_of_several_dimensions()
    {
        var grid = TestTypes.Of<double[,]>(Types);
        var m = new TestMethod(_ => grid, _ => grid, t => t.Int32);
        var b = m.Build;
        var copy = b.NewArray(grid, b.ArrayLength(m[0], 1), b.ArrayLength(m[0], 0));
        b.Store(b.ElementAddress(copy, Types.Float64, m[1], b.Int(0)), b.Load(b.ElementAddress(m[0], Types.Float64, b.Int(0), m[1]), Types.Float64), Types.Float64);
        var join = m.Block(Types.ByRefTo(Types.Float64));
        b.Jump(join, b.ElementAddress(copy, Types.Float64, b.Int(0), b.Int(1)));
        m.In(join).Store(join.Parameters[0], b.Float(Types.Float64, 9), Types.Float64);
        b.Return(copy);
        var result = Emitted.Compile<Func<double[,], int, double[,]>>(m.Method)(new double[,] { { 1, 2, 3 }, { 4, 5, 6 } }, 2);
        Assert.That(result.GetLength(0), Is.EqualTo(3));
        Assert.That(result.GetLength(1), Is.EqualTo(2));
        Assert.That(result[2, 0], Is.EqualTo(3));
        Assert.That(result[0, 1], Is.EqualTo(9));
    }

    [Test]
    public void Struct_values_are_taken_apart_and_put_together()
    {
        var nest = TestTypes.Of<Nest>(Types);
        var pair = TestTypes.Of<Pair>(Types);
        var (inner, third) = (Field<Nest>("Inner"), Field<Nest>("Third"));
        var (first, second) = (Field<Pair>("First"), Field<Pair>("Second"));
        var m = new TestMethod(_ => nest, _ => nest, t => t.Float64);
        var b = m.Build;
        var old = b.ExtractField(m[0], inner);
        var changed = b.InsertField(b.InsertField(old, first, b.Add(b.ExtractField(old, first), m[1])), second, b.Int(8));
        var made = b.InsertField(b.InsertField(b.Zero(nest), third, b.Float(Types.Float32, 2.5)), inner, changed);
        var again = b.InsertField(made, inner, b.InsertField(old, second, b.ExtractField(b.ExtractField(made, inner), second)));
        b.Return(b.Select(b.Compare(CompareOperator.Lt, m[1], b.Float(Types.Float64, 0)), again, made));
        var run = Emitted.Compile<Func<Nest, double, Nest>>(m.Method);
        var start = new Nest { Inner = { First = 10, Second = 1 }, Third = 7 };
        Assert.That(run(start, 4), Is.EqualTo(new Nest { Inner = { First = 14, Second = 8 }, Third = 2.5f }));
        Assert.That(run(start, -4), Is.EqualTo(new Nest { Inner = { First = 10, Second = 8 }, Third = 2.5f }));
        Assert.That(start.Inner.First, Is.EqualTo(10));
    }

    [Test]
    public void A_struct_built_up_in_a_loop_lives_in_one_variable()
    {
        var pair = TestTypes.Of<Pair>(Types);
        var (first, second) = (Field<Pair>("First"), Field<Pair>("Second"));
        var m = new TestMethod(_ => pair, t => t.Int32);
        var b = m.Build;
        var header = m.Block(pair, Types.Int32);
        var (body, exit) = (m.Block(), m.Block());
        b.Jump(header, b.Zero(pair), b.Int(0));
        var (value, i) = (header.Parameters[0], header.Parameters[1]);
        m.In(header).Branch(b.Compare(CompareOperator.Lt, i, m[0]), TestMethod.To(body), TestMethod.To(exit));
        m.In(body);
        var sum = b.InsertField(value, first, b.Add(b.ExtractField(value, first), b.Convert(i, Types.Float64)));
        b.Jump(header, b.InsertField(sum, second, b.Add(b.ExtractField(value, second), b.Int(2))), b.Add(i, b.Int(1)));
        m.In(exit).Return(value);
        var emitted = new Emitted();
        var method = emitted.Add(m.Method);
        Assert.That(method.Body.Variables, Has.Count.LessThanOrEqualTo(3));
        var run = emitted.Load().GetMethod(method.Name)!.CreateDelegate<Func<int, Pair>>();
        Assert.That(run(5), Is.EqualTo(new Pair { First = 10, Second = 10 }));
    }

    [Test]
    public void Fields_of_objects_statics_and_slots()
    {
        var holder = TestTypes.Of<Holder>(Types);
        var pair = TestTypes.Of<Pair>(Types);
        var m = new TestMethod(t => t.Float64, _ => holder);
        var b = m.Build;
        var place = b.FieldAddress(b.FieldAddress(b.FieldAddress(m[0], Field<Holder>("Nest")), Field<Nest>("Inner")), Field<Pair>("First"));
        b.Store(place, b.Add(b.Load(place, Types.Float64), b.Float(Types.Float64, 1)), Types.Float64);
        b.Store(b.StaticFieldAddress(Field<Holder>("Shared")), b.Load(place, Types.Float64), Types.Float64);
        var slot = b.Slot(pair);
        b.Store(b.FieldAddress(slot, Field<Pair>("Second")), b.Int(3), Types.Int32);
        var copy = b.Load(slot, pair);
        b.Store(slot, b.Zero(pair), pair);
        var numbers = b.Load(b.FieldAddress(m[0], Field<Holder>("Numbers")), TestTypes.Of<double[]>(Types));
        var index = b.Sub(b.ExtractField(copy, Field<Pair>("Second")), b.Add(b.Int(2), b.Load(b.FieldAddress(slot, Field<Pair>("Second")), Types.Int32)));
        b.Return(b.Load(b.ElementAddress(numbers, Types.Float64, index), Types.Float64));
        var run = Emitted.Compile<Func<Holder, double>>(m.Method);
        var subject = new Holder { Numbers = [1, 42], Nest = { Inner = { First = 6 } } };
        Assert.That(run(subject), Is.EqualTo(42));
        Assert.That(subject.Nest.Inner.First, Is.EqualTo(7));
        Assert.That(Holder.Shared, Is.EqualTo(7));
    }

    [Test]
    public void A_slot_in_a_loop_keeps_its_contents_and_starts_at_zero()
    {
        var m = new TestMethod(t => t.Int32, t => t.Int32);
        var b = m.Build;
        var header = m.Block(Types.Int32);
        var (body, exit) = (m.Block(), m.Block());
        b.Jump(header, b.Int(0));
        var i = header.Parameters[0];
        m.In(header).Branch(b.Compare(CompareOperator.Lt, i, m[0]), TestMethod.To(body), TestMethod.To(exit));
        m.In(body);
        var slot = b.Slot(Types.Int32);
        b.Store(slot, b.Add(b.Load(slot, Types.Int32), i), Types.Int32);
        b.Jump(header, b.Add(i, b.Int(1)));
        m.In(exit).Return(b.Load(slot, Types.Int32));
        var run = Emitted.Compile<Func<int, int>>(m.Method);
        Assert.That(run(5), Is.EqualTo(10));
        Assert.That(run(0), Is.Zero);
    }

    [Test]
    public void Boxes_casts_tokens_and_delegates()
    {
        var m = new TestMethod(t => t.Float64, t => t.Object, t => t.Float64);
        var b = m.Build;
        var text = b.Cast(m[0], Types.String, throws: false);
        var (isText, other) = (m.Block(), m.Block());
        b.Branch(b.Compare(CompareOperator.Ne, text, b.Zero(Types.String)), TestMethod.To(isText), TestMethod.To(other));
        m.In(isText).Return(b.Convert(b.Call(TestTypes.Method(Types, typeof(string), "get_Length"), text), Types.Float64));
        m.In(other);
        var function = b.LoadToken(TokenKind.Function, TestTypes.Method(Types, typeof(Math), "Cos", typeof(double)), Types.NativeInt);
        var made = b.NewObject(TestTypes.Constructor(Types, typeof(Func<double, double>), typeof(object), typeof(nint)), b.Zero(Types.Object), function);
        var cosine = b.CallVirtual(TestTypes.Method(Types, typeof(Func<double, double>), "Invoke", typeof(double)), null, made, m[1]);
        var boxed = b.Box(cosine, Types.Float64);
        var size = b.LoadToken(TokenKind.Size, Types.Float64, Types.Int32);
        b.Return(b.Add(b.Add(b.Load(b.Unbox(boxed, Types.Float64), Types.Float64), b.Load(b.Unbox(m[0], Types.Float64), Types.Float64)), b.Convert(size, Types.Float64)));
        var run = Emitted.Compile<Func<object, double, double>>(m.Method);
        Assert.That(run("four", 1), Is.EqualTo(4));
        Assert.That(run(100.0, 1), Is.EqualTo(Math.Cos(1) + 100 + 8));
        Assert.That(() => run(1, 1), Throws.TypeOf<InvalidCastException>());
    }

    [Test]
    public void A_private_field_of_another_assembly_is_reached()
    {
        var holder = TestTypes.Of<Holder>(Types);
        var hidden = holder.Fields.Single(f => f.Name == "hidden");
        var m = new TestMethod(t => t.Float64, _ => holder);
        var b = m.Build;
        var place = b.FieldAddress(m[0], hidden);
        b.Store(place, b.Mul(b.Load(place, Types.Float64), b.Float(Types.Float64, 3)), Types.Float64);
        b.Return(b.Load(place, Types.Float64));
        Assert.That(Emitted.Compile<Func<Holder, double>>(m.Method)(new Holder()), Is.EqualTo(15));
    }

    [Test]
    public void Memory_of_the_frame()
    {
        var pointer = Types.PointerTo(Types.Float64);
        var m = new TestMethod(t => t.Float64, t => t.Int32);
        var b = m.Build;
        var memory = b.StackAllocate(b.Convert(b.Mul(m[0], b.Int(8)), Types.NativeUInt), pointer);
        var last = b.Add(memory, b.Convert(b.Mul(b.Sub(m[0], b.Int(1)), b.Int(8)), Types.NativeInt));
        b.BlockMemory(false, memory, b.Int(0), b.Mul(m[0], b.Int(8)));
        b.Store(last, b.Float(Types.Float64, 6), Types.Float64);
        b.Return(b.Add(b.Load(memory, Types.Float64), b.Load(last, Types.Float64)));
        var run = Emitted.Compile<Func<int, double>>(m.Method);
        Assert.That(run(5), Is.EqualTo(6));
        Assert.That(run(1), Is.EqualTo(12));
    }

    private static IRField Field<T>(string name) => TestTypes.Field(Types, typeof(T), name);
}
