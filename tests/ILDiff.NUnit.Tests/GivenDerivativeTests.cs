namespace ILDiff.Testing.Tests;

using ILDiff.Checking;
using NUnit.Framework;

/// <summary>Derivatives written by hand: wrong ones are caught, with a message that leads to the mistake; right ones pass.</summary>
public class GivenDerivativeTests
{
    private static IEnumerable<TestCaseData> Mistakes() =>
    [
        Mistake(typeof(Sign), "the derivative of the result with respect to x", "finite differences", "pushforward", "Sign.FJvp"),
        Mistake(typeof(MissingTerm), "the derivative of the result with respect to w[0]", "MissingTerm.FGradient"),
        Mistake(typeof(TransposedIndex), "with respect to m[", "TransposedIndex.FVjp"),
        Mistake(typeof(NotAccumulated), "with respect to a[", "on return"),
        Mistake(typeof(ClobberedInput), "the pullback leaves the arguments otherwise than the method does"),
        Mistake(typeof(StaleTape), "with respect to a[", "StaleTape.FVjp"),
        Mistake(typeof(TapeLeak), "the pullback leaves 8 bytes on the tape"),
        Mistake(typeof(OffByOne), "with respect to a[", "OffByOne.FVjp"),
        Mistake(typeof(SecondCall), "a second call of the pullback gives something else"),
        Mistake(typeof(OnlyWithAliases), "the pullback gives"),
        Mistake(typeof(Garbage), "the pullback allocates", "bytes each time it is called"),
    ];

    [TestCaseSource(nameof(Mistakes))]
    public void A_mistake_is_caught_and_named(Type sample, string[] parts)
    {
        var result = GradientCheck.Run(sample.GetMethod("F")!, new GradientCheckOptions { Domains = Sizes });
        Assert.That(result.Verdict, Is.EqualTo(Verdict.Mismatch), result.Message);
        Assert.That(result.Message, Does.StartWith($"The derivatives of {sample}.F("));
        foreach (var part in parts) Assert.That(result.Message, Does.Contain(part));
        Assert.That(result.Message, Does.Contain("WrongDerivatives.cs("));
    }

    [Test]
    public void The_message_gives_every_value()
    {
        var result = GradientCheck.Run(TransposedIndex.F, new GradientCheckOptions
        {
            Point = [new double[,] { { 1, 0, 0 }, { 0, 1, 0 }, { 0, 0, 1 } }, new double[] { 2, 0, 0 }, new double[] { 0, 3, 0 }],
        });
        Assert.That(result.Message, Does.Match(@"with respect to m\[(0,1|1,0)\]:\s+finite differences +\S+ +± \S+\s+pullback +\S+ +TransposedIndex.FVjp, .*WrongDerivatives.cs\(\d+\)"));
        Assert.That(result.Message, Does.Contain("at point 1: m = [1, 0, 0, 0, 1, 0, 0, 0, 1], left = [2, 0, 0], right = [0, 3, 0]"));
    }

    [Test]
    public void Given_delegates_are_checked()
    {
        Assert.That(RightCube.Cube, Has.CorrectGradient().By(vjp: RightCube.Pullback).In(-2, 2));
        var failure = Assert.Throws<AssertionException>(() => Assert.That(RightCube.Cube, Has.CorrectGradient().By(vjp: RightCube.Wrong).In(-2, 2)))!;
        Assert.That(failure.Message, Does.Contain("with respect to x").And.Contains("RightCube.Wrong"));
    }

    [Test]
    public void A_derivative_of_another_shape_is_refused() => Assert.That(
        () => GradientCheck.Verify(RightCube.Cube, new GradientCheckOptions { Vjp = typeof(Math).GetMethod("Sin") }),
        Throws.ArgumentException.With.Message.Contains("each parameter followed by its adjoint"));

    [Test]
    public void Right_derivatives_raise_no_alarm_at_a_thousand_points()
    {
        var result = GradientCheck.Run(RightCube.Cube, new GradientCheckOptions { Samples = 1000, Vjp = ((Delegate)RightCube.Pullback).Method, Budget = TimeSpan.FromMinutes(2) });
        Assert.That((result.Verdict, result.Points), Is.EqualTo((Verdict.Pass, 1000)), result.Message);
    }

    // Arrays that an argument is too short for tell nothing.
    private static Dictionary<string, (double, double)> Sizes => new() { ["x"] = (0.2, 1.2), ["y"] = (0.5, 2) };

    private static TestCaseData Mistake(Type sample, params string[] parts) => new TestCaseData(sample, parts).SetArgDisplayNames(sample.Name);

    private static class RightCube
    {
        public static double Cube(double x) => x * x * x;

        public static double Pullback(double x, ref double xAdjoint, double resultAdjoint)
        {
            xAdjoint += 3 * x * x * resultAdjoint;
            return x * x * x;
        }

        public static double Wrong(double x, ref double xAdjoint, double resultAdjoint)
        {
            xAdjoint += 2 * x * x * resultAdjoint;
            return x * x * x;
        }
    }
}
