namespace ILDiff.Tests.Golden;

using ILDiff.Problems.Field;
using NUnit.Framework;

/// <summary>The field's benchmark problems against the reference values, wherever the language of this stage suffices.</summary>
internal sealed partial class GoldenTests
{
    private static IEnumerable<TestCaseData> Cases(string problem) =>
        GoldenCase.Of(problem).Select(c => new TestCaseData(c).SetArgDisplayNames(c.Name));

    [TestCaseSource(nameof(Cases), ["hello"])]
    public void Hello(GoldenCase c)
    {
        var results = c.Doubles("x").Select(x => Problem.Of(Elementary.Square).Gradient(x)).ToArray();
        Check(c, ("square", [.. results.Select(r => r.Value)]), ("double", [.. results.Select(r => r.Gradients[0][0])]));
    }

    [TestCaseSource(nameof(Cases), ["gmm"])]
    public void Gmm(GoldenCase c)
    {
        var (value, gradients) = Problem.Of(ILDiff.Problems.Field.Gmm.Objective, "alpha,mu,q,l").Gradient(
            c.Int("d"), c.Int("k"), c.Int("n"), c.Doubles("alpha"), c.Doubles("mu"), c.Doubles("q"), c.Doubles("l"),
            c.Doubles("x"), c.Int("m"), c.Double("gamma"));
        Check(c, ("objective", [value]), ("grad_alpha", gradients[0]), ("grad_mu", gradients[1]), ("grad_q", gradients[2]), ("grad_l", gradients[3]));
    }

    [TestCaseSource(nameof(Cases), ["lstm"])]
    public void Lstm(GoldenCase c)
    {
        var (value, gradients) = Problem.Of(ILDiff.Problems.Field.Lstm.Loss, "main,extra").Gradient(
            c.Int("l"), c.Int("c"), c.Int("b"), c.Doubles("main_params"), c.Doubles("extra_params"), c.Doubles("state"), c.Doubles("sequence"));
        Check(c, ("loss", [value]), ("grad_main", gradients[0]), ("grad_extra", gradients[1]));
    }

    /// <summary>Second derivatives (<c>hess_diag</c>, <c>dir</c>) are not asked for here.</summary>
    [TestCaseSource(nameof(Cases), ["kmeans"])]
    public void KMeans(GoldenCase c)
    {
        var (value, gradients) = Problem.Of(Clustering.Cost, "centroids").Gradient(
            c.Int("n"), c.Int("k"), c.Int("d"), c.Doubles("points"), c.Doubles("centroids"));
        Check(c, ("cost", [value]), ("grad", gradients[0]));
    }

    [TestCaseSource(nameof(Cases), ["llsq"])]
    public void LeastSquares(GoldenCase c)
    {
        var (value, gradients) = Problem.Of(Clustering.LeastSquares).Gradient(c.Doubles("x"), c.Int("n"));
        Check(c, ("y", [value]), ("gradient", gradients[0]));
    }

    [TestCaseSource(nameof(Cases), ["lse"])]
    public void LogSumExp(GoldenCase c)
    {
        var (value, gradients) = Problem.Of(Clustering.LogSumExp).Gradient(c.Doubles("x"));
        Check(c, ("y", [value]), ("gradient", gradients[0]));
    }

    [TestCaseSource(nameof(Cases), ["det"])]
    public void DeterminantByMinors(GoldenCase c)
    {
        var (value, gradients) = Problem.Of(Determinant.ByMinors).Gradient(c.Doubles("A"), c.Int("ell"));
        Check(c, ("det", [value]), ("gradient", gradients[0]));
    }

    [TestCaseSource(nameof(Cases), ["detlu"])]
    public void DeterminantByLU(GoldenCase c)
    {
        var (value, gradients) = Problem.Of(Determinant.ByLU).Gradient(c.Doubles("a"), c.Int("n"));
        Check(c, ("det", [value]), ("gradient", gradients[0]));
    }

    [TestCaseSource(nameof(Cases), ["ode"])]
    public void Ode(GoldenCase c)
    {
        var (x, w, steps) = (c.Doubles("x"), c.Doubles("w"), c.Int("s"));
        var y = new double[x.Length];
        var weighted = new double[x.Length];
        Problem.Of(ILDiff.Problems.Field.Ode.Solve).Vjp(x, weighted, steps, y, (double[])w.Clone());
        var (_, last) = Problem.Of(ILDiff.Problems.Field.Ode.Last).Gradient(x, steps);
        Check(c, ("y", y), ("vjp_w", weighted), ("grad_last", last[0]));
    }

    /// <summary>The second derivative is not asked for here.</summary>
    [TestCaseSource(nameof(Cases), ["poly"])]
    public void Polynomial(GoldenCase c)
    {
        var results = c.Doubles("z").Select(z => Problem.Of(Elementary.Polynomial, "z").Gradient(c.Doubles("a"), z)).ToArray();
        Check(c, ("p", [.. results.Select(r => r.Value)]), ("dp", [.. results.Select(r => r.Gradients[0][0])]));
    }

    [TestCaseSource(nameof(Cases), ["matmul"])]
    public void MatrixProduct(GoldenCase c)
    {
        var (value, gradients) = Problem.Of(Elementary.SumOfSquaredMatrix).Gradient(c.Doubles("x"), c.Int("n"));
        Check(c, ("z", [value]), ("dz", gradients[0]));
    }

    /// <summary>The Hessian is not asked for here.</summary>
    [TestCaseSource(nameof(Cases), ["sparsehess"])]
    public void SparseSum(GoldenCase c)
    {
        var (value, gradients) = Problem.Of(Elementary.SparseSum).Gradient(c.Doubles("x"), c.Ints("row"), c.Ints("col"));
        Check(c, ("f", [value]), ("grad", gradients[0]));
    }

    [TestCaseSource(nameof(Cases), ["sparsejac"])]
    public void SparseRows(GoldenCase c)
    {
        var (x, row, column) = (c.Doubles("x"), c.Ints("row"), c.Ints("col"));
        var f = new double[c.Int("m")];
        var jacobian = new double[f.Length][];
        for (var i = 0; i < f.Length; i++)
        {
            jacobian[i] = new double[x.Length];
            var seed = new double[f.Length];
            seed[i] = 1;
            Problem.Of(Elementary.SparseRows).Vjp(x, jacobian[i], row, column, f, seed);
        }
        Check(c, ("f", f), ("jac_vals", [.. row.Zip(column, (r, k) => jacobian[r][k])]));
    }

    private static void Check(GoldenCase c, params (string Field, double[] Values)[] results) =>
        Assert.That(results.Select(r => c.Difference(r.Field, r.Values)).OfType<string>(), Is.Empty);
}
