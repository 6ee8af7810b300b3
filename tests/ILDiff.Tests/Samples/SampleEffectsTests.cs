namespace ILDiff.Tests.Samples;

using NUnit.Framework;
using global::ILDiff.Samples.Arrays;
using global::ILDiff.Samples.Flow;
using global::ILDiff.Samples.Memory;
using global::ILDiff.Samples.Passing;

/// <summary>What derivatives do besides computing: side effects once, exceptions as the primal's, no trace of either.</summary>
internal sealed class SampleEffectsTests
{
    private static IEnumerable<TestCaseData> Tripped =>
    [
        Case(nameof(Throwing.ArgumentGuard), -6.0),
        Case(nameof(Throwing.NullGuard), new object?[] { null }),
        Case(nameof(Throwing.NullGuard), new object?[] { Array.Empty<double>() }),
        Case(nameof(Throwing.GuardInLoop), new object?[] { new[] { 1, 2, double.NaN, 4 } }),
        Case(nameof(Throwing.ThrowExpression), 1.5, null),
        Case(nameof(Throwing.ThrowHelper), 1.5, -3),
        Case(nameof(Throwing.NotConverged), double.NaN),
        Case(nameof(Throwing.CheckedOverflow), 1.5, int.MaxValue),
        Case(nameof(Throwing.IndexOutOfRange), new[] { 1.0, 2, 3 }, 3),
        Case(nameof(Throwing.IndexOutOfRange), new[] { 1.0, 2, 3 }, -1),
        Case(nameof(Throwing.IndexOutOfRange), null, 1),
        Case(nameof(Throwing.DivideByZero), 1.5, 0),
        Case(nameof(Throwing.SwitchThrows), 1.5, 7),
    ];

    [TestCaseSource(nameof(Tripped))]
    public void Exceptions_are_the_primals(string method, object?[] arguments)
    {
        var sample = Sample.All[$"{nameof(Throwing)}.{method}"];
        var expected = Assert.Catch(() => Oracle.Invoke(sample.Method, [.. arguments]))!;
        foreach (var build in SampleBuild.All.Where(b => !b.Variant.IsSingle))
        {
            var derivative = Of(sample, build);
            var at = new CallState(derivative.Primal, arguments);
            Action[] calls =
            [
                () => derivative.Pushforward(at, new double[at.Inputs.Length]),
                () => Oracle.Invoke(derivative.Vjp, derivative.PullbackArguments(at.Copy(), at.Copy(), 1.0)),
                () => derivative.ValueAndGradient(at),
            ];
            foreach (var call in calls)
            {
                var actual = Assert.Catch(() => call())!;
                Assert.That(actual.GetType(), Is.EqualTo(expected.GetType()), build.ToString());
                Assert.That(actual.Message, Is.EqualTo(expected.Message), build.ToString());
            }
        }
    }

    [TestCase($"{nameof(Tables)}.{nameof(Tables.CountsCalls)}", $"{nameof(Tables)}.{nameof(Tables.Calls)}", 1)]
    [TestCase($"{nameof(Inactive)}.{nameof(Inactive.Logging)}", $"{nameof(Inactive)}.{nameof(Inactive.MessageCount)}", 3)]
    public void Side_effects_happen_once(string name, string counter, int expected)
    {
        var sample = Sample.All[name];
        foreach (var build in SampleBuild.All.Where(b => !b.Variant.IsSingle))
        {
            var derivative = Of(sample, build);
            var count = derivative.Primal.DeclaringType!.GetProperty(counter.Split('.')[1])!;
            var at = new CallState(derivative.Primal, derivative.Primal.GetParameters().Length == 1 ? [1.5] : [1.5, 3]);
            Action[] calls =
            [
                () => derivative.Pushforward(at, [1]),
                () => derivative.Pullback(at, 1.0, [1]),
                () => derivative.ValueAndGradient(at),
            ];
            foreach (var call in calls)
            {
                var before = (int)count.GetValue(null)!;
                call();
                Assert.That((int)count.GetValue(null)! - before, Is.EqualTo(expected), build.ToString());
            }
        }
    }

    [TestCase(nameof(CountedLoops), nameof(CountedLoops.ThousandSteps))]
    [TestCase(nameof(Allocation), nameof(Allocation.BufferPerIteration))]
    public void The_tape_is_clean_after_an_exception(string type, string method)
    {
        var thrower = Sample.All[$"{nameof(Throwing)}.{nameof(Throwing.GuardInLoop)}"];
        var sample = Sample.All[$"{type}.{method}"];
        foreach (var build in SampleBuild.All.Where(b => !b.Variant.IsSingle))
        {
            var derivative = Of(sample, build);
            var failing = Of(thrower, build);
            var at = sample.At(derivative.Primal, 0);
            var before = derivative.ValueAndGradient(at);
            var bad = new CallState(failing.Primal, [new[] { 1, 2, 3, double.NaN }]);
            Assert.Catch(() => failing.ValueAndGradient(bad));
            var after = derivative.ValueAndGradient(at);
            Assert.That(Leaves.Bits(after.Derivative), Is.EqualTo(Leaves.Bits(before.Derivative)), build.ToString());
        }
    }

    private static Derivative Of(Sample sample, SampleBuild build)
    {
        var (derivative, failure) = build.Of(sample);
        return derivative ?? throw new AssertionException($"{build}: {failure}");
    }

    private static TestCaseData Case(string method, params object?[] arguments) =>
        new TestCaseData(method, arguments).SetArgDisplayNames(method, string.Join(",", arguments.Select(a => a is double[] d ? $"[{d.Length}]" : a ?? "null")));
}
