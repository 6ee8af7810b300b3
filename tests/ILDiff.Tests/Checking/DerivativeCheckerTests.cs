namespace ILDiff.Tests.Checking;

using ILDiff.Checking;
using NUnit.Framework;

public class DerivativeCheckerTests
{
    private static readonly Type[] Right =
    [
        typeof(Scalar), typeof(Single), typeof(WithRespectToOne), typeof(Reduction), typeof(InPlace), typeof(ByReference), typeof(ReturnsArgument),
        typeof(Node), typeof(Structs), typeof(Kinks), typeof(Truncated), typeof(Guarded), typeof(IllConditioned), typeof(ReturnsPart),
    ];

    private static readonly Type[] Wrong =
    [
        typeof(WrongSign), typeof(SlightlyOff), typeof(MissingTerm), typeof(NotAccumulated), typeof(ClobbersInput), typeof(WrongSecondTime), typeof(OtherValue),
        typeof(DoesNotThrow), typeof(ThrowsItself), typeof(WrongGradient), typeof(KeepsOldAdjoint), typeof(WrongOnOneBranch), typeof(WrongSingle), typeof(WrongByAConstant),
    ];

    [TestCaseSource(nameof(Right))]
    public void A_right_derivative_passes_at_a_thousand_points(Type sample)
    {
        var result = Check(sample, new CheckOptions { Samples = 1000, Budget = TimeSpan.FromMinutes(5) });
        Assert.That(result.Verdict, Is.EqualTo(Verdict.Pass), result.Reason);
        Assert.That(result.Samples, Is.EqualTo(1000), result.Reason);
    }

    [TestCaseSource(nameof(Wrong))]
    public void A_wrong_derivative_is_caught(Type sample)
    {
        for (var seed = 1; seed <= 5; seed++)
        {
            var result = Check(sample, new CheckOptions { Seed = seed });
            Assert.That(result.Verdict, Is.EqualTo(Verdict.Mismatch), $"seed {seed}: {result.Reason}");
            Assert.That(result.Reason, Is.Not.Empty);
        }
    }

    [Test]
    public void Equal_options_give_equal_results() =>
        Assert.That(Check(typeof(Scalar), new CheckOptions { Seed = 7 }), Is.EqualTo(Check(typeof(Scalar), new CheckOptions { Seed = 7 })));

    [Test]
    public void A_range_is_kept()
    {
        var result = Check(typeof(Guarded), new CheckOptions { Range = (-3, 0.4) });
        Assert.That(result.Verdict, Is.EqualTo(Verdict.Skipped));
        Assert.That(result.Reason, Does.Contain("ArgumentOutOfRangeException"));
    }

    [Test]
    public void A_method_that_is_no_function_is_skipped()
    {
        var result = Check(typeof(Unpredictable), new CheckOptions());
        Assert.That((result.Verdict, result.Reason), Is.EqualTo((Verdict.Skipped, "the method does not give the same result twice")));
    }

    [Test]
    public void A_staircase_with_the_slope_of_its_steps_is_no_mismatch()
    {
        var result = Check(typeof(Bisection), new CheckOptions { Range = (1.5, 3) });
        Assert.That(result.Verdict, Is.Not.EqualTo(Verdict.Mismatch), result.Reason);
    }

    [Test]
    public void Differences_that_see_a_trend_of_steps_refute_nothing()
    {
        Assert.That(Check(typeof(MovesBySign), new CheckOptions { Range = (1, 2) }).Verdict, Is.EqualTo(Verdict.Mismatch));
        var result = Check(typeof(MovesBySign), new CheckOptions { Range = (1, 2), MakesSteps = true });
        Assert.That((result.Verdict, result.Reason), Is.EqualTo((Verdict.Skipped, "the method moves by steps of active data (ILD2009): the derivative is that between two steps, finite differences see the trend")));
    }

    [Test]
    public void A_derivative_that_is_undefined_at_few_points_passes_at_the_others()
    {
        var result = Check(typeof(EndsOnAnEdge), new CheckOptions { Samples = 200 });
        Assert.That((result.Verdict, result.Samples), Is.EqualTo((Verdict.Pass, 200)), result.Reason);
    }

    [Test]
    public void A_derivative_that_is_undefined_everywhere_does_not_pass()
    {
        var result = Check(typeof(InfiniteTangent), new CheckOptions());
        Assert.That(result.Verdict, Is.EqualTo(Verdict.Skipped));
        Assert.That(result.Reason, Does.StartWith("the derivative is not a number wherever it could be compared: the pushforward gives NaN"));
    }

    [Test]
    public void A_derivative_that_is_undefined_at_many_points_does_not_pass()
    {
        var result = Check(typeof(UndefinedOnOneBranch), new CheckOptions { Range = (-1, 1) });
        Assert.That(result.Verdict, Is.EqualTo(Verdict.Skipped));
        Assert.That(result.Reason, Does.Contain("not a number").And.Contain("points: the pushforward gives NaN"));
    }

    [Test]
    public void A_method_that_draws_the_same_number_twice_is_no_mismatch()
    {
        for (var seed = 1; seed <= 5; seed++) Assert.That(Check(typeof(RarelyUnpredictable), new CheckOptions { Seed = seed }).Verdict, Is.Not.EqualTo(Verdict.Mismatch));
    }

    [Test]
    public void A_parameter_without_values_is_named()
    {
        var result = Check(typeof(Unmakable), new CheckOptions());
        Assert.That(result.Verdict, Is.EqualTo(Verdict.Skipped));
        Assert.That(result.Reason, Does.Contain("System.Func"));
    }

    private static CheckResult Check(Type sample, CheckOptions options) => DerivativeChecker.Check(sample.GetMethod("F")!, options);

    private static class Unpredictable
    {
        public static double F(double x) => x + Random.Shared.NextDouble();

        public static (double Value, double Tangent) FJvp(double x, double xTangent) => (F(x), xTangent);
    }

    private static class RarelyUnpredictable
    {
        public static double F(double x) => Random.Shared.NextDouble() < 0.4 ? 1 : x;

        public static (double Value, double Tangent) FJvp(double x, double xTangent) => Random.Shared.NextDouble() < 0.4 ? (1, 0) : (x, xTangent);
    }

    private static class Unmakable
    {
        public static double F(Func<double, double> f, double x) => f(x);

        public static (double Value, double Tangent) FJvp(Func<double, double> f, double x, double xTangent) => (f(x), xTangent);
    }
}
