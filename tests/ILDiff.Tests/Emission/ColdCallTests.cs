namespace ILDiff.Tests.Emission;

using ILDiff.IR;
using ILDiff.Tests.Simplification;
using ILDiff.Tests.Support;
using ILDiff.Types;
using ILDiff.Verification;
using NUnit.Framework;

public sealed class ColdCallTests
{
    private static TypeUniverse Types => TestMethod.Types;

    /// <summary>
    /// <c>for (i = 0; x &lt; limit; i++) { bank.Ensure(i + 1); bank.Cells[i] = x; x = x * factor + single; } return x;</c>
    /// </summary>
    private static IRMethod Recording()
    {
        var bank = TestTypes.Of<TapeBank<double>>(Types);
        var m = new TestMethod(t => t.Float64, _ => bank, t => t.Float64, t => t.Float64, t => t.Float64, t => t.Float32);
        var b = m.Build;
        var header = m.Block(Types.Float64, Types.Int32);
        var (body, exit) = (m.Block(), m.Block());
        b.Jump(header, m[1], b.Int(0));
        var (x, i) = (header.Parameters[0], header.Parameters[1]);
        m.In(header).Branch(b.Compare(CompareOperator.Lt, x, m[2]), TestMethod.To(body), TestMethod.To(exit));
        m.In(body);
        b.Call(TestTypes.Method(Types, typeof(TapeBank<double>), "Ensure", typeof(long)), m[0], b.Convert(b.Add(i, b.Int(1)), Types.Int64));
        var cells = b.Load(b.FieldAddress(m[0], TestTypes.Field(Types, typeof(TapeBank<double>), "Cells")), Types.ArrayOf(Types.Float64));
        b.Store(b.ElementAddress(cells, Types.Float64, i), x, Types.Float64);
        b.Jump(header, b.Add(b.Mul(x, m[3]), b.Convert(m[4], Types.Float64)), b.Add(i, b.Int(1)));
        m.In(exit).Return(x);
        return m.Method;
    }

    [Test]
    public void Growing_the_tape_in_a_loop_changes_no_float()
    {
        var run = Emitted.Compile<Func<TapeBank<double>, double, double, double, float, double>>(Recording());
        var bank = new TapeBank<double>();
        var expected = new List<double>();
        var x = 1.0;
        for (; x < 4000; x = (x * 1.0001) + 0.5f) expected.Add(x);
        Assert.That(run(bank, 1.0, 4000, 1.0001, 0.5f), Is.EqualTo(x));
        Assert.That(bank.Cells.Take(expected.Count), Is.EqualTo(expected));
        Assert.That(expected, Has.Count.GreaterThan(1000));
    }

    [Test]
    public void The_call_stands_behind_a_test_and_every_float_that_outlives_it_is_kept_in_memory()
    {
        var emitted = new Emitted();
        var method = emitted.Add(Recording());
        Assert.That(new ILVerifier(emitted.Module).Verify(method), Is.Empty);
        var called = method.Body.Instructions.Where(i => i.Operand is Mono.Cecil.MethodReference).Select(i => ((Mono.Cecil.MethodReference)i.Operand).Name);
        Assert.That(called, Is.EqualTo(new[] { "Keep", "Keep", "Keep", "Keep", "Ensure" }), "x, limit, factor and single");
    }
}
