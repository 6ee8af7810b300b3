namespace ILDiff.Tests.JustInTime;

using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.Loader;
using ILDiff.JustInTime;
using ILDiff.Tests.Runtime;
using ILDiff.Tests.Support;
using NUnit.Framework;

/// <summary>The engine by itself: what it makes, from where, and for how long.</summary>
public class DerivativeEngineTests
{
    private delegate double PullbackOfX(double x, ref double xAdjoint, double y, double resultAdjoint);

    private static MethodInfo Product => typeof(Functions).GetMethod(nameof(Functions.Product))!;

    [Test]
    public void Members_have_the_shape_of_the_contract()
    {
        var engine = new DerivativeEngine();
        Assert.That(engine.Differentiate(Product, DerivativeKind.Jvp).ToString(), Does.Contain("ProductJvp(Double, Double, Double, Double)"));
        Assert.That(engine.Differentiate(Product, DerivativeKind.Vjp).ToString(), Does.Contain("ProductVjp(Double, Double ByRef, Double, Double ByRef, Double)"));
        Assert.That(engine.Differentiate(Product, DerivativeKind.Gradient).ToString(), Does.Contain("ProductGradient(Double, Double)"));
        Assert.That(engine.Differentiate(Product, DerivativeKind.Hvp).Invoke(null, [2.0, 1.0, 3.0, 0.0]), Is.EqualTo((6.0, 0.0, 1.0)));
        var receiver = engine.Differentiate(typeof(MarkedModel).GetMethod(nameof(MarkedModel.Cubic))!, DerivativeKind.Jvp);
        Assert.That(receiver.Invoke(null, [new MarkedModel(), new MarkedModel { Scale = 1 }, 2.0, 0.0]), Is.EqualTo((24.0, 8.0)));
    }

    [Test]
    public void Named_parameters_are_differentiated_and_the_others_constant()
    {
        var pullback = new DerivativeEngine().Differentiate(Product, DerivativeKind.Vjp, "x").CreateDelegate<PullbackOfX>();
        var adjoint = 1.0;
        Assert.That(pullback(2, ref adjoint, 3, 10), Is.EqualTo(6));
        Assert.That(adjoint, Is.EqualTo(31));
        Assert.That(() => new DerivativeEngine().Differentiate(Product, DerivativeKind.Vjp, "z"), Throws.TypeOf<NoDerivativeException>().With.Message.Contains("'z'"));
    }

    [Test]
    public void A_derivative_is_made_once()
    {
        var engine = new DerivativeEngine();
        Assert.That(engine.Differentiate(Product, DerivativeKind.Vjp), Is.SameAs(engine.Differentiate(Product, DerivativeKind.Vjp)));
        Assert.That(engine.Differentiate(Product, DerivativeKind.Vjp), Is.Not.SameAs(new DerivativeEngine().Differentiate(Product, DerivativeKind.Vjp)));
    }

    [Test]
    public void Several_threads_may_ask()
    {
        var engine = new DerivativeEngine();
        string[] names = [nameof(Functions.Product), nameof(Functions.Rosenbrock), nameof(Functions.Mixture), nameof(Functions.Volume), nameof(Functions.Four)];
        var made = new MethodInfo[40];
        Parallel.For(0, made.Length, i => made[i] = engine.Differentiate(typeof(Functions).GetMethod(names[i % names.Length])!, DerivativeKind.Gradient));
        for (var i = 0; i < made.Length; i++) Assert.That(made[i], Is.SameAs(made[i % names.Length]));
        double[] x = [1, 2, 3];
        var expected = Diff.Gradient(Functions.Rosenbrock, x);
        Parallel.For(0, 200, _ => Assert.That(Diff.Gradient(Functions.Rosenbrock, x), Is.EqualTo(expected)));
    }

    [Test]
    public void Assemblies_loaded_from_memory_are_read_there()
    {
        var context = new AssemblyLoadContext("from memory");
        var loaded = context.LoadFromStream(new MemoryStream(File.ReadAllBytes(TestInputs.Self)));
        Assert.That(loaded.Location, Is.Empty);
        var method = loaded.GetType(typeof(Functions).FullName!)!.GetMethod(nameof(Functions.Mixture))!;
        var f = method.CreateDelegate<Func<double[], double>>();
        double[] x = [0.3, 0.7, 1.1];
        Assert.That(Diff.Gradient(f, x), Is.EqualTo(Diff.Gradient(Functions.Mixture, x)));
    }

    [Test]
    public void Third_party_assemblies()
    {
        Assert.That(Diff.Gradient(MathNet.Numerics.SpecialFunctions.GammaLn, 2.5), Is.EqualTo(MathNet.Numerics.SpecialFunctions.DiGamma(2.5)).Within(1e-13));
        Assert.That(Diff.Gradient(x => MathNet.Numerics.SpecialFunctions.GammaLn(x * x), 1.5), Is.EqualTo(3 * MathNet.Numerics.SpecialFunctions.DiGamma(2.25)).Within(1e-13));
    }

    [Test]
    public void Methods_of_generic_types_of_the_program()
    {
        var method = typeof(Holder<double>).GetMethod(nameof(Holder<double>.Twice))!;
        var gradient = new DerivativeEngine().Differentiate(method, DerivativeKind.Gradient);
        Assert.That(gradient.Invoke(null, [3.0]), Is.EqualTo((6.0, 2.0)));
    }

    [Test]
    public void Derivatives_go_when_nobody_uses_them()
    {
        var made = Make();
        for (var i = 0; i < 20 && made.IsAlive; i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }

        Assert.That(made.IsAlive, Is.False);

        [MethodImpl(MethodImplOptions.NoInlining)]
        static WeakReference Make() => new(new DerivativeEngine().Differentiate(Product, DerivativeKind.Gradient).Module.Assembly);
    }

    [Test]
    public void Open_generic_methods_are_refused() =>
        Assert.That(() => new DerivativeEngine().Differentiate(typeof(Functions).GetMethod(nameof(Functions.Cube))!, DerivativeKind.Jvp), Throws.TypeOf<NoDerivativeException>().With.Message.Contains("open"));

    [Test]
    public void A_result_without_floats_has_no_gradient() =>
        Assert.That(() => new DerivativeEngine().Differentiate(typeof(Functions).GetMethod(nameof(Functions.Circle))!, DerivativeKind.Gradient), Throws.TypeOf<NoDerivativeException>().With.Message.Contains("no float"));

    private static class Holder<T>
        where T : System.Numerics.IAdditionOperators<T, T, T>
    {
        public static T Twice(T x) => x + x;
    }
}
