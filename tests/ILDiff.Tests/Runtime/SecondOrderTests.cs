namespace ILDiff.Tests.Runtime;

using NUnit.Framework;

/// <summary>Hessians and Hessian-vector products against closed forms.</summary>
public class SecondOrderTests
{
    [Test]
    public void The_second_derivative_of_a_function_of_one_number()
    {
        Assert.That(Diff.Hessian(x => x * x * x, 2.0), Is.EqualTo(12));
        Assert.That(Diff.Hessian(Math.Sin, 0.3), Is.EqualTo(-Math.Sin(0.3)).Within(1e-15));
        Assert.That(Diff.Hessian(x => Math.Exp(2 * x) / x, 0.7), Is.EqualTo(Math.Exp(1.4) * ((4 / 0.7) - (4 / 0.49) + (2 / 0.343))).Within(1e-13));
    }

    [Test]
    public void The_Hessian_of_Rosenbrock()
    {
        double[] x = [0.5, -1.2, 2];
        var expected = new double[3, 3];
        for (var i = 0; i < 2; i++)
        {
            expected[i, i] += (1200 * x[i] * x[i]) - (400 * x[i + 1]) + 2;
            expected[i + 1, i + 1] += 200;
            expected[i, i + 1] = expected[i + 1, i] = -400 * x[i];
        }

        Assert.That(Diff.Hessian(Functions.Rosenbrock, x), Is.EqualTo(expected).Within(1e-10));
    }

    [Test]
    public void The_product_with_a_direction()
    {
        Assert.That(Diff.Hvp(Functions.SumOfSquares, new[] { 1.0, 2 }, [10.0, 1]), Is.EqualTo(new[] { 20.0, 2 }));
        Assert.That(Diff.Hvp(Functions.SumOfSquares, new[] { 1f, 2 }, [10f, 1]), Is.EqualTo(new[] { 20f, 2 }));
    }

    [Test]
    public void The_product_by_two_arguments() =>
        Assert.That(Diff.Hvp((x, y) => x * x * y, 2.0, 1.0, 3.0, 10.0), Is.EqualTo((46.0, 4.0)));

    [Test]
    public void A_tangent_that_is_zero_may_have_a_derivative_that_is_not()
    {
        // The tangent of x·y vanishes at the origin, its derivative does not.
        Assert.That(Diff.Hessian(x => Math.Sin(x[0] * x[1]), [0.0, 0.0]), Is.EqualTo(new[,] { { 0.0, 1 }, { 1, 0 } }));
        Assert.That(Diff.Hessian(x => Math.Exp(x[0] * x[1]), [0.0, 2.0]), Is.EqualTo(new[,] { { 4.0, 1 }, { 1, 0 } }));
    }

    [Test]
    public void A_function_that_overwrites_its_argument()
    {
        Assert.That(Diff.Hessian(Functions.LastOfProducts, [2.0, 3, 4]), Is.EqualTo(new[,] { { 0.0, 4, 3 }, { 4, 0, 2 }, { 3, 2, 0 } }));
    }

    [Test]
    public void Constants_stay_constant()
    {
        var k = 3.0;
        Assert.That(Diff.Hessian(x => k * x[0] * x[0] * x[1], [2.0, 5]), Is.EqualTo(new[,] { { 30.0, 12 }, { 12, 0 } }));
    }

    [Test]
    public void Captured_variables_that_are_overwritten()
    {
        var s = 1.0;
        Assert.That(Diff.Hessian(
            x =>
            {
                s = x * x;
                return s * s;
            },
            2.0), Is.EqualTo(48));
    }

    [Test]
    public void Calls_loops_and_branches()
    {
        double[] x = [0.3, 0.7, 1.1];
        var h = Diff.Hessian(Functions.Mixture, x);
        for (var i = 0; i < 3; i++)
        {
            for (var j = 0; j < 3; j++)
            {
                const double step = 1e-5;
                double[] up = (double[])x.Clone(), down = (double[])x.Clone();
                up[j] += step;
                down[j] -= step;
                var expected = (Diff.Gradient(Functions.Mixture, up)[i] - Diff.Gradient(Functions.Mixture, down)[i]) / (2 * step);
                Assert.That(h[i, j], Is.EqualTo(expected).Within(1e-8), $"[{i},{j}]");
                Assert.That(h[i, j], Is.EqualTo(h[j, i]).Within(1e-13));
            }
        }
    }
}
