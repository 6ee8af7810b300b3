namespace ILDiff.Benchmarks;

using System.Runtime.InteropServices;
using ILDiff.Problems.Data;
using ILDiff.Problems.Field;
using ILDiff.Problems.HandAdjoints;
using ILDiff.Problems.Kernels;

/// <summary>Transform, roots, and the problems of the field.</summary>
internal static partial class Rows
{
    private delegate Offset Residual(
        ref Camera camera, Camera[] cameraBars, ref Vector point, Vector[] pointBars, double w, double[] wBars,
        double featureX, double featureY, Offset[] resultBars);

    private delegate double WeightResidual(double w, ref double wBar, double resultBar);

    private static Row FourierRow(int n)
    {
        var (re, im, weights) = (Uniform(n, -1, 1, 15), Uniform(n, -1, 1, 16), Uniform(n, 0, 1, 17));
        double[] cos = [.. Enumerable.Range(0, n / 2).Select(k => Math.Cos(-2 * Math.PI * k / n))];
        double[] sin = [.. Enumerable.Range(0, n / 2).Select(k => Math.Sin(-2 * Math.PI * k / n))];
        var adjoint = new FourierAdjoint(n);
        return new Row($"FFT {n}")
        {
            Methods = [(Fourier.WeightedPower, "re,im")],
            Primal = () => Fourier.WeightedPower(re, im, cos, sin, weights),
            Hand = bars => adjoint.Pullback(re, bars[0], im, bars[1], cos, sin, weights, 1),
            Bind = members =>
            {
                var pullback = members.Vjp<Func<double[], double[], double[], double[], double[], double[], double[], double, double>>(nameof(Fourier.WeightedPower));
                return bars => pullback(re, bars[0], im, bars[1], cos, sin, weights, 1);
            },
            AdjointLengths = [n, n],
        };
    }

    private static Row NewtonRootsRow(int count)
    {
        var (p, q) = (Uniform(count, 0.5, 2, 18), Uniform(count, 1, 30, 19));
        return new Row($"Newton roots x {count}")
        {
            Methods = [(NewtonRoots.Sum, "")],
            Primal = () => NewtonRoots.Sum(p, q),
            Hand = bars => NewtonRootsAdjoint.Pullback(p, bars[0], q, bars[1], 1),
            Bind = members =>
            {
                var pullback = members.Vjp<Func<double[], double[], double[], double[], double, double>>(nameof(NewtonRoots.Sum));
                return bars => pullback(p, bars[0], q, bars[1], 1);
            },
            AdjointLengths = [count, count],
        };
    }

    private static Row GmmRow(int d, int k, int n)
    {
        var triangle = d * (d - 1) / 2;
        var (alpha, mu, q) = (Uniform(k, -1, 1, 20), Uniform(k * d, 0, 1, 21), Uniform(k * d, -1, 1, 22));
        var (l, x) = (Uniform(k * triangle, -1, 1, 23), Uniform(n * d, -1, 1, 24));
        var adjoint = new GmmAdjoint(d, k);
        return new Row($"GMM d={d} k={k} n={n}")
        {
            Methods = [(Gmm.Objective, "alpha,mu,q,l")],
            Primal = () => Gmm.Objective(d, k, n, alpha, mu, q, l, x, 0, 1),
            Hand = b => adjoint.Pullback(n, alpha, b[0], mu, b[1], q, b[2], l, b[3], x, 0, 1, 1),
            Bind = members =>
            {
                var pullback = members.Vjp<Func<int, int, int, double[], double[], double[], double[], double[], double[], double[], double[], double[], int, double, double, double>>(nameof(Gmm.Objective));
                return b => pullback(d, k, n, alpha, b[0], mu, b[1], q, b[2], l, b[3], x, 0, 1, 1);
            },
            AdjointLengths = [k, k * d, k * d, k * triangle],
        };
    }

    /// <summary>The whole Jacobian: by observation two rows of fifteen columns, then the diagonal of the weights.</summary>
    private static Row BundleAdjustmentRow(int cameras, int points, int observations)
    {
        var cams = Uniform(11 * cameras, -0.1, 0.1, 25);
        for (var c = 0; c < cameras; c++)
        {
            cams[(11 * c) + 5] -= 3;
            cams[(11 * c) + 6] += 500;
        }
        var cameraData = MemoryMarshal.Cast<double, Camera>(cams).ToArray();
        var pointData = MemoryMarshal.Cast<double, Vector>(Uniform(3 * points, -1, 1, 26)).ToArray();
        var (w, features) = (Uniform(observations, 0.5, 1.5, 27), Uniform(2 * observations, -100, 100, 28));
        var (cameraBars, pointBars, weightBars) = (new Camera[2], new Vector[2], new double[2]);
        var (errors, weightErrors) = (new Offset[observations], new double[observations]);
        Offset[] seeds = [new() { X = 1 }, new() { Y = 1 }];
        return new Row($"BA n={cameras} m={points} p={observations}")
        {
            Methods = [(BundleAdjustment.Reproject, "camera,point,w"), (BundleAdjustment.WeightError, "")],
            Modes = DerivativeModes.Vjp | DerivativeModes.Vjps,
            Primal = () =>
            {
                for (var i = 0; i < observations; i++)
                {
                    errors[i] = BundleAdjustment.Reproject(cameraData[i % cameras], pointData[i % points], w[i], features[2 * i], features[(2 * i) + 1]);
                    weightErrors[i] = BundleAdjustment.WeightError(w[i]);
                }
            },
            Hand = bars =>
            {
                var rows = MemoryMarshal.Cast<double, ObservationRow>(bars[0].AsSpan());
                for (var i = 0; i < observations; i++)
                {
                    BundleAdjustmentAdjoint.Rows(
                        cameraData[i % cameras], pointData[i % points], w[i], features[2 * i], features[(2 * i) + 1], rows.Slice(2 * i, 2));
                    bars[1][i] = -2 * w[i];
                }
            },
            Bind = members =>
            {
                var reproject = members.Vjps<Residual>(nameof(BundleAdjustment.Reproject));
                var weight = members.Vjp<WeightResidual>(nameof(BundleAdjustment.WeightError));
                return bars =>
                {
                    var rows = MemoryMarshal.Cast<double, ObservationRow>(bars[0].AsSpan());
                    for (var i = 0; i < observations; i++)
                    {
                        cameraBars[0] = cameraBars[1] = default;
                        pointBars[0] = pointBars[1] = default;
                        weightBars[0] = weightBars[1] = 0;
                        reproject(
                            ref cameraData[i % cameras], cameraBars, ref pointData[i % points], pointBars, w[i], weightBars,
                            features[2 * i], features[(2 * i) + 1], seeds);
                        for (var row = 0; row < 2; row++)
                        {
                            ref var target = ref rows[(2 * i) + row];
                            target.Camera = cameraBars[row];
                            target.Point = pointBars[row];
                            target.Weight = weightBars[row];
                        }

                        weight(w[i], ref bars[1][i], 1);
                    }
                };
            },
            AdjointLengths = [30 * observations, observations],
        };
    }

    private static Row LstmRow(int layers, int characters, int bits)
    {
        var (main, extra) = (Uniform(8 * layers * bits, 0, 1, 29), Uniform(3 * bits, 0, 1, 30));
        var state = Uniform(2 * layers * bits, 0, 1, 31);
        double[] sequence = [.. Uniform(characters * bits, 0, 1, 32).Select(v => v < 0.5 ? 0.0 : 1.0)];
        var adjoint = new LstmAdjoint(layers, characters, bits);
        return new Row($"LSTM l={layers} c={characters} b={bits}")
        {
            Methods = [(Lstm.Loss, "main,extra")],
            Primal = () => Lstm.Loss(layers, characters, bits, main, extra, state, sequence),
            Hand = bars => adjoint.Pullback(main, bars[0], extra, bars[1], state, sequence, 1),
            Bind = members =>
            {
                var pullback = members.Vjp<Func<int, int, int, double[], double[], double[], double[], double[], double[], double, double>>(nameof(Lstm.Loss));
                return bars => pullback(layers, characters, bits, main, bars[0], extra, bars[1], state, sequence, 1);
            },
            AdjointLengths = [8 * layers * bits, 3 * bits],
        };
    }
}
