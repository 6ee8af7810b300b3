namespace ILDiff.Tests.IR;

using ILDiff.IR;
using ILDiff.Tests.Support;
using NUnit.Framework;

[OwnsGolden("IR/RoundTrip")]
public class IRParserTests
{
    [TestCaseSource(nameof(Files))]
    public void Text_is_read_and_printed(string file) => GoldenInput.Check(file, text =>
    {
        var printed = IRPrinter.Print(IRParser.Parse(text, TestTypes.Universe()));
        Assert.That(IRPrinter.Print(IRParser.Parse(printed, TestTypes.Universe())), Is.EqualTo(printed));
        return printed;
    });

    [Test]
    public void What_was_built_by_hand_is_read_back()
    {
        var types = TestTypes.Universe();
        var method = SampleMethods.SumOfSines(types);
        var read = IRParser.Parse(IRPrinter.Print(method), types);
        Assert.That(IRPrinter.Print(read), Is.EqualTo(IRPrinter.Print(method)));
        Assert.That(IRVerifier.Check(read), Is.Empty);
        Assert.That(new IRInterpreter().Run(read, new[] { 1.0, 2.0 }), Is.EqualTo(Math.Sin(1) + Math.Sin(2)));
    }

    [Test]
    public void New_values_get_new_ids()
    {
        var types = TestTypes.Universe();
        var method = IRParser.Parse("method M(%5: double) : double\nb7:\n  %3 = mul %5, 2.0\n  return %3", types);
        var ids = method.Instructions.Select(i => i.Id).Append(method.Parameters[0].Id).Append(method.Constant(types.Float64, 2.0).Id).ToList();
        Assert.That(ids, Is.Unique);
        Assert.That(method.AddBlock().Id, Is.EqualTo(8));
    }

    [TestCase("method M() : double\nb0:\n  return %1", "line 3: %1 is not defined")]
    [TestCase("method M() : double\nb0:\n  %1 = add %1, 1.0\n  return %1", "line 3: %1 is not defined, or by way of itself")]
    [TestCase("method M() : double\n\nb0:\n  return 1.0 2", "line 4: 2 is too much")]
    [TestCase("method M() : double\nb0:\n  jump b1", "line 3: there is no block b1")]
    [TestCase("method M() : double\nb0:\n  %1 = frobnicate 2\n  return %1", "line 3: there is no instruction frobnicate")]
    [TestCase("method M() : Ns.Nothing\nb0:\n  return", "line 1: there is no type Ns.Nothing")]
    [TestCase("method M(%0: double) : double\nb0:\n  %0 = add 1, 2\n  return %0", "line 1: %0 is defined twice")]
    [TestCase("method M() : int\nb0:\n  %1 = call System.Math.Max(uint, uint):int(1, 2)\n  return %1", "line 3: System.Math has no Max with that signature")]
    [TestCase("method M() : string\nb0:\n  return \"open", "line 3: a quote is not closed")]
    [TestCase("", "line 1: there is no method")]
    public void Errors_name_the_line(string text, string problem) =>
        Assert.That(Assert.Throws<FormatException>(() => IRParser.Parse(text, TestTypes.Universe()))!.Message, Does.StartWith(problem));

    private static IEnumerable<string> Files() => GoldenInput.Files("IR/RoundTrip");
}
