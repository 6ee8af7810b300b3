namespace ILDiff.LegacySamples.Tests;

using global::LegacySamples;
using NUnit.Framework;

/// <summary>What the legacy samples fit, and at what cost.</summary>
public class FitTests
{
    [Test]
    public void Reactor_cooling_is_found()
    {
        var fit = FortranNumerics.ReactorFit.Run();
        Assert.That(FortranNumerics.ReactorFit.Error(fit.ByGenerated), Is.LessThan(1e-4));
        Assert.That(fit.ByGenerated.Value, Is.LessThan(1e-12).And.LessThan(fit.ByDifferences.Value));
        CostsLess(fit, times: 5);
    }

    [Test]
    public void Zero_curve_is_found()
    {
        var fit = BondDesk.CurveFit.Run();
        Assert.That(BondDesk.CurveFit.Error(fit.ByGenerated), Is.LessThan(1e-7));
        CostsLess(fit, times: 5);
    }

    [Test]
    public void Likelihood_is_at_its_maximum()
    {
        var fit = SurvivalFit.Trial.Fit();
        var likelihood = SurvivalFit.Trial.Likelihood();
        Assert.That(likelihood.Gradient(fit.ByGenerated.Point).Gradient, Is.All.EqualTo(0).Within(1e-5));
        // 2000 subjects determine the parameters to about their square root.
        for (var i = 0; i < fit.ByGenerated.Point.Length; i++)
            Assert.That(fit.ByGenerated.Point[i], Is.EqualTo(SurvivalFit.Trial.Truth[i]).Within(0.1), $"parameter {i}");
        Assert.That(fit.ByGenerated.Point, Is.EqualTo(fit.ByDifferences.Point).Within(1e-4));
        CostsLess(fit, times: 5);
    }

    private static void CostsLess(FitComparison fit, int times)
    {
        TestContext.Out.WriteLine(fit);
        Assert.That(fit.ByGenerated.Evaluations * times, Is.LessThan(fit.ByDifferences.Evaluations));
    }
}
