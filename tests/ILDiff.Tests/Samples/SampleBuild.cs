namespace ILDiff.Tests.Samples;

using System.Collections.Concurrent;
using ILDiff.Tests.Support;

/// <summary>One compilation of the samples, all differentiated with one choice of options.</summary>
internal sealed class SampleBuild
{
    private static readonly ConcurrentDictionary<(SampleVariant, DiffOptions), Lazy<SampleBuild>> Built = [];

    private readonly DifferentiatedAssembly assembly;

    private SampleBuild(SampleVariant variant, DiffOptions options, DifferentiatedAssembly assembly) =>
        (Variant, Options, this.assembly) = (variant, options, assembly);

    /// <summary>Every combination of compilation and options that the samples are checked in; each is built once, when first used.</summary>
    public static IEnumerable<SampleBuild> All =>
        from variant in SampleVariant.All
        from optimize in new[] { true, false }
        from recordEverything in new[] { false, true }
        let key = (variant, new DiffOptions { Optimize = optimize, RecordEverything = recordEverything })
        select Built.GetOrAdd(key, k => new Lazy<SampleBuild>(() => Build(k.Item1, k.Item2))).Value;

    /// <summary>The build that an assembly differentiated elsewhere makes.</summary>
    public static SampleBuild For(SampleVariant variant, DiffOptions options, DifferentiatedAssembly assembly) => new(variant, options, assembly);

    /// <summary>The compilation.</summary>
    public SampleVariant Variant { get; }

    /// <summary>The options.</summary>
    public DiffOptions Options { get; }

    public override string ToString() =>
        Variant + (Options.Optimize ? "" : ", not optimised") + (Options.RecordEverything ? ", recording everything" : "");

    /// <summary>The sample's derivative here, or why there is none; both null where the source leaves the sample out.</summary>
    public (Derivative? Derivative, string? Failure) Of(Sample sample)
    {
        if (sample.In(Variant.Original) is not { } original) return (null, null);
        if (assembly.Failure(original) is { Length: > 0 } failure) return (null, failure);
        var (jvp, vjp, gradient) = (assembly.Member(original, "Jvp"), assembly.Member(original, "Vjp"), assembly.Member(original, "Gradient"));
        if (jvp is null || vjp is null) return (null, "no error, but no members either");
        var isNumber = original.ReturnType == typeof(double) || original.ReturnType == typeof(float);
        if (isNumber != gradient is not null) return (null, isNumber ? "no gradient" : "a gradient of what is no number");
        return (new Derivative(assembly.Primal(original), jvp, vjp, gradient), null);
    }

    private static SampleBuild Build(SampleVariant variant, DiffOptions options)
    {
        var methods = Sample.All.Values.Select(s => s.In(variant.Original)).OfType<System.Reflection.MethodInfo>();
        return new SampleBuild(variant, options, new DifferentiatedAssembly(variant.FilePath, methods, options));
    }
}
