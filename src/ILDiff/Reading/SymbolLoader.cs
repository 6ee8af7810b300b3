namespace ILDiff.Reading;

using ILDiff.Diagnostics;
using Mono.Cecil;
using Mono.Cecil.Cil;

/// <summary>
/// Attaches the portable symbols of an input, embedded or beside it. Symbols are a convenience: whatever is wrong with
/// them is a warning, and the assembly is then read without.
/// </summary>
internal static class SymbolLoader
{
    private const int PortableSignature = 0x424A5342;

    public static SymbolKind Attach(ModuleDefinition module, string path, List<Diagnostic> diagnostics)
    {
        try
        {
            var header = module.GetDebugHeader();
            if (header is null || !header.HasEntries) return SymbolKind.None;
            if (header.Entries.Any(e => e.Directory.Type == ImageDebugType.EmbeddedPortablePdb))
            {
                module.ReadSymbols(new TolerantReader(new EmbeddedPortablePdbReaderProvider().GetSymbolReader(module, path)));
                return SymbolKind.Embedded;
            }

            var file = Path.ChangeExtension(path, ".pdb");
            if (!File.Exists(file)) return SymbolKind.None;
            var bytes = File.ReadAllBytes(file);
            if (bytes.Length < 4 || BitConverter.ToInt32(bytes) != PortableSignature)
            {
                diagnostics.Add(Warning(file, "the symbol file is not a portable PDB and is not used"));
                return SymbolKind.None;
            }

            module.ReadSymbols(new TolerantReader(new PortablePdbReaderProvider().GetSymbolReader(module, new MemoryStream(bytes, writable: false))));
            return SymbolKind.PortableFile;
        }
        catch (Exception e) when (e is not (OutOfMemoryException or InsufficientExecutionStackException))
        {
            diagnostics.Add(Warning(path, $"the symbols cannot be used ({e.Message.TrimEnd('.')}); locations are IL offsets instead"));
            return SymbolKind.None;
        }
    }

    private static Diagnostic Warning(string path, string message) =>
        new(DiagnosticId.SymbolsUnusable, Severity.Warning, message, new SourceLocation(path));

    /// <summary>Answers "no information" for a method whose symbols are damaged; they are read one method at a time, later.</summary>
    private sealed class TolerantReader(ISymbolReader inner) : ISymbolReader
    {
        public ISymbolWriterProvider GetWriterProvider() => inner.GetWriterProvider();

        public bool ProcessDebugHeader(ImageDebugHeader header) => inner.ProcessDebugHeader(header);

        public MethodDebugInformation? Read(MethodDefinition method)
        {
            try
            {
                return inner.Read(method);
            }
            catch (Exception e) when (e is not (OutOfMemoryException or InsufficientExecutionStackException))
            {
                return null;
            }
        }

        public Mono.Collections.Generic.Collection<CustomDebugInformation> Read(ICustomDebugInformationProvider provider) => inner.Read(provider);

        public void Dispose() => inner.Dispose();
    }
}
