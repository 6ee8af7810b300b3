namespace ILDiff.Tests.Differentiation;

using global::ILDiff.Samples.Flow;
using ILDiff.Reading;
using Mono.Cecil;
using NUnit.Framework;

/// <summary>Which loops are reversed visit by visit. That their derivatives are right is for the tests of samples.</summary>
public class FusedLoopTests
{
    private static readonly Lazy<LoadedAssembly> Samples = new(() =>
        AssemblyLoader.Load(typeof(Sums).Assembly.Location, [Path.GetDirectoryName(typeof(object).Assembly.Location)!]));

    [TestCase(nameof(Sums.OfProducts), 1)]
    [TestCase(nameof(Sums.OverPairs), 2)]
    [TestCase(nameof(Sums.ScaledAfterwards), 1)]
    [TestCase(nameof(Sums.ThroughTwoLoops), 2)]
    [TestCase(nameof(Sums.SometimesAdded), 1)]
    [TestCase(nameof(Sums.OneOfTwo), 1)]
    [TestCase(nameof(Sums.DecidesByTheSum), 1)]
    [TestCase(nameof(Sums.TwoSums), 1)]
    [TestCase(nameof(Sums.WithALoopInEachVisit), 1)]
    [TestCase(nameof(Sums.WrittenBefore), 1)]
    [TestCase(nameof(Sums.ScaledByALaterSum), 1, Description = "the later of the two")]
    [TestCase(nameof(Sums.OfCalls), 1)]
    [TestCase(nameof(Sums.OfRows), 1)]
    [TestCase(nameof(Sums.ScratchWrittenWhole), 1)]
    [TestCase(nameof(Sums.ScratchUpdated), 2)]
    public void Loops_over_independent_visits_are_fused(string sample, int loops) => Assert.That(Fused(sample), Is.EqualTo(loops));

    [TestCase(nameof(Sums.ScaledByItself))]
    [TestCase(nameof(Sums.OnlyIfPositive))]
    [TestCase(nameof(Sums.ThroughALoopThatScales))]
    [TestCase(nameof(Sums.Subtracted))]
    [TestCase(nameof(Sums.Restarted))]
    [TestCase(nameof(Sums.AddsTheSum))]
    [TestCase(nameof(Sums.SumOfSums))]
    [TestCase(nameof(Sums.OverwrittenLater))]
    [TestCase(nameof(Sums.OverwrittenInTheLoop))]
    [TestCase(nameof(Sums.OverwrittenThroughAnother))]
    [TestCase(nameof(Sums.LeftEarly))]
    [TestCase(nameof(Sums.ScratchPartlyWritten))]
    [TestCase(nameof(Sums.ScratchReadBeforeItIsWritten))]
    [TestCase(nameof(Sums.ScratchCarriedOn))]
    [TestCase(nameof(Sums.ScratchReadAfterwards))]
    [TestCase(nameof(Sums.ScratchSometimesWritten))]
    [TestCase(nameof(Sums.ScratchWithHoles))]
    public void Loops_whose_visits_matter_to_each_other_or_to_what_follows_are_not(string sample) => Assert.That(Fused(sample), Is.Zero);

    [Test]
    public void Nothing_is_recorded_for_a_fused_nest()
    {
        var plan = Plan(nameof(Sums.OverPairs), new DiffOptions());
        Assert.That(plan.UsesTape, Is.False);
    }

    [Test]
    public void Fusion_is_off_where_everything_is_recorded_or_nothing_optimised()
    {
        Assert.That(Plan(nameof(Sums.OverPairs), new DiffOptions { RecordEverything = true }).Fused, Is.Null);
        Assert.That(Plan(nameof(Sums.OverPairs), new DiffOptions { Optimize = false }).Fused, Is.Null);
    }

    private static int Fused(string sample) => Plan(sample, new DiffOptions()).Fused!.Loops.Count;

    private static ILDiff.Differentiation.Reverse.ReversePlan Plan(string sample, DiffOptions options)
    {
        var method = (MethodReference)Samples.Value.Module.LookupToken(typeof(Sums).GetMethod(sample)!.MetadataToken);
        return new AssemblyDifferentiator(Samples.Value.Module, options).Plan(method);
    }
}
