namespace ILDiff.Tests.Runtime;

using NUnit.Framework;

/// <summary>How <see cref="Diff"/> finds members that were generated before, and what it does where there are none.</summary>
[NonParallelizable]
public class GeneratedMemberTests
{
    [Test]
    public void Members_of_a_static_method()
    {
        var f = MarkedAssembly.Samples.Function<Func<double[], double>>(typeof(Functions).GetMethod(nameof(Functions.Rosenbrock))!);
        double[] x = [0.5, -1.2, 2];
        Assert.That(Diff.Gradient(f, x), Is.EqualTo(Diff.Gradient(Functions.Rosenbrock, x)));
        Assert.That(Diff.Jvp(f, x, [1.0, 2, 3]), Is.EqualTo(Diff.Jvp(Functions.Rosenbrock, x, [1.0, 2, 3])));
        Assert.That(Diff.Hessian(f, x), Is.EqualTo(Diff.Hessian(Functions.Rosenbrock, x)));
        var circle = MarkedAssembly.Samples.Function<Func<double[], double[]>>(typeof(Functions).GetMethod(nameof(Functions.Circle))!);
        Assert.That(Diff.Jacobian(circle, [2.0, 0]), Is.EqualTo(new[,] { { 1.0, 0 }, { 0, 2 } }));
        var product = MarkedAssembly.Samples.Function<Func<double, double, double>>(typeof(Functions).GetMethod(nameof(Functions.Product))!);
        Assert.That(Diff.Gradient(product, 2.0, 3.0), Is.EqualTo((3.0, 2.0)));
        Assert.That(Diff.Vjp(product, 2.0, 3.0).Pullback(10), Is.EqualTo((30.0, 20.0)));
    }

    [Test]
    public void A_receiver_that_was_differentiated_too_is_constant_here()
    {
        var model = Activator.CreateInstance(MarkedAssembly.Samples.Counterpart(typeof(MarkedModel)));
        var f = MarkedAssembly.Samples.Function<Func<double, double>>(typeof(MarkedModel).GetMethod(nameof(MarkedModel.Cubic))!, model);
        Assert.That(Diff.ValueAndGradient(f, 2.0), Is.EqualTo((24.0, 36.0)));
        Assert.That(Diff.Jvp(f, 2.0, 1.0), Is.EqualTo((24.0, 36.0)));
    }

    [Test]
    public void Members_without_the_mark_of_ILDiff_are_not_trusted()
    {
        var method = typeof(Functions).GetMethod(nameof(Functions.Product))!;
        var marked = new MarkedAssembly(mark: true, new DerivativeRequestOf(method)).Function<Func<double, double, double>>(method);
        var unmarked = new MarkedAssembly(mark: false, new DerivativeRequestOf(method)).Function<Func<double, double, double>>(method);
        WithoutEngine(() =>
        {
            Assert.That(Diff.Gradient(marked, 2.0, 3.0), Is.EqualTo((3.0, 2.0)));
            Assert.That(() => Diff.Gradient(unmarked, 2.0, 3.0), Throws.TypeOf<NoDerivativeException>().With.Message.EqualTo("refused"));
        });
        Assert.That(Diff.Gradient(unmarked, 2.0, 3.0), Is.EqualTo((3.0, 2.0)), "the engine makes them");
    }

    [Test]
    public void Members_that_hold_an_argument_constant_do_not_serve()
    {
        var method = typeof(Functions).GetMethod(nameof(Functions.Product))!;
        var f = new MarkedAssembly(mark: true, new DerivativeRequestOf(method, "x")).Function<Func<double, double, double>>(method);
        WithoutEngine(() =>
        {
            Assert.That(() => Diff.Gradient(f, 2.0, 3.0), Throws.TypeOf<NoDerivativeException>().With.Message.EqualTo("refused"));
            Assert.That(() => Diff.Jvp(f, 2.0, 1.0, 3.0, 1.0), Throws.TypeOf<NoDerivativeException>().With.Message.EqualTo("refused"));
        });
        Assert.That(Diff.Gradient(f, 2.0, 3.0), Is.EqualTo((3.0, 2.0)), "the engine makes another");
    }

    [Test]
    public void A_gradient_without_a_pullback_serves_where_it_is_by_everything()
    {
        var method = typeof(Functions).GetMethod(nameof(Functions.Product))!;
        var whole = new MarkedAssembly(mark: true, new DerivativeRequestOf(method) { Modes = DerivativeModes.Gradient }).Function<Func<double, double, double>>(method);
        var partial = new MarkedAssembly(mark: true, new DerivativeRequestOf(method, "x") { Modes = DerivativeModes.Gradient }).Function<Func<double, double, double>>(method);
        WithoutEngine(() =>
        {
            Assert.That(Diff.Gradient(whole, 2.0, 3.0), Is.EqualTo((3.0, 2.0)));
            Assert.That(() => Diff.Gradient(partial, 2.0, 3.0), Throws.TypeOf<NoDerivativeException>());
        });
    }

    [Test]
    public void Members_of_a_generic_type()
    {
        var method = typeof(MarkedBox<double>).GetMethod(nameof(MarkedBox<double>.Times))!;
        var marked = new MarkedAssembly(mark: true, new DerivativeRequestOf(method));
        var f = marked.Function<Func<double, double>>(method, Activator.CreateInstance(marked.Counterpart(typeof(MarkedBox<double>)), 5.0));
        WithoutEngine(() =>
        {
            Assert.That(Diff.ValueAndGradient(f, 2.0), Is.EqualTo((20.0, 20.0)));
            Assert.That(Diff.Jvp(f, 2.0, 0.5), Is.EqualTo((20.0, 10.0)));
        });
    }

    private static void WithoutEngine(Action test)
    {
        var registered = DerivativeProvider.Current;
        DerivativeProvider.Register(new Refusing());
        try
        {
            test();
        }
        finally
        {
            DerivativeProvider.Register(registered);
        }
    }

    private sealed class Refusing : DerivativeProvider
    {
        public override System.Reflection.MethodInfo Find(System.Reflection.MethodInfo primal, IReadOnlyList<bool> constant, DerivativeKind kind) =>
            throw new NoDerivativeException("refused");
    }
}
