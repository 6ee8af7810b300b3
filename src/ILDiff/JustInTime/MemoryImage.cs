namespace ILDiff.JustInTime;

using System.Buffers.Binary;
using System.Reflection;
using System.Reflection.Metadata;

/// <summary>
/// The file that an assembly was loaded from, taken out of memory again: scripts, notebooks and single-file programs load
/// from bytes. The run time keeps those bytes, and tells where in them the metadata start; the headers stand before.
/// </summary>
internal static class MemoryImage
{
    private const int MaximumSize = 1 << 29;
    private const int MetadataSignature = 0x424A5342;

    /// <summary>The bytes of the file, or null where the run time has made something else of them.</summary>
    public static unsafe byte[]? Of(Assembly assembly)
    {
        if (assembly.IsDynamic || !assembly.TryGetRawMetadata(out var metadata, out _) || *(int*)metadata != MetadataSignature) return null;

        // The metadata stand at a multiple of four in the file. The true start ends the walk, so that it stays in the image.
        for (var back = 0; back < MaximumSize; back += 4)
        {
            if (*(ushort*)(metadata - back) == 0x5A4D && Copy(metadata - back, back) is { } image) return image;
        }

        return null;
    }

    /// <summary>The file whose headers would stand at the given place, if its metadata stand where they should.</summary>
    private static unsafe byte[]? Copy(byte* start, int metadataAt)
    {
        var header = *(int*)(start + 0x3C);
        if (header is < 0x40 or > 0x1000 || header >= metadataAt || *(int*)(start + header) != 0x4550) return null;
        var sectionCount = *(ushort*)(start + header + 6);
        var optional = start + header + 24;
        var directories = optional + (*(ushort*)optional == 0x20B ? 112 : 96);
        var sections = optional + *(ushort*)(start + header + 20);
        var size = *(int*)(optional + 60);
        for (var i = 0; i < sectionCount; i++)
        {
            var section = sections + (40 * i);
            size = Math.Max(size, *(int*)(section + 20) + *(int*)(section + 16));
        }

        if (size is < 0 or > MaximumSize) return null;
        var runtimeHeader = *(int*)(directories + (14 * 8));
        var isFlat = IsAt(start, Offset(runtimeHeader), metadataAt, Offset);
        if (!isFlat && !IsAt(start, runtimeHeader, metadataAt, address => address)) return null;
        var image = new byte[size];
        if (isFlat)
        {
            new ReadOnlySpan<byte>(start, size).CopyTo(image);
            return image;
        }

        new ReadOnlySpan<byte>(start, *(int*)(optional + 60)).CopyTo(image);
        for (var i = 0; i < sectionCount; i++)
        {
            var section = sections + (40 * i);
            var length = Math.Min(*(int*)(section + 8), *(int*)(section + 16));
            new ReadOnlySpan<byte>(start + *(int*)(section + 12), length).CopyTo(image.AsSpan(*(int*)(section + 20)));
        }

        return image;

        int Offset(int address)
        {
            for (var i = 0; i < sectionCount; i++)
            {
                var section = sections + (40 * i);
                var relative = address - *(int*)(section + 12);
                if (relative >= 0 && relative < *(int*)(section + 16)) return *(int*)(section + 20) + relative;
            }

            return -1;
        }
    }

    /// <summary>Whether the run-time header at the given place says that the metadata are where they are.</summary>
    private static unsafe bool IsAt(byte* start, int runtimeHeader, int metadataAt, Func<int, int> place) =>
        runtimeHeader > 0 && runtimeHeader <= metadataAt
        && place(BinaryPrimitives.ReadInt32LittleEndian(new ReadOnlySpan<byte>(start + runtimeHeader + 8, 4))) == metadataAt;
}
