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

    /// <summary>Its strong-name signature; empty if it has no room for one.</summary>
    public static byte[] Signature(string path)
    {
        using var reader = new PEReader(File.OpenRead(path));
        var place = reader.PEHeaders.CorHeader!.StrongNameSignatureDirectory;
        return place.Size == 0 ? [] : [.. reader.GetSectionData(place.RelativeVirtualAddress).GetContent(0, place.Size)];
    }
}
