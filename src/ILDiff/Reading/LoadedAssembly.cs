namespace ILDiff.Reading;

using System.Security.Cryptography;
using ILDiff.Diagnostics;
using Mono.Cecil;

/// <summary>Where the debugging information of an input was found, hence how it is written back.</summary>
public enum SymbolKind
{
    /// <summary>There is none, or none that can be used.</summary>
    None,

    /// <summary>A portable PDB file beside the assembly.</summary>
    PortableFile,

    /// <summary>A portable PDB inside the assembly.</summary>
    Embedded,
}

/// <summary>An assembly read into memory: its file is closed, and nothing done here changes it.</summary>
public sealed class LoadedAssembly : IDisposable
{
    internal LoadedAssembly(
        string path, byte[] image, ModuleDefinition module, GuardedResolver resolver,
        InputKind kind, SymbolKind symbols, IReadOnlyList<Diagnostic> diagnostics)
    {
        Path = path;
        Image = image;
        Module = module;
        Resolver = resolver;
        Kind = kind;
        Symbols = symbols;
        Diagnostics = diagnostics;
        Sha256 = Convert.ToHexStringLower(SHA256.HashData(image));
    }

    /// <summary>The path as the user gave it.</summary>
    public string Path { get; }

    /// <summary>The bytes of the input file.</summary>
    public byte[] Image { get; }

    /// <summary>SHA-256 of the input file, lower-case hexadecimal.</summary>
    public string Sha256 { get; }

    /// <summary>The module; differentiation extends it.</summary>
    public ModuleDefinition Module { get; }

    /// <summary>What kind of image the input was.</summary>
    public InputKind Kind { get; }

    /// <summary>Where its symbols came from.</summary>
    public SymbolKind Symbols { get; }

    /// <summary>Warnings of loading.</summary>
    public IReadOnlyList<Diagnostic> Diagnostics { get; }

    /// <summary>Finds what the module refers to; code that runs the assembly resolves in the same order.</summary>
    internal GuardedResolver Resolver { get; }

    /// <summary>Closes the module and everything that was resolved through it.</summary>
    public void Dispose()
    {
        Module.Dispose();
        Resolver.Dispose();
    }
}
