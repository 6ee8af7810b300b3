namespace ILDiff.Cli;

using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using System.Text;
using ICSharpCode.Decompiler;
using ICSharpCode.Decompiler.CSharp;
using ICSharpCode.Decompiler.Metadata;
using ICSharpCode.Decompiler.TypeSystem;
using ILDiff.Reading;
using ILDiff.Writing;

/// <summary>Methods of a rewritten assembly as C#, decompiled from the bytes that would be written.</summary>
internal static class DecompiledText
{
    public static string Of(LoadedAssembly assembly, IReadOnlyList<Mono.Cecil.MethodDefinition> methods)
    {
        var wanted = methods.Select(m => (Type: m.DeclaringType.FullName.Replace('/', '+'), m.Name)).ToHashSet();
        var image = AssemblyWriter.ToBytes(assembly).Image;
        using var file = new PEFile(assembly.Path, new MemoryStream(image, writable: false), PEStreamOptions.PrefetchEntireImage);
        var settings = new DecompilerSettings(LanguageVersion.Latest) { ThrowOnAssemblyResolveErrors = false };
        var decompiler = new CSharpDecompiler(file, new Resolver(assembly.Resolver.Search), settings);
        var text = new StringBuilder();
        foreach (var type in decompiler.TypeSystem.MainModule.TypeDefinitions)
        {
            var handles = type.Methods.Where(m => wanted.Contains((type.ReflectionName, m.Name))).Select(m => m.MetadataToken).ToList();
            foreach (var handle in handles) text.AppendLine(decompiler.DecompileAsString([handle]));
        }

        return text.ToString();
    }

    /// <summary>Gives the decompiler the same references that everything else here sees.</summary>
    private sealed class Resolver(ReferenceSearch search) : ICSharpCode.Decompiler.Metadata.IAssemblyResolver
    {
        private readonly Dictionary<string, PEFile?> known = [];

        public MetadataFile? Resolve(IAssemblyReference reference)
        {
            if (known.TryGetValue(reference.Name, out var file)) return file;
            foreach (var path in search.Candidates(reference.Name))
            {
                try
                {
                    return known[reference.Name] = new PEFile(path, PEStreamOptions.PrefetchEntireImage);
                }
                catch (Exception e) when (e is BadImageFormatException or IOException or UnauthorizedAccessException)
                {
                    // The next place may have a readable one.
                }
            }

            return known[reference.Name] = null;
        }

        public IDisposable? BeginSnapshot() => null;

        public MetadataFile? ResolveModule(MetadataFile mainModule, string moduleName) => null;

        public Task<MetadataFile?> ResolveAsync(IAssemblyReference reference) => Task.FromResult(Resolve(reference));

        public Task<MetadataFile?> ResolveModuleAsync(MetadataFile mainModule, string moduleName) => Task.FromResult<MetadataFile?>(null);
    }
}
