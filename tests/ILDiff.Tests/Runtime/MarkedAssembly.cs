namespace ILDiff.Tests.Runtime;

using System.Reflection;
using System.Runtime.Loader;
using ILDiff.Reading;
using ILDiff.Tests.Support;
using ILDiff.Writing;

/// <summary>
/// This test assembly with derivatives of some methods, as the build step leaves it, loaded from memory: the engine could not
/// read it, so that what is found was there before.
/// </summary>
internal sealed class MarkedAssembly
{
    private readonly Assembly loaded;

    public MarkedAssembly(bool mark, params DerivativeRequestOf[] requests)
    {
        using var assembly = AssemblyLoader.Load(TestInputs.Self, [Path.GetDirectoryName(typeof(object).Assembly.Location)!]);
        var options = new DiffOptions { Modes = DerivativeModes.All | DerivativeModes.Hvp };
        var differentiator = new AssemblyDifferentiator(assembly.Module, options);
        var outcomes = requests.Select(r => differentiator.Differentiate(
            new DerivativeRequest(ILDiff.JustInTime.MethodTokens.Find(r.Method, assembly)) { WithRespectTo = r.WithRespectTo, Modes = r.Modes })).ToList();
        if (mark) Provenance.Mark(assembly, options, outcomes);
        loaded = new AssemblyLoadContext("marked").LoadFromStream(new MemoryStream(AssemblyWriter.ToBytes(assembly).Image));
    }

    /// <summary>Some functions with all their derivatives.</summary>
    public static MarkedAssembly Samples { get; } = new(mark: true, [.. new[] { nameof(Functions.Rosenbrock), nameof(Functions.Circle), nameof(Functions.Product) }
        .Select(n => new DerivativeRequestOf(typeof(Functions).GetMethod(n)!)), new(typeof(MarkedModel).GetMethod(nameof(MarkedModel.Cubic))!)]);

    /// <summary>The loaded counterpart of a static method, as a delegate.</summary>
    public TDelegate Function<TDelegate>(MethodInfo method, object? target = null)
        where TDelegate : Delegate => (TDelegate)Delegate.CreateDelegate(typeof(TDelegate), target, Counterpart(method));

    /// <summary>The loaded counterpart of a type.</summary>
    public Type Counterpart(Type type) => type.IsConstructedGenericType
        ? Counterpart(type.GetGenericTypeDefinition()).MakeGenericType(type.GetGenericArguments())
        : loaded.GetType(type.FullName!, throwOnError: true)!;

    public MethodInfo Counterpart(MethodInfo method) => Counterpart(method.DeclaringType!).GetMethods().Single(m => m.ToString() == method.ToString());
}

/// <summary>What to differentiate.</summary>
internal sealed record DerivativeRequestOf(MethodInfo Method, params string[] WithRespectTo)
{
    public DerivativeModes? Modes { get; init; }
}

/// <summary>A generic type, whose members stand elsewhere.</summary>
internal sealed class MarkedBox<T>(T factor)
    where T : System.Numerics.IMultiplyOperators<T, T, T>
{
    public T Times(T x) => x * x * factor;
}

/// <summary>An object whose fields carry floats.</summary>
internal sealed class MarkedModel
{
    public double Scale = 3;

    public double Cubic(double x) => Scale * x * x * x;
}
