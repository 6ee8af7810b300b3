namespace ILDiff.Benchmarks;

using ILDiff.Problems.HandAdjoints;
using ILDiff.Problems.Kernels;

/// <summary>The rows: first the kernels.</summary>
internal static partial class Rows
{
    /// <summary>All of them.</summary>
    public static IReadOnlyList<Row> All { get; } =
    [
        RosenbrockRow(1000), LennardJonesRow(64), LennardJonesRow(256), LotkaVolterraRow(1000), OrbitRow(10_000),
        PerceptronRow(64, 128, 10, 64), IteratedSineRow(1000), BlackScholesRow(100_000), MatrixVectorRow(512),
        HeatRow(64, 100), BrusselatorRow(64, 100), FourierRow(1024), NewtonRootsRow(4096),
        GmmRow(10, 25, 1000), BundleAdjustmentRow(100, 1000, 10_000), LstmRow(2, 1024, 14),
    ];

    private delegate double FourRates(
        double a, ref double aBar, double b, ref double bBar, double c, ref double cBar, double d, ref double dBar, int steps, double resultBar);

    private delegate double OneNumber(double x, ref double xBar, int steps, double resultBar);

    private delegate double OneField(double[] field, double[] fieldBar, double d, ref double dBar, int n, int steps, double resultBar);

    private delegate double TwoFields(
        double[] u, double[] uBar, double[] v, double[] vBar, double d, ref double dBar, int n, int steps, double resultBar);

    private static double[] Uniform(int length, double low, double high, int seed)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, length).Select(_ => low + ((high - low) * random.NextDouble()))];
    }

    private static Row RosenbrockRow(int n)
    {
        var x = Uniform(n, -1, 2, 1);
        return new Row($"Rosenbrock n={n}")
        {
            Methods = [(Rosenbrock.Value, "")],
            Primal = () => Rosenbrock.Value(x),
            Hand = bars => RosenbrockAdjoint.Pullback(x, bars[0], 1),
            Bind = members =>
            {
                var pullback = members.Vjp<Func<double[], double[], double, double>>(nameof(Rosenbrock.Value));
                return bars => pullback(x, bars[0], 1);
            },
            AdjointLengths = [n],
        };
    }

    private static Row LennardJonesRow(int atoms)
    {
        var side = (int)Math.Ceiling(Math.Cbrt(atoms));
        var noise = Uniform(3 * atoms, -0.1, 0.1, 2);
        double[] x = [.. Enumerable.Range(0, atoms).SelectMany(i => new[] { i % side * 1.2, i / side % side * 1.2, i / side / side * 1.2 }).Zip(noise, (a, b) => a + b)];
        return new Row($"Lennard-Jones N={atoms}")
        {
            Methods = [(LennardJones.Energy, "")],
            Primal = () => LennardJones.Energy(x),
            Hand = bars => LennardJonesAdjoint.Pullback(x, bars[0], 1),
            Bind = members =>
            {
                var pullback = members.Vjp<Func<double[], double[], double, double>>(nameof(LennardJones.Energy));
                return bars => pullback(x, bars[0], 1);
            },
            AdjointLengths = [3 * atoms],
        };
    }

    private static Row LotkaVolterraRow(int steps)
    {
        var adjoint = new LotkaVolterraAdjoint(steps);
        return new Row($"RK4 Lotka-Volterra {steps} steps")
        {
            Methods = [(LotkaVolterra.Final, "")],
            Primal = () => LotkaVolterra.Final(1.1, 0.4, 0.1, 0.4, steps),
            Hand = bars => adjoint.Pullback(1.1, ref bars[0][0], 0.4, ref bars[0][1], 0.1, ref bars[0][2], 0.4, ref bars[0][3], steps, 1),
            Bind = members =>
            {
                var pullback = members.Vjp<FourRates>(nameof(LotkaVolterra.Final));
                return bars => pullback(1.1, ref bars[0][0], 0.4, ref bars[0][1], 0.1, ref bars[0][2], 0.4, ref bars[0][3], steps, 1);
            },
            AdjointLengths = [4],
        };
    }

    private static Row OrbitRow(int steps)
    {
        double[] start = [1, 0, 0, 1.1];
        var adjoint = new OrbitAdjoint(steps);
        return new Row($"RK4 orbit {steps} steps")
        {
            Methods = [(Orbit.Miss, "")],
            Primal = () => Orbit.Miss(start, steps),
            Hand = bars => adjoint.Pullback(start, bars[0], steps, 1),
            Bind = members =>
            {
                var pullback = members.Vjp<Func<double[], double[], int, double, double>>(nameof(Orbit.Miss));
                return bars => pullback(start, bars[0], steps, 1);
            },
            AdjointLengths = [4],
        };
    }

    private static Row PerceptronRow(int width, int hidden, int classes, int batch)
    {
        var size = (hidden * (width + 1)) + (classes * (hidden + 1));
        var weights = Uniform(size, -0.1, 0.1, 3);
        var inputs = Uniform(batch * width, -1, 1, 4);
        int[] labels = [.. Enumerable.Range(0, batch).Select(i => i * 7 % classes)];
        var adjoint = new PerceptronAdjoint(hidden, classes);
        return new Row($"MLP {width}-{hidden}-{classes} batch {batch}")
        {
            Methods = [(Perceptron.Loss, "weights")],
            Primal = () => Perceptron.Loss(weights, inputs, labels, width, hidden, classes),
            Hand = bars => adjoint.Pullback(weights, bars[0], inputs, labels, width, 1),
            Bind = members =>
            {
                var pullback = members.Vjp<Func<double[], double[], double[], int[], int, int, int, double, double>>(nameof(Perceptron.Loss));
                return bars => pullback(weights, bars[0], inputs, labels, width, hidden, classes, 1);
            },
            AdjointLengths = [size],
        };
    }

    private static Row IteratedSineRow(int steps) => new($"x = 2 sin x, {steps} times")
    {
        Methods = [(IteratedSine.Value, "")],
        Primal = () => IteratedSine.Value(0.7, steps),
        Hand = bars => IteratedSineAdjoint.Pullback(0.7, ref bars[0][0], steps, 1),
        Bind = members =>
        {
            var pullback = members.Vjp<OneNumber>(nameof(IteratedSine.Value));
            return bars => pullback(0.7, ref bars[0][0], steps, 1);
        },
        AdjointLengths = [1],
    };

    private static Row BlackScholesRow(int options)
    {
        var spot = Uniform(options, 80, 120, 5);
        var strike = Uniform(options, 80, 120, 6);
        var rate = Uniform(options, 0.01, 0.05, 7);
        var volatility = Uniform(options, 0.1, 0.4, 8);
        var expiry = Uniform(options, 0.2, 2, 9);
        return new Row($"Black-Scholes x {options}")
        {
            Methods = [(BlackScholes.Total, "")],
            Primal = () => BlackScholes.Total(spot, strike, rate, volatility, expiry),
            Hand = b => BlackScholesAdjoint.Pullback(spot, b[0], strike, b[1], rate, b[2], volatility, b[3], expiry, b[4], 1),
            Bind = members =>
            {
                var pullback = members.Vjp<Func<double[], double[], double[], double[], double[], double[], double[], double[], double[], double[], double, double>>(nameof(BlackScholes.Total));
                return b => pullback(spot, b[0], strike, b[1], rate, b[2], volatility, b[3], expiry, b[4], 1);
            },
            AdjointLengths = [options, options, options, options, options],
        };
    }

    private static Row MatrixVectorRow(int n)
    {
        var a = Uniform(n * n, -1, 1, 10);
        var x = Uniform(n, -1, 1, 11);
        return new Row($"matrix times vector {n}")
        {
            Methods = [(MatrixVector.HalfSquare, "")],
            Primal = () => MatrixVector.HalfSquare(a, x),
            Hand = bars => MatrixVectorAdjoint.Pullback(a, bars[0], x, bars[1], 1),
            Bind = members =>
            {
                var pullback = members.Vjp<Func<double[], double[], double[], double[], double, double>>(nameof(MatrixVector.HalfSquare));
                return bars => pullback(a, bars[0], x, bars[1], 1);
            },
            AdjointLengths = [n * n, n],
        };
    }

    private static Row HeatRow(int n, int steps)
    {
        var field = Uniform(n * n, 0, 1, 12);
        var adjoint = new HeatAdjoint(n, steps);
        return new Row($"heat {n}x{n}x{steps}")
        {
            Methods = [(Heat.Energy, "")],
            Primal = () => Heat.Energy(field, 0.2, n, steps),
            Hand = bars => adjoint.Pullback(field, bars[0], 0.2, ref bars[1][0], 1),
            Bind = members =>
            {
                var pullback = members.Vjp<OneField>(nameof(Heat.Energy));
                return bars => pullback(field, bars[0], 0.2, ref bars[1][0], n, steps, 1);
            },
            AdjointLengths = [n * n, 1],
        };
    }

    private static Row BrusselatorRow(int n, int steps)
    {
        var u = Uniform(n * n, 0.5, 1.5, 13);
        var v = Uniform(n * n, 2, 4, 14);
        var adjoint = new BrusselatorAdjoint(n, steps);
        return new Row($"Brusselator {n}x{n}x{steps}")
        {
            Methods = [(Brusselator.Energy, "")],
            Primal = () => Brusselator.Energy(u, v, 2, n, steps),
            Hand = bars => adjoint.Pullback(u, bars[0], v, bars[1], 2, ref bars[2][0], 1),
            Bind = members =>
            {
                var pullback = members.Vjp<TwoFields>(nameof(Brusselator.Energy));
                return bars => pullback(u, bars[0], v, bars[1], 2, ref bars[2][0], n, steps, 1);
            },
            AdjointLengths = [n * n, n * n, 1],
        };
    }
}
