namespace ILDiff.Build.Tests.Support;

using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

/// <summary>What is in a built assembly.</summary>
internal static class AssemblyFile
{
    /// <summary>The names of all its methods.</summary>
    public static IReadOnlyList<string> Methods(string path)
    {
        using var reader = new PEReader(File.OpenRead(path));
        var metadata = reader.GetMetadataReader();
        return [.. metadata.MethodDefinitions.Select(m => metadata.GetString(metadata.GetMethodDefinition(m).Name))];
    }

    /// <summary>Its strong-name signature and where in the file it is; empty if it has no room for one.</summary>
    public static byte[] Signature(string path, out int offset, out int headersEnd, out int sectionsStart)
    {
        using var reader = new PEReader(File.OpenRead(path));
        var headers = reader.PEHeaders;
        headersEnd = headers.CoffHeaderStartOffset + 20 + headers.CoffHeader.SizeOfOptionalHeader + (40 * headers.SectionHeaders.Length);
        sectionsStart = headers.SectionHeaders[0].PointerToRawData;
        var place = headers.CorHeader!.StrongNameSignatureDirectory;
        offset = 0;
        return place.Size > 0 && headers.TryGetDirectoryOffset(place, out offset) ? [.. reader.GetSectionData(place.RelativeVirtualAddress).GetContent(0, place.Size)] : [];
    }
}
