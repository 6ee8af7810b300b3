namespace ILDiff.Tests.Golden;

using System.Collections.Concurrent;
using System.Reflection;
using System.Runtime.CompilerServices;
using ILDiff.Tests.Support;
using NUnit.Framework;

/// <summary>A method of the problems' assembly with its derivatives with respect to named parameters.</summary>
internal sealed class Problem
{
    private static readonly ConcurrentDictionary<(MethodInfo, string), Lazy<Problem>> Built = [];

    private readonly MethodInfo primal;
    private readonly DifferentiatedAssembly assembly;

    private Problem(MethodInfo primal, string withRespectTo)
    {
        this.primal = primal;
        var options = new DiffOptions { WithRespectTo = withRespectTo.Split(',', StringSplitOptions.RemoveEmptyEntries) };
        assembly = new DifferentiatedAssembly(primal.DeclaringType!.Assembly.Location, [primal], options);
    }

    /// <summary>The problem of a method; made once.</summary>
    /// <param name="method">The method, as a delegate of the original.</param>
    /// <param name="withRespectTo">Comma-separated parameters; empty means all.</param>
    public static Problem Of(Delegate method, string withRespectTo = "") =>
        Built.GetOrAdd((method.Method, withRespectTo), k => new Lazy<Problem>(() => new Problem(k.Item1, k.Item2))).Value;

    /// <summary>The value and the gradients, in order.</summary>
    public (double Value, double[][] Gradients) Gradient(params object?[] arguments)
    {
        var tuple = (ITuple)Call("Gradient", arguments)!;
        return ((double)tuple[0]!, [.. Enumerable.Range(1, tuple.Length - 1).Select(i => tuple[i] is double d ? [d] : (double[])tuple[i]!)]);
    }

    /// <summary>Calls the pushforward with its own arguments.</summary>
    public object? Jvp(params object?[] arguments) => Call("Jvp", arguments);

    /// <summary>Calls the pullback with its own arguments; those by reference come back in the array.</summary>
    public object? Vjp(params object?[] arguments) => Call("Vjp", arguments);

    private object? Call(string member, object?[] arguments)
    {
        Assert.That(assembly.Failure(primal), Is.Empty);
        var method = assembly.Member(primal, member);
        Assert.That(method, Is.Not.Null, $"{primal.Name}{member} was not generated");
        return method!.Invoke(null, BindingFlags.DoNotWrapExceptions, null, arguments, null);
    }
}
