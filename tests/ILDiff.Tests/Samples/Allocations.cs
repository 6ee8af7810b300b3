namespace ILDiff.Tests.Samples;

using System.Linq.Expressions;
using System.Reflection;
using System.Runtime.CompilerServices;

/// <summary>What generated members allocate once warm: the primal's own objects, their shadows, and a gradient's results.</summary>
internal static class Allocations
{
    /// <summary>
    /// Members that allocate more than they may. What the primal allocates is measured in its Debug compilation: in the
    /// other the JIT may put short-lived objects on the stack, as it pleases.
    /// </summary>
    public static IEnumerable<string> Findings(
        Derivative derivative, CallState at, CallState debug, object? result, double[] direction, double[] seeds)
    {
        var primal = Measure(debug.Method, () => debug.Copy().Arguments);
        var forward = Measure(derivative.Jvp, () => derivative.Interleaved(at.Copy(), at.With(direction)));
        if (forward > 2 * primal) yield return $"the pushforward allocates {forward} bytes, the primal {primal}";
        var reverse = Measure(derivative.Vjp, () =>
            derivative.PullbackArguments(at.Copy(), at.Seeded(result, seeds, 0, out var resultSeed), resultSeed));
        if (reverse > 2 * primal) yield return $"the pullback allocates {reverse} bytes, the primal {primal}";
        if (derivative.Gradient is null) yield break;
        var shadows = at.Arguments.Where(a => a is Array && Leaves.Carries(a.GetType())).Sum(a => CopySize(a!));
        var gradient = Measure(derivative.Gradient, () => at.Copy().Arguments);
        if (gradient > (2 * primal) + shadows) yield return $"the gradient allocates {gradient} bytes, the primal {primal}, its results {shadows}";
    }

    /// <summary>Bytes that a warm call allocates. Arguments are fresh for each call, since it may change them.</summary>
    private static long Measure(MethodInfo method, Func<object?[]> arguments)
    {
        var parameters = method.GetParameters();
        var boxes = parameters.Select(p => (IStrongBox)Activator.CreateInstance(
            typeof(StrongBox<>).MakeGenericType(p.ParameterType.IsByRef ? p.ParameterType.GetElementType()! : p.ParameterType))!).ToArray();
        var call = Expression.Lambda<Action>(Expression.Block(typeof(void), Expression.Call(method,
            boxes.Select(b => Expression.Field(Expression.Constant(b), "Value"))))).Compile();
        var least = long.MaxValue;
        for (var i = 0; i < 3; i++)
        {
            var actual = arguments();
            for (var k = 0; k < boxes.Length; k++) boxes[k].Value = actual[k];
            var before = GC.GetAllocatedBytesForCurrentThread();
            call();
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }
        return least;
    }

    private static long CopySize(object array)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        var copy = ((Array)array).Clone();
        var size = GC.GetAllocatedBytesForCurrentThread() - before;
        GC.KeepAlive(copy);
        return copy is Array rows && array.GetType().GetElementType()!.IsArray ? size + rows.Cast<object>().Sum(CopySize) : size;
    }
}
