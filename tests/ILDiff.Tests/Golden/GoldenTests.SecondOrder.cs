namespace ILDiff.Tests.Golden;

using ILDiff.Problems.Field;
using NUnit.Framework;

/// <summary>The second derivatives of the problems, by <see cref="Diff"/> on closures over their constants.</summary>
internal sealed partial class GoldenTests
{
    /// <summary>The Hessian is diagonal, so that its product with ones is its diagonal.</summary>
    [TestCaseSource(nameof(Cases), ["kmeans"])]
    public void KMeansNewtonDirection(GoldenCase c)
    {
        var (n, k, d, points, centroids) = (c.Int("n"), c.Int("k"), c.Int("d"), c.Doubles("points"), c.Doubles("centroids"));
        double Cost(double[] at) => Clustering.Cost(n, k, d, points, at);
        var gradient = Diff.Gradient(Cost, centroids);
        double[] ones = [.. centroids.Select(_ => 1.0)];
        var diagonal = Diff.Hvp(Cost, centroids, ones);
        Check(c, ("hess_diag", diagonal), ("dir", [.. gradient.Zip(diagonal, (g, h) => g / h)]));
    }

    [TestCaseSource(nameof(Cases), ["poly"])]
    public void PolynomialCurvature(GoldenCase c)
    {
        var a = c.Doubles("a");
        Check(c, ("d2p", [.. c.Doubles("z").Select(z => Diff.Hessian(at => Elementary.Polynomial(a, at), z))]));
    }

    [TestCaseSource(nameof(Cases), ["sparsehess"])]
    public void SparseHessian(GoldenCase c)
    {
        var (x, row, column) = (c.Doubles("x"), c.Ints("row"), c.Ints("col"));
        double Sum(double[] at) => Elementary.SparseSum(at, row, column);
        var products = new Dictionary<int, double[]>();
        foreach (var j in column.Distinct())
        {
            var direction = new double[x.Length];
            direction[j] = 1;
            products.Add(j, Diff.Hvp(Sum, x, direction));
        }

        Check(c, ("hess_vals", [.. row.Zip(column, (i, j) => products[j][i])]));
    }

    [TestCaseSource(nameof(Cases), ["diffsharp"])]
    public void FunctionsToSecondOrder(GoldenCase c)
    {
        var (x, v) = (c.Doubles("x"), c.Doubles("v"));
        var hessian = Diff.Hessian(ILDiff.Problems.Field.Functions.Entropy, x);
        Check(
            c, ("d2fss", [.. c.Ints("steps").Select(n => Diff.Hessian(at => ILDiff.Problems.Field.Functions.LogisticMap(at, n), c.Double("x0")))]),
            ("hessian", [.. hessian.Cast<double>()]), ("hessianv", Diff.Hvp(ILDiff.Problems.Field.Functions.Entropy, x, v)),
            ("laplacian", [Enumerable.Range(0, x.Length).Sum(i => hessian[i, i])]));
    }
}
