namespace ILDiff.Tests.Benchmarks;

using System.Runtime.InteropServices;
using ILDiff.Problems.Data;
using ILDiff.Problems.Field;
using ILDiff.Problems.HandAdjoints;
using ILDiff.Problems.Kernels;
using ILDiff.Tests.Samples;
using NUnit.Framework;

/// <summary>The hand-written adjoints, the benchmarks' yardstick, against differences of their primals.</summary>
internal sealed class HandAdjointTests
{
    private static readonly Random Numbers = new(77);

    [Test]
    public void Rosenbrock_is_right()
    {
        var x = Draw(7, -1, 2);
        Check([x], () => ILDiff.Problems.Kernels.Rosenbrock.Value(x), b => RosenbrockAdjoint.Pullback(x, b[0], Seed));
    }

    [Test]
    public void Lennard_Jones_is_right()
    {
        double[] x = [0, 0, 0, 1.1, 0.1, 0, 0.2, 1.2, 0, 0.1, 0.2, 1.15];
        Check([x], () => LennardJones.Energy(x), b => LennardJonesAdjoint.Pullback(x, b[0], Seed));
    }

    [Test]
    public void Lotka_Volterra_is_right()
    {
        double[] p = [1.1, 0.4, 0.1, 0.4];
        var adjoint = new LotkaVolterraAdjoint(50);
        Check(
            [p], () => LotkaVolterra.Final(p[0], p[1], p[2], p[3], 50),
            b => adjoint.Pullback(p[0], ref b[0][0], p[1], ref b[0][1], p[2], ref b[0][2], p[3], ref b[0][3], 50, Seed));
    }

    [Test]
    public void Orbit_is_right()
    {
        double[] start = [1, 0.1, 0.05, 1.1];
        var adjoint = new OrbitAdjoint(300);
        Check([start], () => Orbit.Miss(start, 300), b => adjoint.Pullback(start, b[0], 300, Seed));
    }

    [Test]
    public void Perceptron_is_right()
    {
        var (weights, inputs) = (Draw((5 * 4) + (3 * 6), -1, 1), Draw(4 * 3, -1, 1));
        int[] labels = [0, 2, 1, 2];
        var adjoint = new PerceptronAdjoint(5, 3);
        Check([weights], () => Perceptron.Loss(weights, inputs, labels, 3, 5, 3), b => adjoint.Pullback(weights, b[0], inputs, labels, 3, Seed));
    }

    [Test]
    public void Iterated_sine_is_right()
    {
        double[] x = [0.7];
        Check([x], () => IteratedSine.Value(x[0], 5), b => IteratedSineAdjoint.Pullback(x[0], ref b[0][0], 5, Seed));
    }

    [TestCase(80, 120)]
    [TestCase(1, 400)]
    public void Black_Scholes_is_right(double low, double high)
    {
        double[][] x = [Draw(6, low, high), Draw(6, low, high), Draw(6, 0.01, 0.05), Draw(6, 0.1, 0.4), Draw(6, 0.2, 2)];
        Check(
            x, () => BlackScholes.Total(x[0], x[1], x[2], x[3], x[4]),
            b => BlackScholesAdjoint.Pullback(x[0], b[0], x[1], b[1], x[2], b[2], x[3], b[3], x[4], b[4], Seed));
    }

    [Test]
    public void Matrix_times_vector_is_right()
    {
        double[][] x = [Draw(20, -1, 1), Draw(5, -1, 1)];
        Check(x, () => MatrixVector.HalfSquare(x[0], x[1]), b => MatrixVectorAdjoint.Pullback(x[0], b[0], x[1], b[1], Seed));
    }

    [Test]
    public void Heat_is_right()
    {
        double[][] x = [Draw(36, 0, 1), [0.2]];
        var adjoint = new HeatAdjoint(6, 8);
        Check(x, () => Heat.Energy(x[0], x[1][0], 6, 8), b => adjoint.Pullback(x[0], b[0], x[1][0], ref b[1][0], Seed));
    }

    [Test]
    public void Brusselator_is_right()
    {
        double[][] x = [Draw(36, 0.5, 1.5), Draw(36, 2, 4), [2]];
        var adjoint = new BrusselatorAdjoint(6, 8);
        Check(
            x, () => Brusselator.Energy(x[0], x[1], x[2][0], 6, 8),
            b => adjoint.Pullback(x[0], b[0], x[1], b[1], x[2][0], ref b[2][0], Seed));
    }

    [Test]
    public void Fourier_is_right()
    {
        double[][] x = [Draw(16, -1, 1), Draw(16, -1, 1)];
        var weights = Draw(16, 0, 1);
        double[] cos = [.. Enumerable.Range(0, 8).Select(k => Math.Cos(-Math.PI * k / 8))];
        double[] sin = [.. Enumerable.Range(0, 8).Select(k => Math.Sin(-Math.PI * k / 8))];
        var adjoint = new FourierAdjoint(16);
        Check(
            x, () => Fourier.WeightedPower(x[0], x[1], cos, sin, weights),
            b => adjoint.Pullback(x[0], b[0], x[1], b[1], cos, sin, weights, Seed));
    }

    [Test]
    public void Newton_roots_are_right()
    {
        double[][] x = [Draw(6, 0.5, 2), Draw(6, 1, 30)];
        Check(x, () => NewtonRoots.Sum(x[0], x[1]), b => NewtonRootsAdjoint.Pullback(x[0], b[0], x[1], b[1], Seed));
    }

    [TestCase(3, 4)]
    [TestCase(1, 2)]
    public void Gmm_is_right(int d, int k)
    {
        double[][] p = [Draw(k, -1, 1), Draw(k * d, 0, 1), Draw(k * d, -1, 1), Draw(k * d * (d - 1) / 2, -1, 1)];
        var x = Draw(9 * d, -1, 1);
        var adjoint = new GmmAdjoint(d, k);
        Check(
            p, () => Gmm.Objective(d, k, 9, p[0], p[1], p[2], p[3], x, 1, 1.5),
            b => adjoint.Pullback(9, p[0], b[0], p[1], b[1], p[2], b[2], p[3], b[3], x, 1, 1.5, Seed));
    }

    [Test]
    public void Lstm_is_right()
    {
        double[][] p = [Draw(8 * 2 * 3, 0, 1), Draw(9, 0, 1)];
        var state = Draw(2 * 2 * 3, 0, 1);
        double[] sequence = [.. Draw(6 * 3, 0, 1).Select(v => Math.Round(v))];
        var adjoint = new LstmAdjoint(2, 6, 3);
        Check(
            p, () => Lstm.Loss(2, 6, 3, p[0], p[1], state, sequence),
            b => adjoint.Pullback(p[0], b[0], p[1], b[1], state, sequence, Seed));
    }

    [TestCase(0)]
    [TestCase(1)]
    [TestCase(0, false)]
    public void Bundle_adjustment_is_right(int component, bool turned = true)
    {
        double[] camera = [0.1, -0.2, 0.15, 0.2, 0.1, -3, 500, 10, 20, 0.01, -0.02];
        if (!turned) Array.Clear(camera, 0, 3);
        double[][] x = [camera, [0.3, -0.4, 0.2], [1.2]];
        var error = new double[2];
        var rows = new ObservationRow[2];
        double Component()
        {
            BundleAdjustment.Errors(x[0], x[1], x[2][0], 30, -40, error);
            return error[component];
        }
        Check(x, Component, b =>
        {
            BundleAdjustmentAdjoint.Rows(MemoryMarshal.Cast<double, Camera>(x[0])[0], MemoryMarshal.Cast<double, Vector>(x[1])[0], x[2][0], 30, -40, rows);
            double[] row = [.. MemoryMarshal.Cast<ObservationRow, double>(rows.AsSpan(component, 1)).ToArray().Select(v => v * Seed)];
            row[..11].CopyTo(b[0], 0);
            row[11..14].CopyTo(b[1], 0);
            b[2][0] = row[14];
        }, turned ? 0 : 3);
    }

    private const double Seed = 1.5;

    private static double[] Draw(int count, double low, double high) =>
        [.. Enumerable.Range(0, count).Select(_ => low + ((high - low) * Numbers.NextDouble()))];

    /// <summary>Compares along every input but the first few, which are where the primal changes its formula.</summary>
    private static void Check(double[][] inputs, Func<double> primal, Action<double[][]> adjoint, int skip = 0)
    {
        double[][] bars = [.. inputs.Select(i => new double[i.Length])];
        adjoint(bars);
        var differences = inputs.SelectMany(input => Enumerable.Range(0, input.Length).Select(i => Difference(input, i, primal))).ToArray();
        Assert.That(Compare.Worst([.. bars.SelectMany(b => b).Skip(skip)], [.. differences.Skip(skip).Select(d => d * Seed)], 1e-8), Is.Null);
    }

    /// <summary>A central difference of sixth order.</summary>
    private static double Difference(double[] input, int i, Func<double> primal)
    {
        var (at, h) = (input[i], 3e-3 * Math.Max(0.1, Math.Abs(input[i])));
        double At(double steps)
        {
            input[i] = at + (steps * h);
            var value = primal();
            input[i] = at;
            return value;
        }
        return ((45 * (At(1) - At(-1))) - (9 * (At(2) - At(-2))) + (At(3) - At(-3))) / (60 * h);
    }
}
