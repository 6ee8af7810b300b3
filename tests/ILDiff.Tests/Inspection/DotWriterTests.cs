namespace ILDiff.Tests.Inspection;

using ILDiff.Inspection;
using ILDiff.IR;
using ILDiff.Tests.Support;
using NUnit.Framework;

[OwnsGolden("IR/Dot")]
public class DotWriterTests
{
    [TestCaseSource(nameof(Files))]
    public void Blocks_loops_and_regions_are_drawn(string file) =>
        GoldenInput.Check(file, text => DotWriter.Write(IRParser.Parse(text, TestTypes.Universe()), v => v.Type.IsFloat ? "active" : null));

    private static IEnumerable<string> Files() => GoldenInput.Files("IR/Dot");
}
