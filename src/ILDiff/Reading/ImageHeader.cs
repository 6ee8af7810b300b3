namespace ILDiff.Reading;

using System.Reflection.PortableExecutable;
using ILDiff.Diagnostics;

/// <summary>What kind of image an input is; the three are treated differently when it is written back.</summary>
public enum InputKind
{
    /// <summary>IL and metadata only.</summary>
    ILOnly,

    /// <summary>IL with precompiled native code beside it, which a rewrite drops.</summary>
    ReadyToRun,
}

/// <summary>Tells the kinds of image apart by their headers, before anything trusts the metadata.</summary>
internal static class ImageHeader
{
    private const uint ReadyToRunSignature = 0x00525452;

    /// <summary>The kind of a readable image; otherwise a <see cref="DiagnosticException"/> that says what it is instead.</summary>
    public static InputKind Probe(byte[] image, string path)
    {
        if (image.Length == 0) throw Fail(DiagnosticId.InputUnreadable, "the file is empty", path);
        if (image.Length < 2 || image[0] != 'M' || image[1] != 'Z')
            throw Fail(DiagnosticId.InputMalformed, "this is not a .NET assembly: it does not start with a PE header", path);
        try
        {
            using var reader = new PEReader(new MemoryStream(image, writable: false));
            if (reader.PEHeaders.CorHeader is not { } header)
                throw Fail(DiagnosticId.InputMalformed, "this is a native library or program, not a .NET assembly", path);
            if (reader.PEHeaders.SectionHeaders.Any(s => s.PointerToRawData < 0 || s.SizeOfRawData < 0 || (long)s.PointerToRawData + s.SizeOfRawData > image.Length))
                throw Fail(DiagnosticId.InputMalformed, "the file is cut short: it ends before its sections do", path);
            if (HasReadyToRunHeader(reader, header)) return InputKind.ReadyToRun;
            if ((header.Flags & CorFlags.ILOnly) != 0) return InputKind.ILOnly;
        }
        catch (Exception e) when (e is not DiagnosticException)
        {
            throw Fail(DiagnosticId.InputMalformed, $"the headers of the assembly are damaged: {e.Message}", path);
        }

        throw Fail(DiagnosticId.MixedModeInput,
            "the assembly mixes native and managed code (C++/CLI), which cannot be rewritten; differentiate the managed assembly that it calls instead", path);
    }

    private static bool HasReadyToRunHeader(PEReader reader, CorHeader header)
    {
        var directory = header.ManagedNativeHeaderDirectory;
        if (directory.Size < sizeof(uint)) return false;
        var section = reader.GetSectionData(directory.RelativeVirtualAddress);
        return section.Length >= sizeof(uint) && section.GetReader(0, sizeof(uint)).ReadUInt32() == ReadyToRunSignature;
    }

    private static DiagnosticException Fail(DiagnosticId id, string message, string path) =>
        new(new Diagnostic(id, Severity.Error, message, new SourceLocation(path)));
}
