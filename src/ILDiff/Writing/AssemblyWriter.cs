namespace ILDiff.Writing;

using ILDiff.Diagnostics;
using ILDiff.Reading;
using Mono.Cecil;
using Mono.Cecil.Cil;

/// <summary>A rewritten assembly in memory.</summary>
/// <param name="Image">The bytes of the assembly.</param>
/// <param name="Symbols">The bytes of its PDB file; null where it has none or holds it itself.</param>
public sealed record WrittenAssembly(byte[] Image, byte[]? Symbols);

/// <summary>
/// Turns a loaded and extended module back into bytes and files. The same input and options give the same bytes,
/// wherever and whenever. A file appears whole or not at all.
/// </summary>
public static class AssemblyWriter
{
    /// <summary>The bytes of the assembly as it stands, IL only, with its symbols, re-signed if a key is given.</summary>
    /// <param name="assembly">What to write.</param>
    /// <param name="key">Contents of a strong-name key file, or null.</param>
    public static WrittenAssembly ToBytes(LoadedAssembly assembly, byte[]? key = null)
    {
        var module = assembly.Module;
        try
        {
            NativeCode.Drop(module);
            EnumConstants.SupplyMissingTypes(module, assembly.Resolver);
            using var image = new MemoryStream();
            using var symbols = new MemoryStream();
            module.Write(image, new WriterParameters
            {
                DeterministicMvid = true,
                Timestamp = 0,
                StrongNameKeyBlob = key,
                WriteSymbols = assembly.Symbols != SymbolKind.None,
                SymbolWriterProvider = assembly.Symbols switch
                {
                    SymbolKind.PortableFile => new PortablePdbWriterProvider(),
                    SymbolKind.Embedded => new EmbeddedSymbols(),
                    _ => null,
                },
                // A stream of its own, so that Cecil has no path to write into the image's debug directory.
                SymbolStream = assembly.Symbols == SymbolKind.PortableFile ? symbols : null,
            });
            return new WrittenAssembly(image.ToArray(), assembly.Symbols == SymbolKind.PortableFile ? symbols.ToArray() : null);
        }
        catch (Exception e) when (e is not (DiagnosticException or OutOfMemoryException))
        {
            throw new DiagnosticException(new Diagnostic(DiagnosticId.InputMalformed, Severity.Error,
                $"the assembly cannot be written back: {e.Message.TrimEnd('.')}", new SourceLocation(assembly.Path)));
        }
    }

    /// <summary>Writes the assembly, its symbols and, unless told otherwise, the runtime library that it refers to.</summary>
    /// <param name="assembly">What to write.</param>
    /// <param name="target">Where, checked by <see cref="OutputTarget"/>.</param>
    /// <param name="key">Contents of a strong-name key file, or null.</param>
    /// <param name="withRuntime">Whether to put the runtime library beside it.</param>
    /// <returns>Warnings, such as a signature that could not be kept.</returns>
    public static IReadOnlyList<Diagnostic> Write(LoadedAssembly assembly, OutputTarget target, byte[]? key = null, bool withRuntime = true)
    {
        var diagnostics = new List<Diagnostic>();
        var name = assembly.Module.Assembly.Name;
        if (key is null && StrongName.IsSigned(assembly.Image))
        {
            diagnostics.Add(new Diagnostic(DiagnosticId.SignatureDropped, Severity.Warning,
                "the assembly is strong-named; it keeps its public key but is no longer signed: give its key file with --key to sign it again",
                new SourceLocation(target.Path)));
        }

        var publicKey = name.PublicKey;
        var written = ToBytes(assembly, key);
        if (key is not null && publicKey is { Length: > 0 } && !publicKey.AsSpan().SequenceEqual(name.PublicKey))
        {
            diagnostics.Add(new Diagnostic(DiagnosticId.SignatureDropped, Severity.Warning,
                "the key given is not the one that the assembly was signed with: its identity changes, and what refers to it will not find it",
                new SourceLocation(target.Path)));
        }

        Recheck(written, assembly);
        if (written.Symbols is not null) target.Write(".pdb", written.Symbols);
        target.Write(null, written.Image);
        if (withRuntime && RuntimeLibrary.FileFor(assembly.Module) is { } runtime) target.WriteBeside(RuntimeLibrary.FileName, runtime);
        return diagnostics;
    }

    /// <summary>Reads the result again: an image that cannot be read must not replace one that can.</summary>
    private static void Recheck(WrittenAssembly written, LoadedAssembly assembly)
    {
        using var module = ModuleDefinition.ReadModule(new MemoryStream(written.Image, writable: false));
        if (module.GetTypes().Count() != assembly.Module.GetTypes().Count())
            throw new DiagnosticException(new Diagnostic(DiagnosticId.InternalError, Severity.Error,
                "the written assembly does not read back as it was written; nothing was written", new SourceLocation(assembly.Path)));
    }

    /// <summary>Cecil wants a file's name for symbols inside the image, and writes it nowhere.</summary>
    private sealed class EmbeddedSymbols : ISymbolWriterProvider
    {
        private readonly EmbeddedPortablePdbWriterProvider provider = new();

        public ISymbolWriter GetSymbolWriter(ModuleDefinition module, string fileName) => provider.GetSymbolWriter(module, module.Name);

        public ISymbolWriter GetSymbolWriter(ModuleDefinition module, Stream symbolStream) => provider.GetSymbolWriter(module, module.Name);
    }
}
