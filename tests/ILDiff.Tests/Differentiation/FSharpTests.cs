namespace ILDiff.Tests.Differentiation;

using System.Reflection;
using System.Runtime.Loader;
using ILDiff.Checking;
using ILDiff.Tests.Support;
using NUnit.Framework;

/// <summary>Derivatives of F# programs, which lean on closures, tuples and the library that F# brings along.</summary>
[TestFixture]
public class FSharpTests
{
    private static readonly Lazy<DifferentiatedAssembly>[] Builds = [.. new[] { "ILDiff.Samples.FSharp.dll", "ILDiff.Samples.FSharp.Debug.dll" }.SelectMany(file =>
        new[] { new DiffOptions(), new DiffOptions { Optimize = false } }.Select(options => new Lazy<DifferentiatedAssembly>(() => Build(file, options))))];

    private static IEnumerable<string> Names => Programs("ILDiff.Samples.FSharp.dll").Select(m => m.Name);

    [TestCaseSource(nameof(Names))]
    public void Derivatives_agree_with_differences(string name)
    {
        foreach (var build in Builds.Select(b => b.Value))
        {
            var result = DerivativeChecker.Check(Programs(build.Loaded).Single(m => m.Name == name), new CheckOptions { Samples = 10 });
            Assert.That(result.Verdict, Is.EqualTo(Verdict.Pass), result.Reason);
        }
    }

    private static DifferentiatedAssembly Build(string file, DiffOptions options)
    {
        var methods = Programs(file).ToList();
        var build = new DifferentiatedAssembly(methods[0].Module.FullyQualifiedName, methods, options);
        Assert.That(methods.Select(m => m.Name + ": " + build.Failure(m)), Is.All.EndsWith(": "));
        return build;
    }

    private static IEnumerable<MethodInfo> Programs(string file) =>
        Programs(AssemblyLoadContext.Default.LoadFromAssemblyPath(Path.Combine(AppContext.BaseDirectory, file)));

    private static IEnumerable<MethodInfo> Programs(Assembly assembly) => assembly.GetType("ILDiff.Samples.FSharp.Programs", throwOnError: true)!
        .GetMethods(BindingFlags.Public | BindingFlags.Static | BindingFlags.DeclaredOnly)
        .Where(m => m.GetParameters().All(p => p.ParameterType.Namespace == "System") && !Array.Exists(["Jvp", "Vjp", "Gradient", "Hvp"], s => m.Name.EndsWith(s, StringComparison.Ordinal)));
}
