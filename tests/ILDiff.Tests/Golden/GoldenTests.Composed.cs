namespace ILDiff.Tests.Golden;

using System.Runtime.CompilerServices;
using ILDiff.Problems.Field;
using NUnit.Framework;

/// <summary>Problems whose answer takes more than one derivative call.</summary>
internal sealed partial class GoldenTests
{
    private const int CameraSize = 11;

    [TestCaseSource(nameof(Cases), ["ba"])]
    public void BundleAdjustmentJacobian(GoldenCase c)
    {
        var (cameras, points, weights, observations, features) =
            (c.Doubles("cams"), c.Doubles("X"), c.Doubles("w"), c.Ints("obs"), c.Doubles("feats"));
        var errorsOf = Problem.Of(BundleAdjustment.Errors, "camera,point,w,error");
        var errors = new double[2 * weights.Length];
        var values = new List<double>();
        for (var i = 0; i < weights.Length; i++)
        {
            var camera = cameras[(CameraSize * observations[2 * i])..(CameraSize * (observations[2 * i] + 1))];
            var point = points[(3 * observations[2 * i + 1])..(3 * (observations[2 * i + 1] + 1))];
            for (var component = 0; component < 2; component++)
            {
                var (error, seed, cameraAdjoint, pointAdjoint) = (new double[2], new double[2], new double[CameraSize], new double[3]);
                seed[component] = 1;
                object?[] arguments =
                    [camera, cameraAdjoint, point, pointAdjoint, weights[i], 0.0, features[2 * i], features[2 * i + 1], error, seed];
                errorsOf.Vjp(arguments);
                values.AddRange([.. cameraAdjoint, .. pointAdjoint, (double)arguments[5]!]);
                errors[2 * i + component] = error[component];
            }
        }
        var weightErrors = weights.Select(w => Problem.Of(BundleAdjustment.WeightError).Gradient(w)).ToArray();
        Check(
            c, ("reproj_err", errors), ("w_err", [.. weightErrors.Select(e => e.Value)]),
            ("J_vals", [.. values, .. weightErrors.Select(e => e.Gradients[0][0])]));
    }

    [TestCaseSource(nameof(Cases), ["ht"])]
    public void HandTrackingJacobian(GoldenCase c)
    {
        var (theta, us) = (c.Doubles("theta"), c.Doubles("us"));
        var rows = 3 * c.Int("n_corr");
        var columns = theta.Length + (us.Length > 0 ? 2 : 0);
        var jacobian = new double[rows * columns];
        var errors = new double[rows];
        for (var column = 0; column < columns; column++)
        {
            var (thetaTangent, usTangent, errorsTangent) = (new double[theta.Length], new double[us.Length], new double[rows]);
            var own = columns - theta.Length;
            if (column >= own) thetaTangent[column - own] = 1;
            else for (var i = column; i < us.Length; i += 2) usTangent[i] = 1;
            Problem.Of(HandTracking.Residuals, "theta,us,errors").Jvp(
                theta, thetaTangent, us, usTangent, c.Ints("parents"), c.Bool("is_mirrored"), c.Doubles("base_relatives"),
                c.Doubles("inverse_base_absolutes"), c.Doubles("base_positions"), c.Doubles("weights"), c.Ints("triangles"),
                c.Ints("correspondences"), c.Doubles("points"), errors, errorsTangent);
            for (var row = 0; row < rows; row++) jacobian[row * columns + column] = errorsTangent[row];
        }
        Check(c, ("err", errors), ("J", jacobian));
    }

    /// <summary>Second derivatives are not asked for here.</summary>
    [TestCaseSource(nameof(Cases), ["diffsharp"])]
    public void Functions(GoldenCase c)
    {
        var (x, v, u) = (c.Doubles("x"), c.Doubles("v"), c.Doubles("u"));
        var logistic = c.Ints("steps").Select(n => Problem.Of(ILDiff.Problems.Field.Functions.LogisticMap).Gradient(c.Double("x0"), n)).ToArray();
        var entropy = Problem.Of(ILDiff.Problems.Field.Functions.Entropy);
        var (value, gradient) = entropy.Gradient(x);
        var along = (double)((ITuple)entropy.Jvp(x, v)!)[1]!;
        var sums = Problem.Of(ILDiff.Problems.Field.Functions.ThreeSums);
        var (f, pushed) = (new double[3], new double[3]);
        sums.Jvp(x, v, f, pushed);
        var jacobian = Enumerable.Range(0, 3).SelectMany(i => Pulled(i == 0 ? [1, 0, 0] : i == 1 ? [0, 1, 0] : [0, 0, 1]));
        Check(
            c, ("fss", [.. logistic.Select(l => l.Value)]), ("dfss", [.. logistic.Select(l => l.Gradients[0][0])]),
            ("fvs", [value]), ("grad", gradient[0]), ("gradv", [along]),
            ("fvv", f), ("jacobian", [.. jacobian]), ("jacobianv", pushed), ("jacobianTv", Pulled([.. u])));

        double[] Pulled(double[] seed)
        {
            var adjoint = new double[x.Length];
            sums.Vjp(x, adjoint, new double[3], seed);
            return adjoint;
        }
    }
}
