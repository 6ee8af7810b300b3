namespace ILDiff.Tests.Samples;

using NUnit.Framework;
using global::ILDiff.Samples.Flow;

/// <summary>Handlers of protected regions run once and as in the primal, also where an exception passes through.</summary>
internal sealed class SampleRegionTests
{
    private static readonly double[] Five = [0.7, 1.1, 1.3, 0.9, 1.2];

    [Test]
    public void Handlers_run_once_and_locks_are_released()
    {
        ForEachCall(nameof(Finally.Stops), [Five, 2], (state, call) =>
        {
            var before = state.Runs;
            call();
            Assert.That(state.Runs - before, Is.EqualTo(5));
            Assert.That(state.IsGateFree);
        });
    }

    [Test]
    public void Handlers_run_on_an_exception_which_is_the_primals()
    {
        ForEachCall(nameof(Finally.Stops), [Five, 7], (state, call) =>
        {
            var before = state.Runs;
            var thrown = Assert.Catch(() => call())!;
            Assert.That(thrown, Is.TypeOf<InvalidOperationException>().With.Message.EqualTo("stopped at 2"));
            Assert.That(state.Runs - before, Is.EqualTo(3));
            Assert.That(state.IsGateFree);
        });
    }

    [Test]
    public void A_rethrown_exception_is_the_same()
    {
        ForEachCall(nameof(Finally.ThrowsOn), [1.5, 5], (_, call) =>
            Assert.That(Assert.Catch(() => call()), Is.TypeOf<InvalidOperationException>().With.Message.EqualTo("too many")));
    }

    [Test]
    public void A_derivative_is_the_same_after_an_exception_in_a_region()
    {
        var sample = Sample.All[$"{nameof(Finally)}.{nameof(Finally.Stops)}"];
        foreach (var build in Builds)
        {
            var derivative = build.Of(sample).Derivative!;
            var at = new CallState(derivative.Primal, [Five, 2]);
            var before = derivative.ValueAndGradient(at);
            Assert.Catch(() => derivative.ValueAndGradient(new CallState(derivative.Primal, [Five, 8])));
            Assert.That(Leaves.Bits(derivative.ValueAndGradient(at).Derivative), Is.EqualTo(Leaves.Bits(before.Derivative)), build.ToString());
        }
    }

    private static IEnumerable<SampleBuild> Builds => SampleBuild.All.Where(b => !b.Variant.IsSingle);

    private static void ForEachCall(string method, object?[] arguments, Action<State, Action> check)
    {
        var sample = Sample.All[$"{nameof(Finally)}.{method}"];
        foreach (var build in Builds)
        {
            var derivative = build.Of(sample).Derivative!;
            var at = new CallState(derivative.Primal, arguments);
            var state = new State(derivative.Primal.DeclaringType!);
            check(state, () => derivative.Pushforward(at, new double[at.Inputs.Length]));
            check(state, () => Oracle.Invoke(derivative.Vjp, derivative.PullbackArguments(at.Copy(), at.Copy(), 1.0)));
            check(state, () => derivative.ValueAndGradient(at));
        }
    }

    /// <summary>What the handlers of the samples leave behind, in the assembly with the derivatives.</summary>
    private sealed class State(Type samples)
    {
        public int Runs => (int)samples.GetProperty(nameof(Finally.Runs))!.GetValue(null)!;

        public bool IsGateFree => (bool)samples.GetProperty(nameof(Finally.IsGateFree))!.GetValue(null)!;
    }
}
