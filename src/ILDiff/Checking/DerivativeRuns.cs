namespace ILDiff.Checking;

using System.Runtime.CompilerServices;

/// <summary>
/// Calls the derivatives at a point and sees to what must hold of every call: the value and the state of the arguments are the
/// method's, nothing is thrown that the method does not throw, and the tape is left as it was.
/// </summary>
/// <param name="point">Where; the method has run.</param>
/// <param name="derivativeRuns">Told before each call of a derivative (true) and after it (false).</param>
internal sealed class DerivativeRuns(PointState point, Action<bool> derivativeRuns)
{
    private DerivativeMembers Members => point.Members;

    /// <summary>Checks that each derivative throws what the method throws.</summary>
    public void CheckThrowing(Exception expected)
    {
        var shadows = point.Shadows(out var copier);
        foreach (var (name, binding) in Bindings())
        {
            var x = ObjectCopier.Copy(point.Roots);
            var thrown = Call(name, binding, x, ObjectCopier.Copy(shadows), binding.HasSeed ? point.SeedFor(null, copier) : null).Error;
            if (thrown?.GetType() != expected.GetType())
                throw new MismatchException($"the method throws {expected.GetType().Name}, {name} {(thrown is null ? "does not" : $"throws {thrown.GetType().Name} ({thrown.Message})")}, at {point.Describe()}");
        }
    }

    /// <summary>The tangents of exit values and result, checked with a second call.</summary>
    public double[] CheckedPushforward(double[] direction)
    {
        var (x, tangents, result) = Push(point.Entry, direction);
        var (primal, tangent) = Split(result);
        CheckState("the pushforward", x, primal);
        var flat = FloatLeaves.Read([.. point.Differentiated(tangents), tangent]);
        if (flat.Length != point.Exit.Length) throw point.Wrong($"the pushforward gives {flat.Length} tangents for {point.Exit.Length} numbers");
        var (x2, tangents2, result2) = Push(point.Entry, direction);
        if (!DeepEquality.Same([result2, .. tangents2, .. x2], [result, .. tangents, .. x])) throw point.Wrong("a second call of the pushforward gives something else");
        return flat;
    }

    /// <summary>The tangents of exit values and result at other entry values.</summary>
    public double[] Pushforward(double[] at, double[] direction)
    {
        var (_, tangents, result) = Push(at, direction);
        return FloatLeaves.Read([.. point.Differentiated(tangents), Split(result).Tangent]);
    }

    /// <summary>The adjoints of the entry values, for weights on exit values and result, checked with a second call.</summary>
    public double[] CheckedPullback(double[] weights)
    {
        var (adjoints, flat) = Pull(point.Entry, weights, out var x, out var result);
        CheckState("the pullback", x, result);
        var (again, second) = Pull(point.Entry, weights, out _, out _);
        if (!DeepEquality.Same(again, adjoints)) throw point.Wrong("a second call of the pullback gives something else");
        if (flat.Length != point.Entry.Length || second.Length != point.Entry.Length) throw point.Wrong($"the pullback gives {flat.Length} adjoints for {point.Entry.Length} numbers");
        return flat;
    }

    /// <summary>The adjoints of other entry values.</summary>
    public double[] Pullback(double[] at, double[] weights) => Pull(at, weights, out _, out _).Flat;

    /// <summary>The shadows that the pullback leaves for a seed of 1 on the result.</summary>
    public object?[] PullbackOfOne()
    {
        var weights = new double[point.Exit.Length];
        weights[^1] = 1;
        return point.Differentiated(Pull(point.Entry, weights, out _, out _).Adjoints);
    }

    /// <summary>The gradient's tuple after its value, checked with a second call.</summary>
    public object?[] CheckedGradient()
    {
        var x = ObjectCopier.Copy(point.Roots);
        var first = GradientTuple(x);
        CheckState("the gradient", x, first[0]);
        var gradient = Elements(first);
        if (!DeepEquality.Same(Elements(GradientTuple(ObjectCopier.Copy(point.Roots))), gradient)) throw point.Wrong("a second call of the gradient gives something else");
        return gradient;
    }

    /// <summary>The gradient's tuple after its value, at other entry values.</summary>
    public object?[] Gradient(double[] at)
    {
        var x = ObjectCopier.Copy(point.Roots);
        point.Scatter(x, at);
        return Elements(GradientTuple(x));
    }

    private static object?[] Elements(ITuple tuple) => [.. Enumerable.Range(1, tuple.Length - 1).Select(i => tuple[i])];

    private ITuple GradientTuple(object?[] x)
    {
        var call = Guarded("the gradient", () => Members.Call(Members.Gradient!, x));
        if (call.Error is { } error) throw Thrown("the gradient", error);
        return call.Value is ITuple { Length: > 1 } tuple ? tuple : throw point.Wrong("the gradient does not give a tuple of value and gradient");
    }

    /// <summary>A derivative that says that it has none for the objects met is not wrong.</summary>
    private Exception Thrown(string what, Exception error) => error is NoDerivativeException ? new NoDerivativeHereException(error.Message)
        : point.Wrong($"{what} throws {error.GetType().Name} where the method does not: {error.Message}");

    private (object?[] X, object?[] Tangents, object? Result) Push(double[] at, double[] direction)
    {
        var (x, tangents) = (ObjectCopier.Copy(point.Roots), point.Shadows(out _));
        point.Scatter(x, at);
        point.Scatter(tangents, direction);
        var call = Call("the pushforward", Members.Jvp!, x, tangents, null);
        if (call.Error is { } error) throw Thrown("the pushforward", error);
        return (x, tangents, call.Value);
    }

    private (object?[] Adjoints, double[] Flat) Pull(double[] at, double[] weights, out object?[] x, out object? result)
    {
        x = ObjectCopier.Copy(point.Roots);
        point.Scatter(x, at);
        var adjoints = point.Shadows(out var copier);
        var seedValue = Members.Vjp!.HasSeed ? point.SeedFor(point.Value, copier) : null;
        object?[] seeded = [.. point.Differentiated(adjoints), seedValue];
        FloatLeaves.Write(seeded, Members.Vjp.HasSeed ? weights : weights[..(weights.Length - point.ResultLength)]);
        point.Put(adjoints, seeded);
        var call = Call("the pullback", Members.Vjp, x, adjoints, seeded[^1]);
        if (call.Error is { } error) throw Thrown("the pullback", error);
        result = call.Value;
        return (adjoints, FloatLeaves.Read(point.Differentiated(adjoints)));
    }

    private void CheckState(string name, object?[] x, object? primal)
    {
        if (!DeepEquality.Same(primal, point.Value)) throw point.Wrong($"{name} gives another value ({primal}) than the method ({point.Value})");
        if (!DeepEquality.Same(x, point.After)) throw point.Wrong($"{name} leaves the arguments otherwise than the method does");
    }

    private (object? Primal, object? Tangent) Split(object? returned)
    {
        if (Members.Primal.ReturnType == typeof(void) || returned?.GetType() == point.Value?.GetType()) return (returned, null);
        return returned is ITuple { Length: 2 } pair ? (pair[0], pair[1]) : throw point.Wrong("the pushforward does not give a pair of value and tangent");
    }

    private IEnumerable<(string Name, Binding Binding)> Bindings()
    {
        if (Members.Jvp is { } jvp) yield return ("the pushforward", jvp);
        if (Members.Vjp is { } vjp) yield return ("the pullback", vjp);
    }

    private CallResult Call(string name, Binding binding, object?[] x, object?[] derivatives, object? seed) =>
        Guarded(name, () => binding.Call(x, derivatives, seed));

    private CallResult Guarded(string name, Func<CallResult> call)
    {
        var tape = Tape.Current.UsedBytes;
        derivativeRuns(true);
        try
        {
            var result = call();
            var left = Tape.Current.UsedBytes - tape;
            return left == 0 ? result : throw point.Wrong($"{name} leaves {left} bytes on the tape");
        }
        finally
        {
            derivativeRuns(false);
        }
    }
}
