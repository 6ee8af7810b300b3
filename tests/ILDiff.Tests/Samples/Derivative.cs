namespace ILDiff.Tests.Samples;

using System.Reflection;
using System.Runtime.CompilerServices;

/// <summary>What a derivative call gave: the primal's result, the arguments as left, and the derivative.</summary>
/// <param name="Result">The primal's result.</param>
/// <param name="State">The primal's arguments after the call.</param>
/// <param name="Derivative">Tangents of the outputs, or adjoints of the inputs.</param>
internal sealed record DerivativeOutcome(object? Result, CallState State, double[] Derivative);

/// <summary>Calls generated members by the convention of their signatures.</summary>
/// <param name="Primal">The method that was differentiated, in the rewritten assembly.</param>
/// <param name="Jvp">Its pushforward.</param>
/// <param name="Vjp">Its pullback.</param>
/// <param name="Gradient">Its gradient, where the result is a number.</param>
internal sealed record Derivative(MethodInfo Primal, MethodInfo Jvp, MethodInfo Vjp, MethodInfo? Gradient)
{
    private readonly ParameterInfo[] parameters = Primal.GetParameters();

    /// <summary>Whether the result carries numbers.</summary>
    public bool ResultCarries { get; } = Leaves.Carries(Primal.ReturnType);

    /// <summary>Tangents of the outputs along a direction of the inputs.</summary>
    public DerivativeOutcome Pushforward(CallState at, double[] direction)
    {
        var (state, tangents) = (at.Copy(), at.With(direction));
        var actual = Interleaved(state, tangents);
        var result = Oracle.Invoke(Jvp, actual);
        Separate(actual, state, tangents);
        object? tangent = null;
        if (result is ITuple pair && ResultCarries) (result, tangent) = (pair[0], pair[1]);
        return new DerivativeOutcome(result, state, tangents.Outputs(tangent));
    }

    /// <summary>Adjoints of the inputs for seeds of the outputs.</summary>
    /// <param name="at">The arguments.</param>
    /// <param name="primalResult">What the primal returns there, for its shape.</param>
    /// <param name="seeds">The seeds.</param>
    /// <param name="byValue">What the adjoints of numbers and structs passed by value hold before the call.</param>
    public DerivativeOutcome Pullback(CallState at, object? primalResult, double[] seeds, double byValue = 0)
    {
        var (state, adjoints) = (at.Copy(), at.Seeded(primalResult, seeds, byValue, out var resultSeed));
        var actual = PullbackArguments(state, adjoints, resultSeed);
        var result = Oracle.Invoke(Vjp, actual);
        Separate(actual, state, adjoints);
        return new DerivativeOutcome(result, state, adjoints.Inputs);
    }

    /// <summary>The gradient of a number.</summary>
    public DerivativeOutcome ValueAndGradient(CallState at)
    {
        var state = at.Copy();
        var tuple = (ITuple)Oracle.Invoke(Gradient!, state.Arguments)!;
        return new DerivativeOutcome(tuple[0], state, state.Gathered([.. Enumerable.Range(1, tuple.Length - 1).Select(i => tuple[i])]));
    }

    /// <summary>The arguments of the pushforward.</summary>
    public object?[] Interleaved(CallState state, CallState shadows) =>
        [.. parameters.SelectMany((p, i) => Leaves.Carries(p.ParameterType) ? new[] { state.Arguments[i], shadows.Arguments[i] } : [state.Arguments[i]])];

    /// <summary>The arguments of the pullback.</summary>
    public object?[] PullbackArguments(CallState state, CallState adjoints, object? resultSeed) =>
        ResultCarries ? [.. Interleaved(state, adjoints), resultSeed] : Interleaved(state, adjoints);

    /// <summary>Takes arguments passed by reference out again.</summary>
    private void Separate(object?[] actual, CallState state, CallState shadows)
    {
        for (int i = 0, k = 0; i < parameters.Length; i++)
        {
            state.Arguments[i] = actual[k++];
            if (Leaves.Carries(parameters[i].ParameterType)) shadows.Arguments[i] = actual[k++];
        }
    }
}
