namespace ILDiff.Tests.Weaving;

/// <summary>Calls of <c>Diff</c> as people write them, each with what it gives.</summary>
internal static class CallSamples
{
    /// <summary>The values that the method returns, and how many of its calls of <c>Diff</c> are bound at build time.</summary>
    [AttributeUsage(AttributeTargets.Method)]
    public sealed class GivesAttribute(params double[] values) : Attribute
    {
        public double[] Values { get; } = values;

        /// <summary>Calls left to the run time.</summary>
        public int Left { get; init; }
    }

    private static readonly Func<double, double> Kept = x => x * x * x;

    private static double Square(double x) => x * x;

    private static double Norm(double[] x) => (x[0] * x[0]) + (3 * x[1]);

    private static double Product(double a, int n, double[] b) => a * n * b[0];

    private static float Single(float x) => x * x;

    private static double[] Swap(double[] x) => [x[1] * x[1], x[0], x[0] * x[1]];

    private static (double, double) Pair((double A, double B) p) => (p.A * p.B, p.B);

    [Differentiable(WithRespectTo = "a")]
    private static double Partial(double a, double b) => a * b;

    [Gives(6)]
    public static double[] Method_group() => [Diff.Gradient(Square, 3.0)];

    [Gives(4, 3)]
    public static double[] Array() => Diff.Gradient<double[]>(Norm, [2, 5]);

    [Gives(19, 4, 3)]
    public static double[] Value_and_gradient()
    {
        var (value, gradient) = Diff.ValueAndGradient<double[]>(Norm, [2, 5]);
        return [value, .. gradient];
    }

    [Gives(10, 0, 14)]
    public static double[] Several_arguments()
    {
        var (a, n, b) = Diff.Gradient<double, int, double[]>(Product, 7, 2, [5]);
        return [a, n, b[0]];
    }

    [Gives(70, 10, 0, 14)]
    public static double[] Several_arguments_with_the_value()
    {
        var (value, (a, n, b)) = Diff.ValueAndGradient<double, int, double[]>(Product, 7, 2, [5]);
        return [value, a, n, b[0]];
    }

    [Gives(3)]
    public static double[] Floats() => [Diff.Gradient(Single, 1.5f)];

    [Gives(12)]
    public static double[] Lambda() => [Diff.Gradient(x => x * x * x, 2.0)];

    [Gives(5, 40)]
    public static double[] Closure_over_constants()
    {
        var scale = 2.5;
        double[] table = [10, 20];
        var first = Diff.Gradient(x => scale * x * x, 1.0);
        return [first, Diff.Gradient(x => table[1] * x * x, 1.0)];
    }

    [Gives(2, 4, 6)]
    public static double[] Closure_in_a_loop()
    {
        var result = new double[3];
        for (var i = 0; i < 3; i++)
        {
            var factor = i + 1;
            result[i] = Diff.Gradient(x => factor * x * x, 1.0);
        }

        return result;
    }

    [Gives(8)]
    public static double[] Variable()
    {
        Func<double, double> f = Square;
        return [Diff.Gradient(f, 4.0)];
    }

    [Gives(27)]
    public static double[] Field_that_is_written_once() => [Diff.Gradient(Kept, 3.0)];

    [Gives(30)]
    public static double[] Method_of_an_object() => [Diff.Gradient(new Model(5).Cost, 3.0)];

    [Gives(2)]
    public static double[] Extension_of_an_object() => [Diff.Gradient(new double[] { 2 }.Weighted, 3.0)];

    [Gives(9, 3)]
    public static double[] Forward()
    {
        var (value, tangent) = Diff.Jvp(Square, 3.0, 0.5);
        return [value, tangent];
    }

    [Gives(10, 28)]
    public static double[] Forward_of_two()
    {
        var (value, tangent) = Diff.Jvp((double a, double[] b) => a * b[0], 2.0, 3.0, [5.0], [6.5]);
        return [value, tangent];
    }

    [Gives(9, 12)]
    public static double[] Reverse_of_a_number()
    {
        var result = Diff.Vjp(Square, 3.0);
        return [result.Value, result.Pullback(2)];
    }

    [Gives(25, 2, 10, 7, 14)]
    public static double[] Reverse_of_an_array()
    {
        double[] x = [2, 5];
        var result = Diff.Vjp<double[], double[]>(Swap, x);
        var (first, last) = (result.Pullback([1, 2, 0]), result.Pullback([0, 2, 1]));
        return [result.Value[0], first[0], first[1], last[0], 2 * (last[1] + 5)];
    }

    [Gives(5, 6)]
    public static double[] Reverse_of_a_struct()
    {
        var result = Diff.Vjp<(double A, double B), (double, double)>(Pair, (2, 5));
        var adjoint = result.Pullback((1, 4));
        return [adjoint.A, adjoint.B];
    }

    [Gives(0, 10, 1, 0, 5, 2)]
    public static double[] Jacobian() => [.. Diff.Jacobian(Swap, [2, 5]).Cast<double>()];

    [Gives(3, 6, 9)]
    public static double[] Closure_that_is_made_once()
    {
        var factor = 1.5;
        var result = new double[3];
        for (var i = 0; i < 3; i++) result[i] = Diff.Gradient(x => factor * x * x, 1.0 + i);
        return result;
    }

    [Gives(2, 4, 6)]
    public static double[] Iterator() => [.. Slopes(1)];

    [Gives(8, 2)]
    public static double[] Asynchronous() => SlopesLater(2).GetAwaiter().GetResult();

    [Gives(10, 4)]
    public static double[] Hessian_times_a_direction() => Diff.Hvp<double[]>(x => x[0] * x[0] * x[1], [2, 5], [1, 0]);

    [Gives(10, 4, 4, 0)]
    public static double[] Hessian() => [.. Diff.Hessian(x => x[0] * x[0] * x[1], [2, 5]).Cast<double>()];

    [Gives(12)]
    public static double[] Second_derivative() => [Diff.Hessian(Kept, 2.0)];

    [Gives(6, 6, 4)]
    public static double[] Pullback_to_two_floats()
    {
        var result = Diff.Vjp((double x, double y) => x * y, 2.0, 3.0);
        var (x, y) = result.Pullback(2.0);
        return [result.Value, x, y];
    }

    [Gives(3, 0, 1)]
    public static double[] Pullback_to_array_and_float()
    {
        var (x, y) = Diff.Vjp((double[] x, double y) => x[0] * y, new[] { 1.0, 2 }, 3.0).Pullback(1.0);
        return [.. x, y];
    }

    [Gives(2, 3, 6)]
    public static double[] Pullback_to_float_and_array()
    {
        var (x, y) = Diff.Vjp((double x, double[] y) => x * y[0] * y[1], 3.0, new[] { 2.0, 1 }).Pullback(1.0);
        return [x, .. y];
    }

    [Gives(5, 7, 1, 2)]
    public static double[] Pullback_to_two_arrays()
    {
        var factor = 1.0;
        var (x, y) = Diff.Vjp((double[] x, double[] y) => factor * ((x[0] * y[0]) + (x[1] * y[1])), new[] { 1.0, 2 }, new[] { 5.0, 7 }).Pullback(1.0);
        return [.. x, .. y];
    }

    [Gives(12, 4, 13)]
    public static double[] Member_as_delegate()
    {
        var factor = 3.0;
        var pullback = Diff.Derivative<Pullback>((double x) => factor * x * x, DerivativeKind.Vjp);
        var adjoint = 0.0;
        pullback(2, ref adjoint, 1);
        var gradient = Diff.Derivative<Func<double, (double, double)>>(Kept, DerivativeKind.Gradient);
        return [adjoint, 4, gradient(2.0).Item2 + 1];
    }

    private delegate double Pullback(double x, ref double xAdjoint, double resultAdjoint);

    [Gives(46, 4)]
    public static double[] Second_order_of_two()
    {
        var (x, y) = Diff.Hvp((x, y) => x * x * y, 2.0, 1.0, 3.0, 10.0);
        return [x, y];
    }

    [Gives(1, 0, 0, 2)]
    public static double[] Jacobian_of_results_written() => [.. Diff.Jacobian((x, y) =>
    {
        y[0] = x[0] * Math.Cos(x[1]);
        y[1] = x[0] * Math.Sin(x[1]);
    }, [2.0, 0], 2).Cast<double>()];

    [Gives(4, 1, Left = 1)]
    public static double[] Parameter() => [.. Through(Norm)];

    [Gives(2, Left = 1)]
    public static double[] Choice() => [Either(true)];

    [Gives(5, 3)]
    public static double[] Marked_with_fewer_parameters()
    {
        var (a, b) = Diff.Gradient(Partial, 3.0, 5.0);
        return [a, b];
    }

    private static IEnumerable<double> Slopes(double factor)
    {
        for (var i = 0; i < 3; i++) yield return Diff.Gradient(x => factor * x * x, 1.0 + i);
    }

    private static async Task<double[]> SlopesLater(double factor)
    {
        await Task.Yield();
        Func<double, double> f = x => factor * x * x;
        await Task.Yield();
        try
        {
            return [Diff.Gradient(f, 2.0), Diff.Gradient(Square, 1.0)];
        }
        finally
        {
            await Task.Yield();
        }
    }

    private static double Either(bool first) => Diff.Gradient(first ? Square : Kept, 1.0);

    private static double[] Through(Func<double[], double> f)
    {
        var gradient = Diff.Gradient(f, [2, 5]);
        return [gradient[0], gradient[1] / 3];
    }

    private sealed class Model(double scale)
    {
        public double Cost(double x) => scale * x * x;
    }
}

/// <summary>A method that a delegate may hold the first argument of.</summary>
internal static class CallSampleExtensions
{
    public static double Weighted(this double[] weights, double x) => weights[0] * x;
}
