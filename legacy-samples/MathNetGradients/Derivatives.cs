namespace MathNetGradients;

using System.Reflection;
using System.Runtime.CompilerServices;

/// <summary>A method of the rewritten assembly and the three members that were generated for it.</summary>
internal sealed class Derivatives
{
    private readonly MethodInfo primal;
    private readonly MethodInfo jvp;
    private readonly MethodInfo vjp;
    private readonly MethodInfo gradient;

    private Derivatives(MethodInfo primal, MethodInfo jvp, MethodInfo vjp, MethodInfo gradient) =>
        (this.primal, this.jvp, this.vjp, this.gradient) = (primal, jvp, vjp, gradient);

    /// <summary>The members for a method whose parameters are those of the point; null where they were not generated.</summary>
    public static Derivatives? Find(Assembly library, string name, object[] point)
    {
        var dot = name.LastIndexOf('.');
        var type = library.GetType($"MathNet.Numerics.{name[..dot]}", throwOnError: true)!;
        var method = name[(dot + 1)..];
        Type[] own = [.. point.Select(p => p.GetType())];
        Type[] paired = [.. own.SelectMany(t => (Type[])[t, t])];
        Type[] accumulating = [.. own.SelectMany(t => (Type[])[t, t == typeof(double) ? t.MakeByRefType() : t]), typeof(double)];
        return type.GetMethod(method, own) is { } primal
            && type.GetMethod(method + "Jvp", paired) is { } jvp
            && type.GetMethod(method + "Vjp", accumulating) is { } vjp
            && type.GetMethod(method + "Gradient", own) is { } gradient
            ? new Derivatives(primal, jvp, vjp, gradient)
            : null;
    }

    public double Value(object[] point) => (double)primal.Invoke(null, Copy(point))!;

    /// <summary><c>MGradient</c>: the value and a gradient for each parameter.</summary>
    public (double Value, object[] Gradient) Gradient(object[] point)
    {
        var result = (ITuple)gradient.Invoke(null, Copy(point))!;
        return ((double)result[0]!, [.. Enumerable.Range(1, result.Length - 1).Select(i => result[i]!)]);
    }

    /// <summary><c>MJvp</c>: each parameter is followed by its tangent.</summary>
    public double Tangent(object[] point, object[] direction)
    {
        object[] arguments = [.. Copy(point).Zip(Copy(direction)).SelectMany(p => (object[])[p.First, p.Second])];
        return (double)((ITuple)jvp.Invoke(null, arguments)!)[1]!;
    }

    /// <summary><c>MVjp</c>: each parameter is followed by its adjoint, by reference or as an array; the seed stands last.</summary>
    public object[] Adjoints(object[] point, double seed)
    {
        var zero = point.Select(p => p is double[] array ? new double[array.Length] : (object)0.0);
        object[] arguments = [.. Copy(point).Zip(zero).SelectMany(p => (object[])[p.First, p.Second]), seed];
        vjp.Invoke(null, arguments);
        return [.. Enumerable.Range(0, point.Length).Select(i => arguments[(2 * i) + 1])];
    }

    private static object[] Copy(object[] values) => [.. values.Select(v => v is double[] array ? array.Clone() : v)];
}
