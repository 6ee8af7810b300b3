namespace ILDiff.Writing;

using System.Collections.Immutable;
using System.Reflection.PortableExecutable;

/// <summary>Strong-name signatures of images.</summary>
internal static class StrongName
{
    /// <summary>Whether an image holds a signature, rather than the room for one, as delay-signed and public-signed ones do.</summary>
    public static bool IsSigned(byte[] image)
    {
        using var reader = new PEReader(ImmutableArray.Create(image));
        if (reader.PEHeaders.CorHeader?.StrongNameSignatureDirectory is not { Size: > 0 } place) return false;
        var signature = reader.GetSectionData(place.RelativeVirtualAddress).GetContent(0, place.Size);
        return signature.Any(b => b != 0);
    }
}
