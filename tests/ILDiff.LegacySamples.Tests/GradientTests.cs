namespace ILDiff.LegacySamples.Tests;

using global::LegacySamples;
using NUnit.Framework;

/// <summary>The gradients of the legacy samples against extrapolated finite differences.</summary>
public class GradientTests
{
    private static IEnumerable<TestCaseData> Objectives() =>
        FortranNumerics.Objectives.All.Concat(BondDesk.Objectives.All).Append(SurvivalFit.Trial.Likelihood())
            .Select(o => new TestCaseData(o).SetArgDisplayNames(o.Name));

    [TestCaseSource(nameof(Objectives))]
    public void Gradient_is_right(Objective objective)
    {
        var (value, gradient) = objective.Gradient(objective.Start);
        var (reference, error) = Differences.Extrapolated(objective, objective.Start);
        var scale = reference.Max(Math.Abs);
        Assert.That(value, Is.EqualTo(objective.Value(objective.Start)), "the value is the primal's to the last bit");
        Assert.That(gradient, Has.Length.EqualTo(objective.Start.Length));
        for (var i = 0; i < gradient.Length; i++)
            Assert.That(gradient[i], Is.EqualTo(reference[i]).Within(Math.Max(objective.Approximation * scale, 10 * error[i])), $"entry {i}");
    }

    [Test]
    public void Generated_gradients_are_nearer_than_differences()
    {
        foreach (var objective in FortranNumerics.Objectives.All.Where(o => o.Approximation <= 1e-9).Append(BondDesk.BondMarket.Misfit()))
        {
            var comparison = GradientComparison.Of(objective, TimeSpan.Zero);
            Assert.That(comparison.GeneratedError, Is.LessThan(comparison.DifferencesError / 100), objective.Name);
        }
    }
}
