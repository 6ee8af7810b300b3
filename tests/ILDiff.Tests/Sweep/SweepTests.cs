namespace ILDiff.Tests.Sweep;

using ILDiff.Tests.Samples;
using ILDiff.Tests.Support;
using NUnit.Framework;

/// <summary>Compiled third-party methods against reference gradients, by both modes.</summary>
internal sealed class SweepTests
{
    private static readonly Lazy<DifferentiatedAssembly> MathNetNumerics = new(() => new DifferentiatedAssembly(
        typeof(MathNet.Numerics.SpecialFunctions).Assembly.Location, SweepEntry.All.Select(e => e.Method).Distinct(), new DiffOptions()));

    private static IEnumerable<TestCaseData> Cases => SweepEntry.All.Select(e => new TestCaseData(e).SetArgDisplayNames(e.Signature));

    [TestCaseSource(nameof(Cases))]
    public void The_reference_is_of_this_method(SweepEntry entry)
    {
        foreach (var point in entry.Points)
        {
            var outputs = Leaves.Read(Oracle.Invoke(entry.Method, entry.Arguments(point.Inputs)));
            var value = outputs.Zip(entry.Weights, (o, w) => o * w).Sum();
            Assert.That(value, Is.EqualTo(point.Value).Within(1e-12).Percent);
        }
    }

    [TestCaseSource(nameof(Cases))]
    public void Gradients_match(SweepEntry entry)
    {
        var failure = MathNetNumerics.Value.Failure(entry.Method);
        Assert.That(failure, Is.Empty);
        var derivative = new Derivative(
            MathNetNumerics.Value.Primal(entry.Method), MathNetNumerics.Value.Member(entry.Method, "Jvp")!,
            MathNetNumerics.Value.Member(entry.Method, "Vjp")!, MathNetNumerics.Value.Member(entry.Method, "Gradient"));
        foreach (var point in entry.Points)
        {
            var at = new CallState(derivative.Primal, entry.Arguments(point.Inputs));
            var result = Oracle.Invoke(entry.Method, entry.Arguments(point.Inputs));
            var forward = new double[at.Inputs.Length];
            for (var i = 0; i < forward.Length; i++)
            {
                var direction = new double[forward.Length];
                direction[i] = 1;
                forward[i] = derivative.Pushforward(at, direction).Derivative.Zip(entry.Weights, (t, w) => t * w).Sum();
            }
            double[] seeds = [.. entry.Weights, .. new double[at.Inputs.Length - at.ByValue.Count(v => v == 1)]];
            var reverse = derivative.Pullback(at, result, seeds);
            Assert.That(Leaves.Bits(reverse.Result), Is.EqualTo(Leaves.Bits(result)), "primal value");
            for (var i = 0; i < forward.Length; i++)
            {
                var allowed = Math.Max(1e-9 * Math.Abs(point.Gradient[i]), 10 * point.Errors[i]);
                Assert.That(forward[i], Is.EqualTo(point.Gradient[i]).Within(allowed), $"pushforward, input {i} of {string.Join(' ', point.Inputs)}");
                Assert.That(reverse.Derivative[i], Is.EqualTo(point.Gradient[i]).Within(allowed), $"pullback, input {i} of {string.Join(' ', point.Inputs)}");
            }
        }
    }
}
