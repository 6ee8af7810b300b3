namespace ILDiff.Tests.IR;

using ILDiff.IR;
using ILDiff.Tests.Support;
using ILDiff.Types;
using NUnit.Framework;

public class IRInterpreterTests
{
    private TypeUniverse types = null!;
    private IRMethod method = null!;
    private IRBuilder b = null!;

    /// <summary>For the tests that need a struct with methods and fields.</summary>
    public struct Pair
    {
        public double Left;
        public bool Flag;

        public Pair(double left) => Left = left;

        public void Double() => Left *= 2;
    }

    public static void Swap(ref double a, ref double c) => (a, c) = (c, a);

    [Test]
    public void A_loop_over_an_array_is_exact()
    {
        double[] a = [0.1, 0.2, -3.5, 1e10];
        var expected = 0.0;
        foreach (var x in a) expected += Math.Sin(x);
        Assert.That(new IRInterpreter().Run(SampleMethods.SumOfSines(TestTypes.Universe()), a), Is.EqualTo(expected));
    }

    [Test]
    public void Arithmetic_keeps_the_width()
    {
        Start(typeof(float), typeof(float), typeof(float));
        b.Return(b.Add(P(0), P(1)));
        Assert.That(Run(0.1f, 16777216f), Is.EqualTo(16777216f).And.TypeOf<float>());
    }

    [TestCase(-1, typeof(ulong), 0xffffffffL)]
    [TestCase(-1, typeof(long), -1L)]
    [TestCase(300, typeof(byte), 44)]
    [TestCase(200, typeof(sbyte), -56)]
    public void Conversions_extend_and_truncate(int from, Type to, object expected)
    {
        Start(to == typeof(ulong) || to == typeof(long) ? typeof(long) : typeof(int), typeof(int));
        b.Return(b.Add(new ILDiff.IR.Convert(P(0), types.Of(types.Module.ImportReference(to)))));
        Assert.That(Run(from), Is.EqualTo(expected));
    }

    [Test]
    public void An_unsigned_operand_converts_as_such()
    {
        Start(typeof(double), typeof(int));
        b.Return(b.Convert(P(0), types.Float64, fromUnsigned: true));
        Assert.That(Run(-1), Is.EqualTo(4294967295.0));
    }

    [Test]
    public void Struct_slots_are_changed_by_their_methods()
    {
        Start(typeof(double), typeof(double));
        var slot = b.Slot(TestTypes.Of<Pair>(types));
        b.Call(TestTypes.Constructor(types, typeof(Pair), typeof(double)), slot, P(0));
        b.Call(TestTypes.Method(types, typeof(Pair), nameof(Pair.Double)), slot);
        b.Store(b.FieldAddress(slot, TestTypes.Field(types, typeof(Pair), nameof(Pair.Flag))), b.Int(1), types.Bool);
        var left = b.Load(b.FieldAddress(slot, TestTypes.Field(types, typeof(Pair), nameof(Pair.Left))), types.Float64);
        var flag = b.Load(b.FieldAddress(slot, TestTypes.Field(types, typeof(Pair), nameof(Pair.Flag))), types.Bool);
        b.Return(b.Add(left, b.Convert(flag, types.Float64)));
        Assert.That(Run(1.25), Is.EqualTo(3.5));
    }

    [Test]
    public void Struct_values_are_copies()
    {
        Start(typeof(double), typeof(Pair));
        var field = TestTypes.Field(types, typeof(Pair), nameof(Pair.Left));
        var changed = b.InsertField(P(0), field, b.Float(types.Float64, 7));
        b.Return(b.Sub(b.ExtractField(b.InsertField(changed, TestTypes.Field(types, typeof(Pair), nameof(Pair.Flag)), b.Int(1)), field), b.ExtractField(P(0), field)));
        Assert.That(Run(new Pair(2)), Is.EqualTo(5.0));
    }

    [Test]
    public void References_to_elements_and_variables_are_passed_on()
    {
        Start(typeof(double), typeof(double[]), typeof(double).MakeByRefType());
        b.Call(TestTypes.Method(types, GetType(), nameof(Swap), typeof(double).MakeByRefType(), typeof(double).MakeByRefType()), b.ElementAddress(P(0), types.Float64, b.Int(1)), P(1));
        b.Return(b.Load(P(1), types.Float64));
        double[] a = [1, 2];
        var variable = IRInterpreter.Variable(types.Float64, 9.0);
        Assert.That(Run(a, variable), Is.EqualTo(2.0));
        Assert.That(a[1], Is.EqualTo(9.0));
    }

    [Test]
    public void Bounds_are_checked_at_the_access()
    {
        Start(typeof(double), typeof(double[,]));
        var outside = b.ElementAddress(P(0), types.Float64, b.Int(0), b.Int(2));
        b.Return(b.Load(outside, types.Float64));
        Assert.Throws<IndexOutOfRangeException>(() => Run(new double[3, 2]));
        Assert.Throws<NullReferenceException>(() => Run([null]));
    }

    [Test]
    public void Elements_of_a_matrix_are_found()
    {
        Start(typeof(double), typeof(double[,]), typeof(int), typeof(int));
        b.Return(b.Load(b.ElementAddress(P(0), types.Float64, P(1), P(2)), types.Float64));
        Assert.That(Run(new double[,] { { 1, 2, 3 }, { 4, 5, 6 } }, 1, 2), Is.EqualTo(6.0));
    }

    [Test]
    public void Edges_give_all_values_at_once()
    {
        Start(typeof(double), typeof(double), typeof(double));
        var loop = method.AddBlock();
        var (x, y, i) = (loop.AddParameter(types.Float64), loop.AddParameter(types.Float64), loop.AddParameter(types.Int32));
        var exit = method.AddBlock();
        b.Jump(loop, P(0), P(1), b.Int(0));
        b.Block = loop;
        b.Branch(b.Compare(CompareOperator.Lt, i, b.Int(3)), new Edge(loop, [y, x, b.Add(i, b.Int(1))]), new Edge(exit, []));
        b.Block = exit;
        b.Return(b.Sub(x, y));
        Assert.That(Run(10.0, 4.0), Is.EqualTo(-6.0));
    }

    [Test]
    public void A_box_is_unboxed_in_place()
    {
        Start(typeof(int), typeof(int));
        var box = b.Box(P(0), types.Int32);
        b.Store(b.Unbox(box, types.Int32), b.Int(5), types.Int32);
        b.Return(b.Load(b.Unbox(box, types.Int32), types.Int32));
        Assert.That(Run(3), Is.EqualTo(5));
    }

    [TestCase(1, 11.0)]
    [TestCase(0, 1012.0)]
    public void Handlers_run_as_control_leaves(int divisor, double expected)
    {
        // trace = 10; try { try { 1 / divisor } finally { trace += 1 } } catch (DivideByZeroException) { trace += 1001 }
        Start(typeof(double), typeof(int));
        var outer = new Region(RegionKind.Try, null);
        var caught = new Region(RegionKind.Catch, null) { Guarded = outer, CatchType = TestTypes.Of<DivideByZeroException>(types) };
        var inner = new Region(RegionKind.Try, outer);
        var final = new Region(RegionKind.Finally, outer) { Guarded = inner };
        method.Regions.AddRange([outer, caught, inner, final]);
        var (tried, finals, handler, exit) = (method.AddBlock(inner), method.AddBlock(final), method.AddBlock(caught), method.AddBlock());
        (outer.Entry, inner.Entry, final.Entry, caught.Entry) = (tried, tried, finals, handler);
        handler.AddParameter(caught.CatchType);
        var trace = b.Slot(types.Float64);
        b.Store(trace, b.Float(types.Float64, 10), types.Float64);
        b.Jump(tried);
        b.Block = tried;
        b.Binary(BinaryOperator.Div, b.Int(1), P(0));
        b.Leave(new Edge(exit, []));
        b.Block = finals;
        b.Store(trace, b.Add(b.Load(trace, types.Float64), b.Float(types.Float64, 1)), types.Float64);
        b.EndHandler();
        b.Block = handler;
        b.Store(trace, b.Add(b.Load(trace, types.Float64), b.Float(types.Float64, 1001)), types.Float64);
        b.Leave(new Edge(exit, []));
        b.Block = exit;
        b.Return(b.Load(trace, types.Float64));
        Assert.That(IRVerifier.Check(method), Is.Empty);
        Assert.That(Run(divisor), Is.EqualTo(expected));
    }

    [Test]
    public void An_exception_in_a_finally_leaves_it_once()
    {
        // trace = 0; try { try { } finally { trace += 1; 1 / 0 } } catch (DivideByZeroException) { trace += 10 }
        Start(typeof(double), typeof(int));
        var outer = new Region(RegionKind.Try, null);
        var caught = new Region(RegionKind.Catch, null) { Guarded = outer, CatchType = TestTypes.Of<DivideByZeroException>(types) };
        var inner = new Region(RegionKind.Try, outer);
        var final = new Region(RegionKind.Finally, outer) { Guarded = inner };
        method.Regions.AddRange([outer, caught, inner, final]);
        var (tried, finals, handler, exit) = (method.AddBlock(inner), method.AddBlock(final), method.AddBlock(caught), method.AddBlock());
        (outer.Entry, inner.Entry, final.Entry, caught.Entry) = (tried, tried, finals, handler);
        handler.AddParameter(caught.CatchType);
        var trace = b.Slot(types.Float64);
        b.Jump(tried);
        b.Block = tried;
        b.Leave(new Edge(exit, []));
        b.Block = finals;
        b.Store(trace, b.Add(b.Load(trace, types.Float64), b.Float(types.Float64, 1)), types.Float64);
        b.Binary(BinaryOperator.Div, b.Int(1), P(0));
        b.EndHandler();
        b.Block = handler;
        b.Store(trace, b.Add(b.Load(trace, types.Float64), b.Float(types.Float64, 10)), types.Float64);
        b.Leave(new Edge(exit, []));
        b.Block = exit;
        b.Return(b.Load(trace, types.Float64));
        Assert.That(Run(0), Is.EqualTo(11.0));
        Assert.That(Run(1), Is.EqualTo(1.0));
    }

    [Test]
    public void Generic_methods_and_delegates_are_called()
    {
        Start(typeof(int), typeof(int[]));
        var indexOf = typeof(Array).GetMethods().First(m => m.Name == nameof(Array.IndexOf) && m.IsGenericMethod && m.GetParameters().Length == 2).MakeGenericMethod(typeof(int));
        b.Return(b.Call(types.Method(types.Module.ImportReference(indexOf), GenericContext.Empty), P(0), b.Int(7)));
        Assert.That(Run(new[] { 5, 6, 7 }), Is.EqualTo(2));
    }

    [Test]
    public void A_run_without_end_is_reported()
    {
        Start(typeof(void));
        var loop = method.AddBlock();
        b.Jump(loop);
        b.Block = loop;
        b.Jump(loop);
        Assert.Throws<NotInterpretedException>(() => new IRInterpreter { MaxSteps = 1000 }.Run(method));
    }

    private void Start(Type returns, params Type[] parameters)
    {
        types = TestTypes.Universe();
        method = new IRMethod(types, "Test.M", types.Of(types.Module.ImportReference(returns)));
        b = new IRBuilder(method, method.AddBlock());
        foreach (var parameter in parameters)
        {
            var type = types.Of(types.Module.ImportReference(parameter));
            method.ParameterTypes.Add(type);
            method.Entry.AddParameter(type.OnStack);
        }
    }

    private Value P(int index) => method.Parameters[index];

    private object? Run(params object?[] arguments) => new IRInterpreter().Run(method, arguments);
}
