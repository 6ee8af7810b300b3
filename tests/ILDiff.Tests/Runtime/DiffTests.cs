namespace ILDiff.Tests.Runtime;

using NUnit.Framework;

/// <summary>Every shape of <see cref="Diff"/>, through the just-in-time engine, against closed forms.</summary>
public class DiffTests
{
    [Test]
    public void Gradient_of_a_method_group() => Assert.That(Diff.Gradient(Functions.SumOfSquares, new[] { 1.0, 2, 3 }), Is.EqualTo(new[] { 2.0, 4, 6 }));

    [Test]
    public void Gradient_in_float() => Assert.That(Diff.Gradient(Functions.SumOfSquares, new[] { 1f, 2 }), Is.EqualTo(new[] { 2f, 4 }));

    [Test]
    public void Value_comes_with_the_gradient()
    {
        var (value, gradient) = Diff.ValueAndGradient(Functions.SumOfSquares, new[] { 1.0, 2 });
        Assert.That((value, gradient), Is.EqualTo((5.0, new[] { 2.0, 4 })));
    }

    [Test]
    public void Gradient_of_a_lambda()
    {
        Assert.That(Diff.Gradient(x => x * x, 3.0), Is.EqualTo(6));
        Assert.That(Diff.Gradient(x => x * x, 3f), Is.EqualTo(6f));
    }

    [Test]
    public void Gradient_of_a_framework_function() => Assert.That(Diff.Gradient(Math.Sin, 0.3), Is.EqualTo(Math.Cos(0.3)));

    [Test]
    public void Gradients_of_several_arguments()
    {
        Assert.That(Diff.Gradient(Functions.Product, 2.0, 3.0), Is.EqualTo((3.0, 2.0)));
        Assert.That(Diff.Gradient(Functions.Volume, 2.0, 3.0, 4.0), Is.EqualTo((12.0, 8.0, 6.0)));
        Assert.That(Diff.Gradient(Functions.Four, 2.0, 3.0, 4.0, 5.0), Is.EqualTo((3.0, 2.0, 5.0, 4.0)));
        var (value, (byA, byB, byI)) = Diff.ValueAndGradient(Functions.Weighted, 3.0, new[] { 5.0, 7 }, 1);
        Assert.That((value, byA, byB, byI), Is.EqualTo((63.0, 42.0, new[] { 0.0, 9 }, 0)));
    }

    [Test]
    public void What_a_lambda_captures_is_constant()
    {
        double[] table = [2, 3];
        var offset = 10f;
        var k = 5.0;
        Assert.That(Diff.Gradient(x => (k * x * table[1]) + offset, 1.0), Is.EqualTo(15));
        Assert.That(table, Is.EqualTo(new[] { 2.0, 3 }));
        k = 6;
        Assert.That(Diff.Gradient(x => (k * x * table[1]) + offset, 1.0), Is.EqualTo(18));
    }

    [Test]
    public void Captured_variables_that_are_overwritten()
    {
        var (s, calls) = (0.0, 0);
        double Square(double x)
        {
            s = x * x;
            calls++;
            return s * s;
        }

        Assert.That(Diff.Gradient(Square, 2.0), Is.EqualTo(32));
        Assert.That(Diff.Jvp(Square, 2.0, 1.0).Tangent, Is.EqualTo(32));
        Assert.That((s, calls), Is.EqualTo((4.0, 2)));
    }

    [Test]
    public void Local_functions()
    {
        var k = 4.0;
        double Captures(double x) => k * x * x;
        static double Static(double x) => x * x * x;
        Assert.That(Diff.Gradient(Captures, 2.0), Is.EqualTo(16));
        Assert.That(Diff.Gradient(Static, 2.0), Is.EqualTo(12));
    }

    [Test]
    public void The_receiver_is_constant()
    {
        var model = new Model { Scale = 3 };
        Assert.That(Diff.Gradient(model.Cubic, 2.0), Is.EqualTo(36));
        Assert.That(Diff.Gradient(new Scaled { By = 7 }.Square, 2.0), Is.EqualTo(28));
    }

    [Test]
    public void Structs_and_objects()
    {
        var byPoint = Diff.Gradient(Functions.OfPoint, new Functions.Point { X = 2, Y = 3 });
        Assert.That((byPoint.X, byPoint.Y), Is.EqualTo((12.0, 4.0)));
        Assert.That(Diff.Gradient(m => m.Scale * m.Scale, new Model { Scale = 3 }).Scale, Is.EqualTo(6));
        Assert.That(Diff.Gradient(t => t.A * t.B, (A: 2.0, B: 3.0)), Is.EqualTo((3.0, 2.0)));
    }

    [Test]
    public void A_method_of_the_argument_itself()
    {
        var open = (Func<Model, double>)Delegate.CreateDelegate(typeof(Func<Model, double>), typeof(Model).GetMethod(nameof(Model.Area))!);
        Assert.That(Diff.Gradient(open, new Model { Scale = 3 }).Scale, Is.EqualTo(6));
    }

    [Test]
    public void An_extension_method_is_closed_over_its_first_argument() => Assert.That(Diff.Gradient(new[] { 2.0, 3 }.Dot, new[] { 5.0, 7 }), Is.EqualTo(new[] { 2.0, 3 }));

    [Test]
    public void Generic_instantiations()
    {
        Assert.That(Diff.Gradient(Functions.Cube<double>, 2.0), Is.EqualTo(12));
        Assert.That(Diff.Gradient(Functions.Cube<float>, 2f), Is.EqualTo(12));
        Assert.That(Diff.Gradient(new Box<double>(2).Times, 5.0), Is.EqualTo(2));
    }

    [Test]
    public void User_delegate_types()
    {
        Loss loss = Functions.SumOfSquares;
        Assert.That(Diff.Gradient(loss.Invoke, new[] { 1.0, 2 }), Is.EqualTo(new[] { 2.0, 4 }));
        var pullback = Diff.Derivative<LossVjp>(loss, DerivativeKind.Vjp);
        double[] adjoint = [100, 0];
        Assert.That(pullback([1, 2], adjoint, 10), Is.EqualTo(5));
        Assert.That(adjoint, Is.EqualTo(new[] { 120.0, 40 }));
        Assert.That(() => Diff.Derivative<Loss>(loss, DerivativeKind.Vjp), Throws.ArgumentException.With.Message.Contains("resultAdjoint").Or.Message.Contains("Double[]"));
    }

    [Test]
    public void Derivative_of_a_closure_as_a_delegate()
    {
        var k = 3.0;
        var pullback = Diff.Derivative<SquareVjp>((double x) => k * x * x, DerivativeKind.Vjp);
        var adjoint = 0.0;
        Assert.That(pullback(2, ref adjoint, 1), Is.EqualTo(12));
        Assert.That(adjoint, Is.EqualTo(12));
    }

    [Test]
    public void Forward_products()
    {
        Assert.That(Diff.Jvp(Functions.SumOfSquares, new[] { 1.0, 2 }, [1.0, 10]), Is.EqualTo((5.0, 42.0)));
        Assert.That(Diff.Jvp(Functions.Product, 2.0, 1.0, 3.0, 10.0), Is.EqualTo((6.0, 23.0)));
        var (value, tangent) = Diff.Jvp(Functions.Circle, new[] { 2.0, 0 }, [1.0, 1]);
        Assert.That((value, tangent), Is.EqualTo((new[] { 2.0, 0 }, new[] { 1.0, 2 })));
    }

    [Test]
    public void Pullbacks_run_on_demand_at_the_point_as_it_was()
    {
        double[] x = [2, 0];
        var result = Diff.Vjp(Functions.Circle, x);
        x[0] = 100;
        Assert.That(result.Value, Is.EqualTo(new[] { 2.0, 0 }));
        Assert.That(result.Pullback([1, 0]), Is.EqualTo(new[] { 1.0, 0 }));
        Assert.That(result.Pullback([0, 1]), Is.EqualTo(new[] { 0.0, 2 }));
        Assert.That(Diff.Vjp(Functions.Product, 2.0, 3.0).Pullback(10), Is.EqualTo((30.0, 20.0)));
    }

    [Test]
    public void Pullback_of_a_function_that_overwrites_its_argument()
    {
        double[] x = [2, 3, 4];
        var result = Diff.Vjp(Functions.Cumulate, x);
        Assert.That(x, Is.EqualTo(new[] { 2.0, 6, 24 }));
        Assert.That(result.Pullback([0, 0, 1]), Is.EqualTo(new[] { 12.0, 8, 6 }));
        Assert.That(result.Pullback([0, 1, 0]), Is.EqualTo(new[] { 3.0, 2, 0 }));
    }

    [Test]
    public void Jacobians()
    {
        Assert.That(Diff.Jacobian(Functions.Circle, [2.0, 0]), Is.EqualTo(new[,] { { 1.0, 0 }, { 0, 2 } }));
        Assert.That(Diff.Jacobian(Functions.Wide, [1.0, 2, 3, 4, 5]), Is.EqualTo(new[,] { { 120.0, 60, 40, 30, 24 } }));
        double[] x = [2, 3, 4];
        Assert.That(Diff.Jacobian(Functions.Cumulate, x), Is.EqualTo(new[,] { { 1.0, 0, 0 }, { 3, 2, 0 }, { 12, 8, 6 } }));
        Assert.That(x, Is.EqualTo(new[] { 2.0, 3, 4 }));
    }

    [Test]
    public void Jacobians_of_functions_that_write_their_results()
    {
        Assert.That(Diff.Jacobian(Functions.CircleInto, [2.0, 0], 2), Is.EqualTo(new[,] { { 1.0, 0 }, { 0, 2 } }));
        var factor = 3.0;
        void First(double[] x, double[] y) => y[0] += factor * x[0] * x[4];
        Assert.That(Diff.Jacobian(First, [1.0, 2, 3, 4, 5], 1), Is.EqualTo(new[,] { { 15.0, 0, 0, 0, 3 } }), "by rows");
    }

    [Test]
    public void Arguments_that_are_one_object_share_one_gradient()
    {
        double[] x = [3];
        var (first, second) = Diff.Gradient((a, b) => a[0] * b[0], x, x);
        Assert.That(first, Is.SameAs(second));
        Assert.That(first[0], Is.EqualTo(6));
    }

    [Test]
    public void A_constant_array_may_serve_as_scratch()
    {
        var scratch = new double[3];
        double[] x = [2, 3, 4];
        double[] expected = [12, 8, 6];
        double Products(double[] p)
        {
            scratch[0] = p[0];
            for (var i = 1; i < p.Length; i++) scratch[i] = p[i] * scratch[i - 1];
            return scratch[2];
        }

        Assert.That(Diff.Gradient(Products, x), Is.EqualTo(expected));
        Assert.That(Diff.Jvp(Products, x, [1.0, 0, 0]).Tangent, Is.EqualTo(12));
        var byName = DifferentiateByName(Functions.ProductsIn);
        double[] adjoint = [0, 0, 0];
        byName(x, adjoint, scratch, 1);
        Assert.That(adjoint, Is.EqualTo(expected));
        double[] own = [2, 1, 1];
        adjoint = [0, 0, 0];
        DifferentiateByName(Functions.ProductsOnto)(x, adjoint, own, 1);
        Assert.That(adjoint, Is.EqualTo(new[] { 24.0, 16, 12 }));
        double[] both = [2, 3, 4];
        adjoint = [0, 0, 0];
        byName(both, adjoint, both, 1);
        Assert.That(adjoint, Is.EqualTo(new[] { 12.0, 8, 6 }), "scratch that is the argument itself");
    }

    private static ScratchVjp DifferentiateByName(Func<double[], double[], double> f) =>
        ILDiff.JustInTime.DerivativeEngine.Shared.Differentiate(f.Method, DerivativeKind.Vjp, "x").CreateDelegate<ScratchVjp>();

    private delegate double ScratchVjp(double[] x, double[] xAdjoint, double[] scratch, double resultAdjoint);

    [Test]
    public void Derivatives_of_unknown_functions_within_differentiated_functions_are_refused()
    {
        Func<double, double> unknown = y => y * y;
        Assert.That(() => Diff.Gradient(x => x * Diff.Gradient(unknown, x), 2.0), Throws.TypeOf<NoDerivativeException>().With.Message.Contains("Diff.Hvp"));
    }

    [Test]
    public void Refusals_say_why()
    {
        Assert.That(() => Diff.Gradient(Functions.WithString, 1.0), Throws.TypeOf<NoDerivativeException>().With.Message.Contains("ILD").And.Message.Contains("WithString"));
        Assert.That(() => Diff.Gradient(n => n * 2.0, 3), Throws.TypeOf<NoDerivativeException>().With.Message.Contains("nothing to differentiate"));
        var compiled = System.Linq.Expressions.Expression.Lambda<Func<double, double>>(System.Linq.Expressions.Expression.Constant(1.0), System.Linq.Expressions.Expression.Parameter(typeof(double))).Compile();
        Assert.That(() => Diff.Gradient(compiled, 1.0), Throws.TypeOf<NoDerivativeException>());
        Func<double, double> two = Math.Sin;
        two += Math.Cos;
        Assert.That(() => Diff.Gradient(two, 1.0), Throws.TypeOf<NoDerivativeException>().With.Message.Contains("several methods"));
    }

    private delegate double Loss(double[] w);

    private delegate double LossVjp(double[] w, double[] wAdjoint, double resultAdjoint);

    private delegate double SquareVjp(double x, ref double xAdjoint, double resultAdjoint);

    private sealed class Model
    {
        public double Scale { get; set; }

        public double Cubic(double x) => Scale * x * x * x;

        public double Area() => Scale * Scale;
    }

    private struct Scaled
    {
        public double By;

        public readonly double Square(double x) => By * x * x;
    }

    private sealed class Box<T>(T value)
        where T : System.Numerics.IMultiplyOperators<T, T, T>
    {
        public T Times(T x) => x * value;
    }
}

/// <summary>An extension method to differentiate.</summary>
internal static class Vectors
{
    public static double Dot(this double[] a, double[] b)
    {
        var sum = 0.0;
        for (var i = 0; i < a.Length; i++) sum += a[i] * b[i];
        return sum;
    }
}
