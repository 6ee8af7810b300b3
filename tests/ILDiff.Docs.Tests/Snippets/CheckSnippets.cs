namespace ILDiff.Docs.Tests.Snippets;

using ILDiff.Checking;
using ILDiff.Testing;
using NUnit.Framework;

/// <summary>For docs/gradient-checks.md.</summary>
public class CheckSnippets
{
    private static double Loss(double[] w, double rate)
    {
        var sum = 0.0;
        foreach (var x in w) sum += Math.Sin(rate * x) * x;
        return sum;
    }

    // snippet: Constraint
    [Test]
    public void Gradient_of_the_loss_is_right()
    {
        double[] w = [0.3, -1.2, 0.8];
        Assert.That(Loss, Has.CorrectGradient().At(w, 0.5).Within(1e-9));
    }
    // end

    [Test]
    public void Constraints()
    {
        double[] w = [0.3, -1.2, 0.8];
        // snippet: Constraints
        Assert.That(Loss, Has.CorrectGradient().Around(w, 0.5));                                 // that point, and others of its shape near it
        Assert.That(Loss, Has.CorrectGradient().In("w", -2, 2).In("rate", 0.1, 1).AtPoints(50)); // random points from domains
        Assert.That(Loss, Has.CorrectGradient().WithRespectTo("w").Around(w, 0.5).Seeded(7));
        Assert.That((double x) => Math.Sqrt(x), Has.CorrectGradient().In("x", 0.5, 4));
        // end
    }

    // snippet: Attribute
    [GradientCheck(Samples = 50)]
    public static double Energy([Domain(0.5, 2)] double[] spacing, [Domain(0, 1)] double charge)
    {
        var sum = 0.0;
        foreach (var r in spacing) sum += (1 / (r * r)) + (charge / r);
        return sum;
    }

    [GradientCheck(typeof(Model))]              // every method of Model that is marked [Differentiable]
    public void Model_is_differentiated_rightly() { }
    // end

    private static class Model
    {
        [Differentiable]
        public static double Cost(double x) => x * Math.Exp(-x);
    }

    // snippet: HandWritten
    static double Softplus(double x) => Math.Log(1 + Math.Exp(x));

    static double SoftplusVjp(double x, ref double xAdjoint, double resultAdjoint)
    {
        xAdjoint += resultAdjoint / (1 + Math.Exp(-x));
        return Softplus(x);
    }

    [Test]
    public void Softplus_has_the_right_pullback() => Assert.That(Softplus, Has.CorrectGradient().By(vjp: SoftplusVjp).In("x", -5, 5));
    // end

    [Test]
    public void AnyFramework()
    {
        double[] w = [0.3, -1.2, 0.8];
        // snippet: AnyFramework
        GradientCheck.VerifyAt(Loss, w, 0.5);                                        // throws GradientCheckException with the message
        GradientCheckResult result = GradientCheck.Run(Loss, new GradientCheckOptions
        {
            Domains = new Dictionary<string, (double, double)> { ["w"] = (-2, 2), ["rate"] = (0.1, 1) },
            Samples = 50,
        });
        // end
        Assert.That((result.Verdict, result.Points), Is.EqualTo((Verdict.Pass, 50)), result.Message);
    }
}
