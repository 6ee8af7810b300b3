namespace ILDiff.Testing.Tests;

using ILDiff.Checking;
using NUnit.Framework;

/// <summary>Derivatives that are made for the check.</summary>
public class MadeDerivativeTests
{
    private static readonly double[] Weights = [0.3, -1.2, 0.8];

    private static double Loss(double[] w, double rate)
    {
        var sum = 0.0;
        foreach (var x in w) sum += Math.Sin(rate * x) * x;
        return sum;
    }

    [Test]
    public void Method_group() => Assert.That(Loss, Has.CorrectGradient().At(Weights, 0.5).Within(1e-9));

    [Test]
    public void Lambda_over_constants()
    {
        var rate = 0.7;
        Assert.That((double[] w) => Loss(w, rate) * rate, Has.CorrectGradient().Around(Weights).Within(1e-9));
    }

    [Test]
    public void Vector_result_left_in_an_argument() => Assert.That(
        (double[] a, double[] r) =>
        {
            for (var i = 0; i < a.Length; i++) r[i] = (a[i] * a[i]) + r[i];
        },
        Has.CorrectGradient().Around(Weights, new double[] { 1, 2, 3 }));

    [Test]
    public void Jagged_arrays_are_one_argument() => Assert.That(
        (double[][] rows) => rows[0][0] * rows[1][1], Has.CorrectGradient().At(new double[][] { [1, 2], [3, 4] }));

    [Test]
    public void With_respect_to_one_parameter() => Assert.That(Loss, Has.CorrectGradient().WithRespectTo("w").Around(Weights, 0.5));

    [Test]
    public void What_sorting_takes_for_its_derivative_is_no_mistake_of_the_user() => Assert.That(
        (double[] a) =>
        {
            Array.Sort(a);
            return a[0] * a[^1];
        },
        Has.CorrectGradient().Around(Weights));

    [Test]
    public void From_any_framework()
    {
        GradientCheck.VerifyAt(Loss, Weights, 0.5);
        GradientCheck.Verify(Loss, new GradientCheckOptions { Domains = new Dictionary<string, (double, double)> { ["w"] = (-1, 1), ["rate"] = (0.1, 2) } });
    }

    [Test]
    public void What_cannot_be_differentiated_is_said() => Assert.That(
        () => GradientCheck.Verify((double x) => (double)(decimal)x),
        Throws.TypeOf<NoDerivativeException>().With.Message.Contains("ILD3001"));

    [Test]
    public void A_kink_is_named()
    {
        var failure = Assert.Throws<GradientCheckException>(() => GradientCheck.VerifyAt((double x) => Math.Abs(x - 1), 1.0))!;
        Assert.That(failure.Result.Verdict, Is.EqualTo(Verdict.Skipped));
        Assert.That(failure.Message, Does.Contain("the point is next to a kink or jump, at x = 1"));
        GradientCheck.VerifyAt((double x) => Math.Abs(x - 1), 2.0);
    }

    [Test]
    public void Kinks_among_random_points_are_counted()
    {
        var result = GradientCheck.Run((double x) => Math.Abs(Math.Round(x * 4) - (x * 4)), new GradientCheckOptions { Samples = 50, Range = (0, 3) });
        Assert.That((result.Verdict, result.Points), Is.EqualTo((Verdict.Pass, 50)), result.Message);
        Assert.That(result.Message, result.Incomparable > 0 ? Does.Contain("next to a kink") : Is.Empty);
    }

    [TestCaseSource(nameof(Smooth))]
    public void No_false_alarm_at_a_thousand_points(Delegate function, double low, double high)
    {
        var result = GradientCheck.Run(function, new GradientCheckOptions { Samples = 1000, Range = (low, high), Budget = TimeSpan.FromMinutes(2) });
        Assert.That((result.Verdict, result.Points, result.Incomparable), Is.EqualTo((Verdict.Pass, 1000, 0)), result.Message);
    }

    [Test]
    public void Equal_options_give_equal_results() =>
        Assert.That(GradientCheck.Run(Loss, new GradientCheckOptions { Seed = 5 }), Is.EqualTo(GradientCheck.Run(Loss, new GradientCheckOptions { Seed = 5 })));

    private static IEnumerable<TestCaseData> Smooth() =>
    [
        Function("polynomial", (double x, double y) => (x * x * y) - (3 * x * y * y) + y, -3, 3),
        Function("exponentials", (double x, double y) => Math.Exp(-x * x) * Math.Sin(3 * y), -2, 2),
        Function("quotient", (double x, double y) => Math.Log(1 + (x * x)) / (1 + Math.Exp(y)), -3, 3),
        Function("single", (float x, float y) => MathF.Exp(x) * y, -1, 1),
        Function("sum", (double[] w) =>
        {
            var sum = 0.0;
            for (var i = 0; i < w.Length; i++) sum += Math.Tanh(w[i]) * (i + 1);
            return sum * sum;
        }, -2, 2),
        Function("in place", (double[] w) =>
        {
            for (var i = 1; i < w.Length; i++) w[i] += Math.Sin(w[i - 1] * w[i - 1]);
        }, -1, 1),
    ];

    private static TestCaseData Function(string name, Delegate function, double low, double high) => new TestCaseData(function, low, high).SetArgDisplayNames(name);
}
