namespace ILDiff.Tests.Runtime;

using NUnit.Framework;

/// <summary>Functions that take derivatives themselves, differentiated: in all combinations of modes, and without confusing what belongs to which.</summary>
internal sealed class NestedDerivativeTests
{
    private static readonly Func<Func<double, double>, double, double>[] Outer =
        [(f, x) => Diff.Gradient(f, x), (f, x) => Diff.Jvp(f, x, 1.0).Tangent];

    /// <summary>d/dx (x · d/dy (x + y)) is 1; a tangent of the one taken for that of the other makes it 2.</summary>
    [Test]
    public void Derivatives_by_different_variables_are_kept_apart([Values(0, 1)] int outer)
    {
        Assert.That(Outer[outer](x => x * Diff.Gradient(y => x + y, 1.0), 5), Is.EqualTo(1));
        Assert.That(Outer[outer](x => x * Diff.Jvp(y => x + y, 1.0, 1.0).Tangent, 5), Is.EqualTo(1));
        Assert.That(Outer[outer](x => x * Diff.Gradient(y => x * y, 2.0), 5), Is.EqualTo(10));
        Assert.That(Outer[outer](x => x * Diff.Jvp(y => x * y, 2.0, 1.0).Tangent, 5), Is.EqualTo(10));
    }

    [Test]
    public void The_inner_point_may_depend_on_the_outer_variable([Values(0, 1)] int outer)
    {
        // d/dx of y²·x by y at y = x² is 2x³, whose derivative is 6x².
        Assert.That(Outer[outer](x => Diff.Gradient(y => y * y * x, x * x), 3), Is.EqualTo(54));
        Assert.That(Outer[outer](x => Diff.Jvp(y => y * y * x, x * x, x).Tangent, 3), Is.EqualTo(8.0 * 27));
        Assert.That(Outer[outer](x => Diff.Gradient(Math.Sin, 2 * x), 0.3), Is.EqualTo(-2 * Math.Sin(0.6)).Within(1e-15));
    }

    [Test]
    public void Derivatives_nest_three_deep([Values(0, 1)] int outer)
    {
        // x·∂y(y·∂z(xyz²)) at y = x, z = 2 is 4x·2xy = 8x³.
        Assert.That(
            Outer[outer](x => x * Diff.Jvp(y => y * Diff.Jvp(z => x * y * z * z, 2.0, 1.0).Tangent, x, 1.0).Tangent, 1.5),
            Is.EqualTo(24 * 1.5 * 1.5).Within(1e-12));
        Assert.That(
            Outer[outer](x => x * Diff.Gradient(y => y * Diff.Gradient(z => x * y * z * z, 2.0), x), 1.5),
            Is.EqualTo(24 * 1.5 * 1.5).Within(1e-12));
    }

    [Test]
    public void Inner_gradients_by_arrays_see_captured_arrays([Values(0, 1)] int outer)
    {
        Assert.That(
            Outer[outer](x =>
            {
                double[] a = [x, 2 * x, 1];
                var g = Diff.Gradient(v => (a[0] * v[0] * v[1]) + (a[1] * v[2] * v[2]), a);
                return (g[0] * g[1]) + g[2];
            }, 2), Is.EqualTo(68).Within(1e-12));      // (x·2x)·(x·x) + 2·2x·1
    }

    /// <summary>The inner function has a loop whose reverse mode records: its partial is then taken by forward mode.</summary>
    [Test]
    public void Inner_functions_may_loop([Values(0, 1)] int outer)
    {
        static double Power(double y, int n)
        {
            var p = 1.0;
            for (var i = 0; i < n; i++) p *= Math.Exp(Math.Log(y));
            return p;
        }

        Assert.That(Outer[outer](x => Diff.Gradient(y => Power(y, 5), x), 1.1), Is.EqualTo(20 * Math.Pow(1.1, 3)).Within(1e-12));
        Assert.That(Outer[outer](x => Diff.Jvp(y => Power(y, 5), x, 1.0).Tangent, 1.1), Is.EqualTo(20 * Math.Pow(1.1, 3)).Within(1e-12));
    }
}
