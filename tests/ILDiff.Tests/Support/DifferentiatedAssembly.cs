namespace ILDiff.Tests.Support;

using System.Reflection;
using System.Runtime.Loader;
using ILDiff.Diagnostics;
using ILDiff.Reading;
using ILDiff.Writing;
using Mono.Cecil;

/// <summary>An assembly rewritten in memory with derivatives of some of its methods, and loaded.</summary>
internal sealed class DifferentiatedAssembly
{
    private readonly Dictionary<MethodInfo, MethodOutcome> outcomes = [];

    /// <summary>Differentiates the methods, writes the assembly and loads it beside the original.</summary>
    /// <param name="path">The assembly.</param>
    /// <param name="methods">Methods of the original as loaded from <paramref name="path"/>; the order is the order of work.</param>
    /// <param name="options">How.</param>
    public DifferentiatedAssembly(string path, IEnumerable<MethodInfo> methods, DiffOptions options)
    {
        using var assembly = AssemblyLoader.Load(path, [Path.GetDirectoryName(typeof(object).Assembly.Location)!]);
        var differentiator = new AssemblyDifferentiator(assembly.Module, options);
        foreach (var method in methods)
            outcomes.Add(method, differentiator.Differentiate((MethodReference)assembly.Module.LookupToken(method.MetadataToken)));
        var written = AssemblyWriter.ToBytes(assembly);
        var context = new AssemblyLoadContext(Path.GetFileName(path));
        context.Resolving += (_, name) => ResolveBeside(path, name);
        Loaded = context.LoadFromStream(
            new MemoryStream(written.Image), written.Symbols is null ? null : new MemoryStream(written.Symbols));
    }

    /// <summary>The rewritten assembly.</summary>
    public Assembly Loaded { get; }

    /// <summary>The rewritten assembly's copy of one of the original's methods.</summary>
    public MethodInfo Primal(MethodInfo original) => Declaring(original).GetMethods(Everything)
        .Single(m => m.Name == original.Name && m.ToString() == original.ToString());

    /// <summary>
    /// A generated member of the original's method: <c>Jvp</c>, <c>Vjp</c> or <c>Gradient</c>; null if there is none.
    /// </summary>
    public MethodInfo? Member(MethodInfo original, string suffix)
    {
        var generated = outcomes[original].Generated.FirstOrDefault(g => g.Name == original.Name + suffix);
        if (generated is null) return null;
        return Declaring(original).GetMethods(Everything).Single(m => m.MetadataToken == generated.MetadataToken.ToInt32());
    }

    /// <summary>Why the method could not be differentiated; empty if it could.</summary>
    public string Failure(MethodInfo original) => outcomes[original] is { Differentiated: true }
        ? ""
        : string.Join("; ", outcomes[original].Diagnostics.Where(d => d.Severity == Severity.Error).DefaultIfEmpty());

    private const BindingFlags Everything =
        BindingFlags.Static | BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;

    private Type Declaring(MethodInfo original) => Loaded.GetType(original.DeclaringType!.FullName!, throwOnError: true)!;

    private static Assembly? ResolveBeside(string path, AssemblyName name)
    {
        var file = Path.Combine(Path.GetDirectoryName(path)!, name.Name + ".dll");
        return File.Exists(file) ? AssemblyLoadContext.Default.LoadFromAssemblyPath(file) : null;
    }
}
