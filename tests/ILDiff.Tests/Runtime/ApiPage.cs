#pragma warning disable IDE0059, CA1859 // The page's code is as users write it.
namespace ILDiff.Tests.Runtime;

using ILDiff.JustInTime;

/// <summary>The code of <c>docs/api.md</c>: each block stands here as it stands there.</summary>
internal sealed class ApiPage
{
    public static IEnumerable<(string Name, object Actual, object Expected)> Run()
    {
        static double Loss(double[] w) => (w[0] - 1) * (w[0] - 1) + w[0] * w[1] * w[1];

        double[] w = [3, 2];
        double[] gradient = Diff.Gradient(Loss, w);
        var (value, same) = Diff.ValueAndGradient(Loss, w);
        yield return ("gradient", gradient, new[] { 8.0, 12 });
        yield return ("value", (value, same), (16.0, gradient));

        double slope = Diff.Gradient(x => x * Math.Sin(x), 0.5);
        var (byX, byY) = Diff.Gradient((x, y) => x * x * y, 2.0, 3.0);
        yield return ("slope", slope, Math.Sin(0.5) + (0.5 * Math.Cos(0.5)));
        yield return ("tuple", (byX, byY), (12.0, 4.0));

        double[] data = [1, 2, 4];
        double best = Diff.Gradient(mean => { var s = 0.0; foreach (var d in data) s += (d - mean) * (d - mean); return s; }, 2.0);
        yield return ("closure", best, -2.0);

        static double[] Polar(double[] p) => [p[0] * Math.Cos(p[1]), p[0] * Math.Sin(p[1])];

        double[] at = [2, 0];
        var (xy, along) = Diff.Jvp(Polar, at, [1, 1]);
        var reverse = Diff.Vjp(Polar, at);
        double[] adjoint = reverse.Pullback([0, 1]);
        yield return ("along", (xy, along), (at, new[] { 1.0, 2 }));
        yield return ("adjoint", adjoint, new[] { 0.0, 2 });

        double[,] jacobian = Diff.Jacobian(Polar, [2, 0]);
        double[,] alike = Diff.Jacobian((p, result) => Polar(p).CopyTo(result, 0), [2.0, 0.0], rows: 2);
        yield return ("Jacobian", jacobian, new[,] { { 1.0, 0 }, { 0, 2 } });
        yield return ("Jacobian of results written", alike, jacobian);

        double[] product = Diff.Hvp(Loss, w, [1, 0]);
        double[,] hessian = Diff.Hessian(Loss, w);
        double curvature = Diff.Hessian(Math.Sin, 0.5);
        yield return ("product", product, new[] { 2.0, 4 });
        yield return ("Hessian", hessian, new[,] { { 2.0, 4 }, { 4, 6 } });
        yield return ("curvature", curvature, -Math.Sin(0.5));

        var pullback = Diff.Derivative<LossVjp>(Loss, DerivativeKind.Vjp);
        var sum = new double[2];
        pullback(w, sum, 1);
        pullback([1, 1], sum, 1);
        yield return ("pullback", sum, new[] { 9.0, 14 });

        var pullbacks = Diff.Derivative<PolarVjps>(Polar, DerivativeKind.Vjps);
        double[][] rows = [new double[2], new double[2]];
        pullbacks(at, rows, [[1, 0], [0, 1]]);
        yield return ("pullbacks", rows, new[] { new[] { 1.0, 0 }, [0, 2.0] });

        var method = DerivativeEngine.Shared.Differentiate(typeof(Math).GetMethod("Pow")!, DerivativeKind.Gradient, "x");
        yield return ("engine", method.Invoke(null, [3.0, 2.0])!, (9.0, 6.0));
    }

    delegate double LossVjp(double[] w, double[] wAdjoint, double resultAdjoint);

    delegate double[] PolarVjps(double[] p, double[][] pAdjoints, double[][] resultAdjoints);
}
