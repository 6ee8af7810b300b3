namespace ILDiff.Testing.Tests;

using NUnit.Framework;
using NUnit.Framework.Interfaces;
using NUnit.Framework.Internal;
using NUnit.Framework.Internal.Commands;

/// <summary>Tests that the attribute makes: those here run as themselves, those of <see cref="Failing"/> by hand.</summary>
public class AttributeTests
{
    private static int bodies;

    [GradientCheck(Samples = 10)]
    public static double Checked([Domain(0.5, 2)] double[] w, double rate) => Math.Log(w[0]) * rate;

    [GradientCheck(Low = -1, High = 1)]
    public double On_the_fixture(double x) => Math.Sin(x) * Scale;

    private static double Scale => 3;

    [GradientCheck(typeof(Model))]
    public void Of_marked_methods() => bodies++;

    [GradientCheck(typeof(Model), nameof(Model.Unmarked), WithRespectTo = ["x"])]
    public void Of_named_methods() => bodies++;

    [Test]
    public void One_test_for_each_marked_method() => Assert.That(
        new GradientCheckAttribute(typeof(Model)).BuildFrom(new MethodWrapper(typeof(AttributeTests), nameof(Of_marked_methods)), null).Select(t => t.Name),
        Is.EqualTo(new[] { "Of_marked_methods(Model.Energy)", "Of_marked_methods(Model.Twice)" }));

    [Test]
    public void The_body_runs_after_the_check()
    {
        var before = bodies;
        Assert.That(Run(typeof(AttributeTests), nameof(Of_named_methods), new GradientCheckAttribute(typeof(Model), nameof(Model.Unmarked))), Is.EqualTo((ResultState.Success, "")));
        Assert.That(bodies, Is.EqualTo(before + 1));
    }

    [Test]
    public void A_wrong_derivative_fails()
    {
        var failure = Assert.Throws<AssertionException>(() => Run(typeof(Failing), nameof(Failing.Wrong), new GradientCheckAttribute()))!;
        Assert.That(failure.Message, Does.Contain("with respect to x").And.Contains("Failing.WrongVjp"));
    }

    [Test]
    public void Nothing_to_compare_is_inconclusive()
    {
        var failure = Assert.Throws<InconclusiveException>(() => Run(typeof(Failing), nameof(Failing.Throwing), new GradientCheckAttribute()))!;
        Assert.That(failure.Message, Does.Contain("the method throws ArgumentException: never"));
    }

    [Test]
    public void A_type_without_marked_methods_is_an_error()
    {
        var test = new GradientCheckAttribute(typeof(Failing)).BuildFrom(new MethodWrapper(typeof(AttributeTests), nameof(Of_marked_methods)), null).Single();
        Assert.That(test.RunState, Is.EqualTo(RunState.NotRunnable));
        Assert.That(test.Properties.Get(PropertyNames.SkipReason), Does.Contain("[Differentiable]"));
    }

    private static (ResultState, string) Run(Type fixture, string method, GradientCheckAttribute attribute)
    {
        var test = attribute.BuildFrom(new MethodWrapper(fixture, method), null).Single();
        var instance = fixture.IsAbstract ? null : Activator.CreateInstance(fixture);
        var context = new TestExecutionContext { CurrentTest = test, CurrentResult = test.MakeTestResult(), TestObject = instance };
        var result = attribute.Wrap(new TestMethodCommand(test)).Execute(context);
        return (result.ResultState, result.Message ?? "");
    }

    private static class Model
    {
        [Differentiable]
        public static double Energy(double x, double y) => (x * x) + Math.Cos(y);

        [Differentiable]
        public static double[] Twice(double[] x)
        {
            var result = new double[x.Length];
            for (var i = 0; i < x.Length; i++) result[i] = 2 * x[i];
            return result;
        }

        public static double Unmarked(double x, double y) => x * y;
    }

    private static class Failing
    {
        public static double Wrong(double x) => x * x;

        public static double WrongVjp(double x, ref double xAdjoint, double resultAdjoint)
        {
            xAdjoint += x * resultAdjoint;
            return x * x;
        }

        public static double Throwing(double x) => throw new ArgumentException("never");
    }
}
