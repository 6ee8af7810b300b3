namespace ILDiff.JustInTime;

using System.Reflection;
using System.Runtime.Loader;
using ILDiff.Reading;
using Mono.Cecil;
using Mono.Cecil.Cil;
using TypeAttributes = Mono.Cecil.TypeAttributes;

/// <summary>
/// An assembly in memory for derivatives of another one's methods. Its references lead to the assemblies that the other one
/// has loaded, so that its types are those of the running program; it goes when nobody uses its methods any more.
/// </summary>
internal sealed class DerivativeAssembly : IDisposable
{
    private readonly Assembly primal;
    private readonly AssemblyDefinition definition;

    public DerivativeAssembly(Assembly primal, LoadedAssembly source)
    {
        this.primal = primal;
        var name = new AssemblyNameDefinition($"{primal.GetName().Name}.Derivatives", new Version(1, 0));
        definition = AssemblyDefinition.CreateAssembly(name, name.Name, new ModuleParameters
        {
            Kind = ModuleKind.Dll, Runtime = TargetRuntime.Net_4_0,
            AssemblyResolver = source.Resolver, MetadataResolver = source.Resolver.ReaderParameters.MetadataResolver,
        });
        var core = Assembly.Load("System.Runtime").GetName();
        Module.AssemblyReferences.Add(new AssemblyNameReference(core.Name, core.Version) { PublicKeyToken = core.GetPublicKeyToken() });
        Holder = new TypeDefinition("ILDiff.Generated", "Derivatives",
            TypeAttributes.NotPublic | TypeAttributes.Abstract | TypeAttributes.Sealed | TypeAttributes.BeforeFieldInit, Module.TypeSystem.Object);
        Module.Types.Add(Holder);
    }

    /// <summary>The module to extend.</summary>
    public ModuleDefinition Module => definition.MainModule;

    /// <summary>The static class for the members.</summary>
    public TypeDefinition Holder { get; }

    /// <summary>Loads the assembly as it stands, and gives the methods as loaded.</summary>
    public IEnumerable<(MethodDefinition, MethodInfo)> Load(IReadOnlyList<MethodDefinition> methods)
    {
        using var image = new MemoryStream();
        using var symbols = new MemoryStream();
        Module.Write(image, new WriterParameters { WriteSymbols = true, SymbolStream = symbols, SymbolWriterProvider = new PortablePdbWriterProvider() });
        image.Position = symbols.Position = 0;
        var loaded = new Context(primal).LoadFromStream(image, symbols);
        return methods.Select(m => (m, (MethodInfo)loaded.ManifestModule.ResolveMethod(m.MetadataToken.ToInt32())!));
    }

    public void Dispose() => definition.Dispose();

    private sealed class Context(Assembly primal) : AssemblyLoadContext($"Derivatives of {primal.GetName().Name}", isCollectible: true)
    {
        protected override Assembly? Load(AssemblyName name)
        {
            if (name.Name == primal.GetName().Name) return primal;
            if (name.Name == typeof(Tape).Assembly.GetName().Name) return typeof(Tape).Assembly;
            var home = GetLoadContext(primal) ?? Default;
            return home.Assemblies.FirstOrDefault(a => a.GetName().Name == name.Name) ?? home.LoadFromAssemblyName(name);
        }
    }
}
