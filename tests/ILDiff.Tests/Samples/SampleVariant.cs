namespace ILDiff.Tests.Samples;

using System.Reflection;
using NUnit.Framework;

/// <summary>One compilation of the samples' source.</summary>
/// <param name="Name">Its name.</param>
/// <param name="File">Its assembly, beside the tests.</param>
/// <param name="IsSingle">Whether its number type is <c>float</c>.</param>
internal sealed record SampleVariant(string Name, string File, bool IsSingle)
{
    /// <summary>The compilations that are differentiated.</summary>
    public static readonly SampleVariant[] All =
    [
        new("Release.Double", "ILDiff.Samples.dll", false),
        new("Debug.Double", "ILDiff.Samples.Debug.Double.dll", false),
        new("Release.Single", "ILDiff.Samples.Release.Single.dll", true),
        new("Debug.Single", "ILDiff.Samples.Debug.Single.dll", true),
    ];

    /// <summary>The compilation that differentiates itself by operator overloading.</summary>
    public static Assembly Dual => DualAssembly.Value;

    /// <summary>The Debug compilation for the same number type.</summary>
    public SampleVariant Debug => All.Single(v => v.IsSingle == IsSingle && v.Name.StartsWith("Debug", StringComparison.Ordinal));

    /// <summary>The assembly as compiled.</summary>
    public Assembly Original => original.Value;

    /// <summary>The assembly's file.</summary>
    public string FilePath => Path.Combine(TestContext.CurrentContext.TestDirectory, File);

    public override string ToString() => Name;

    private static readonly Lazy<Assembly> DualAssembly = new(() =>
        Assembly.LoadFrom(Path.Combine(TestContext.CurrentContext.TestDirectory, "ILDiff.Samples.Dual.dll")));

    private readonly Lazy<Assembly> original = new(() =>
        Assembly.LoadFrom(Path.Combine(TestContext.CurrentContext.TestDirectory, File)));
}
