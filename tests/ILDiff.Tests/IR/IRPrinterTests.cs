namespace ILDiff.Tests.IR;

using ILDiff.IR;
using ILDiff.Tests.Support;
using NUnit.Framework;

public class IRPrinterTests
{
    [Test]
    public void A_loop_reads_as_blocks_with_parameters() =>
        Assert.That(IRPrinter.Print(SampleMethods.SumOfSines(TestTypes.Universe())), Is.EqualTo("""
            method Test.SumOfSines(%0:a: double[]) : double
            b0:
              jump b1(0.0, 0)
            b1(%1:sum: double, %2:i: int):
              %6 = length %0:a
              %7 = convert int %6
              %8 = lt %2:i, %7
              branch %8, b2, b3
            b2:
              %10 = element %0:a[%2:i]
              %11 = load double %10
              %12 = call pure System.Math.Sin(%11)
              %13 = add %1:sum, %12
              %15 = add %2:i, 1
              jump b1(%13, %15)
            b3:
              return %1:sum

            """));

    [Test]
    public void Annotations_stand_at_the_end_of_the_line()
    {
        var text = IRPrinter.Print(SampleMethods.SumOfSines(TestTypes.Universe()), v => v.Type.IsFloat ? "active" : null);
        Assert.That(text, Does.Contain("b1(%1:sum: double, %2:i: int):  // %1:sum active\n"));
        Assert.That(text, Does.Contain("  %13 = add %1:sum, %12  // active\n"));
        Assert.That(text, Does.Contain("  %15 = add %2:i, 1\n"));
    }

    [TestCase(0.1, "0.1")]
    [TestCase(-0.0, "-0.0")]
    [TestCase(1.0, "1.0")]
    [TestCase(1e300, "1E+300")]
    [TestCase(double.NaN, "nan")]
    [TestCase(double.NegativeInfinity, "-inf")]
    public void Literals_are_exact(double value, string text)
    {
        var types = TestTypes.Universe();
        Assert.That(IRNames.Of(new Constant(types.Float64, value)), Is.EqualTo(text));
    }

    [Test]
    public void A_call_that_arguments_leave_ambiguous_shows_its_signature()
    {
        var types = TestTypes.Universe();
        var max = TestTypes.Method(types, typeof(Math), nameof(Math.Max), typeof(double), typeof(double));
        var unsigned = TestTypes.Method(types, typeof(Math), nameof(Math.Max), typeof(uint), typeof(uint));
        Assert.That(IRNames.Of(max, [types.Float64, types.Float64]), Is.EqualTo("System.Math.Max"));
        Assert.That(IRNames.Of(unsigned, [types.Int32, types.Int32]), Is.EqualTo("System.Math.Max(uint, uint):uint"));
    }

    [Test]
    public void Generic_and_compiler_made_names_are_written_unambiguously()
    {
        var types = TestTypes.Universe();
        Assert.That(IRNames.Of(TestTypes.Of<Dictionary<string, List<double[,]>>>(types)),
            Is.EqualTo("System.Collections.Generic.Dictionary`2<string, System.Collections.Generic.List`1<double[,]>>"));
        Assert.That(IRNames.Quote("Ns.T/<>c"), Is.EqualTo("'Ns.T/<>c'"));
    }
}
