namespace ILDiff.Tests.Samples;

using System.Reflection;
using System.Runtime.CompilerServices;
using ILDiff.Tests.Support;
using NUnit.Framework;

/// <summary>
/// Hessian-vector products of every scalar sample: symmetric to rounding, equal to differences of the gradient, and with the
/// primal's value. The second application of the engine meets the IL that the first one wrote.
/// </summary>
internal sealed class SecondOrderSampleTests
{
    /// <summary>Samples whose pushforwards keep references to variables in loops, which reverse mode refuses.</summary>
    private static readonly HashSet<string> Refused = ["FortranStyle.Driver"];

    private static readonly Lazy<DifferentiatedAssembly> Differentiated = new(() => new DifferentiatedAssembly(
        typeof(global::ILDiff.Samples.Support.SampleAttribute).Assembly.Location, Scalar.Select(s => s.Method),
        new DiffOptions { Modes = DerivativeModes.Gradient | DerivativeModes.Hvp }));

    private static IEnumerable<Sample> Scalar => Sample.All.Values.Where(s => s.Method.ReturnType == typeof(double));

    private static IEnumerable<TestCaseData> Cases => Scalar.Select(s => new TestCaseData(s).SetArgDisplayNames(s.Name));

    [TestCaseSource(nameof(Cases))]
    public void Product_is_right(Sample sample)
    {
        if (Differentiated.Value.Failure(sample.Method) is { Length: > 0 } failure)
        {
            Assert.That(sample.Attribute.MayBeRefused || Refused.Contains(sample.Name), failure);
            return;
        }

        var primal = Differentiated.Value.Primal(sample.Method);
        var product = Differentiated.Value.Member(sample.Method, "Hvp")!;
        var gradient = Differentiated.Value.Member(sample.Method, "Gradient")!;
        var isSingle = sample.Attribute.UsesSingle;
        for (var point = 0; point < Sample.Points; point++)
        {
            var at = sample.At(primal, point);
            var count = at.Inputs.Length;
            double[] u = Directions.Draw(count, point), v = Directions.Draw(count, point + 50);
            var (value, along) = Product(product, at, u);
            var (_, across) = Product(product, at, v);
            var state = at.Copy();
            Assert.That(BitConverter.DoubleToInt64Bits(value), Is.EqualTo(BitConverter.DoubleToInt64Bits((double)Oracle.Invoke(primal, state.Arguments)!)), "value");
            var scale = along.Zip(v, (a, b) => Math.Abs(a * b)).Sum() + across.Zip(u, (a, b) => Math.Abs(a * b)).Sum();
            Assert.That(along.Zip(v, (a, b) => a * b).Sum(), Is.EqualTo(across.Zip(u, (a, b) => a * b).Sum()).Within((isSingle ? 1e-5 : 1e-11) * scale), $"point {point}: symmetry");
            var (differences, errors) = Differences(gradient, at, u);
            if (errors.Max() > 1e-4 * (1 + differences.Max(Math.Abs))) continue;
            Assert.That(Compare.Worst(along, differences, isSingle ? sample.Attribute.SingleTolerance : 1e-6, errors), Is.Null, $"point {point}: against differences of the gradient");
        }
    }

    private static (double Value, double[] Product) Product(MethodInfo product, CallState at, double[] direction)
    {
        var (state, tangents) = (at.Copy(), at.With(direction));
        var arguments = product.GetParameters().Length == at.Arguments.Length ? state.Arguments : Interleaved(state, tangents);
        return Parts(Oracle.Invoke(product, arguments)!, state);
    }

    private static object?[] Interleaved(CallState state, CallState tangents) =>
        [.. state.Method.GetParameters().SelectMany((p, i) => Leaves.Carries(p.ParameterType) ? new[] { state.Arguments[i], tangents.Arguments[i] } : [state.Arguments[i]])];

    private static double[] Gradient(MethodInfo gradient, CallState at)
    {
        var state = at.Copy();
        return Parts(Oracle.Invoke(gradient, state.Arguments)!, state).Gradient;
    }

    private static (double Value, double[] Gradient) Parts(object result, CallState state)
    {
        var tuple = (ITuple)result;
        return ((double)tuple[0]!, state.Gathered([.. Enumerable.Range(1, tuple.Length - 1).Select(i => tuple[i])]));
    }

    /// <summary>Fourth-order differences at two steps; their difference is the error.</summary>
    private static (double[] Differences, double[] Errors) Differences(MethodInfo gradient, CallState at, double[] direction)
    {
        var coarse = Stencil(2e-3);
        var fine = Stencil(1e-3);
        return (fine, [.. fine.Zip(coarse, (f, c) => Math.Abs(f - c))]);

        double[] Stencil(double h)
        {
            var (one, minusOne, two, minusTwo) = (Moved(h), Moved(-h), Moved(2 * h), Moved(-2 * h));
            return [.. one.Select((_, i) => ((8 * (one[i] - minusOne[i])) - (two[i] - minusTwo[i])) / (12 * h))];
        }

        double[] Moved(double t) => Gradient(gradient, at.With([.. at.Inputs.Zip(direction, (x, d) => x + (t * d))]));
    }
}
