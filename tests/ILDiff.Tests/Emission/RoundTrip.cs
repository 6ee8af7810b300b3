namespace ILDiff.Tests.Emission;

using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.Loader;
using ILDiff.Emission;
using ILDiff.Reading;
using ILDiff.Types;
using ILDiff.Verification;
using ILDiff.Writing;
using Mono.Cecil;

/// <summary>An assembly whose every closed method was read and emitted again, loaded beside the original.</summary>
internal sealed class RoundTrip
{
    public RoundTrip(string path)
    {
        using var assembly = AssemblyLoader.Load(path, [Path.GetDirectoryName(typeof(object).Assembly.Location)!, AppContext.BaseDirectory]);
        var module = assembly.Module;
        var types = new TypeUniverse(module);
        var importer = new ReferenceImporter(module);
        var before = new ILVerifier(module).VerifyAll().Select(e => e.Method).ToHashSet();
        var methods = module.GetTypes().Where(t => !t.HasGenericParameters).SelectMany(t => t.Methods).Where(m => m.HasBody && !m.HasGenericParameters);

        // Read all before the first is changed: the originals serve as sources.
        foreach (var (method, ir) in methods.Select(m => (m, MethodReader.Read(types.Method(m, GenericContext.Empty), types))).ToList())
        {
            var report = ILEmitter.Emit(ir, method, importer);
            Reports.Add(method.FullName, report);
        }

        importer.AddAccessAttributes();
        CheckedAssemblies = importer.CheckedAssemblies;
        Errors = [.. new ILVerifier(module).VerifyAll().Where(e => !before.Contains(e.Method))];
        var written = AssemblyWriter.ToBytes(assembly);
        var context = new AssemblyLoadContext($"round trip of {path}");
        context.Resolving += (c, name) =>
            Path.Combine(AppContext.BaseDirectory, $"{name.Name}.dll") is var file && File.Exists(file) ? c.LoadFromAssemblyPath(file) : null;
        Loaded = context.LoadFromStream(new MemoryStream(written.Image), written.Symbols is null ? null : new MemoryStream(written.Symbols));
    }

    public Dictionary<string, EmissionReport> Reports { get; } = [];

    /// <summary>What the verifier says against methods that it accepted before.</summary>
    public IReadOnlyList<VerificationError> Errors { get; }

    public IReadOnlyCollection<string> CheckedAssemblies { get; }

    public Assembly Loaded { get; }

    /// <summary>Has the JIT compile every method; those that it refuses.</summary>
    public List<string> Prepare()
    {
        const BindingFlags all = BindingFlags.DeclaredOnly | BindingFlags.Static | BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic;
        var refused = new List<string>();
        foreach (var type in Loaded.GetTypes().Where(t => !t.ContainsGenericParameters))
        {
            foreach (var method in type.GetMethods(all).Cast<MethodBase>().Concat(type.GetConstructors(all)))
            {
                if (method.IsAbstract || method.ContainsGenericParameters || method.GetMethodBody() is null) continue;
                try
                {
                    RuntimeHelpers.PrepareMethod(method.MethodHandle);
                }
                catch (Exception e)
                {
                    refused.Add($"{type}.{method}: {e.Message}");
                }
            }
        }

        return refused;
    }
}
