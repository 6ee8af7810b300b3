namespace ILDiff;

using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Reflection;
using System.Runtime.InteropServices;

/// <summary>
/// Where the floats of a struct are in memory, so that arrays of it can be worked on in place. Known only for structs
/// whose memory looks the same to the runtime and to native code.
/// </summary>
internal sealed class FloatOffsets
{
    private static readonly ConcurrentDictionary<Type, FloatOffsets?> Known = new();
    private readonly int stride;
    private readonly int[] doubles;
    private readonly int[] singles;

    private FloatOffsets(int stride, List<int> doubles, List<int> singles)
    {
        this.stride = stride;
        this.doubles = doubles.ToArray();
        this.singles = singles.ToArray();
    }

    /// <summary>The map of a struct; null where its memory is not plain.</summary>
    public static FloatOffsets? Of(Type type) => Known.GetOrAdd(type, static t => Make(t));

    /// <summary>Sets every float of an array to zero.</summary>
    public unsafe void Clear(Array array)
    {
        var pin = GCHandle.Alloc(array, GCHandleType.Pinned);
        try
        {
            var element = (byte*)pin.AddrOfPinnedObject();
            for (var i = 0; i < array.Length; i++, element += stride)
            {
                foreach (var offset in doubles) *(double*)(element + offset) = 0;
                foreach (var offset in singles) *(float*)(element + offset) = 0;
            }
        }
        finally
        {
            pin.Free();
        }
    }

    /// <summary>Adds every float of one array to that of another of the same length and type.</summary>
    public unsafe void Add(Array target, Array source)
    {
        GCHandle to = GCHandle.Alloc(target, GCHandleType.Pinned), from = GCHandle.Alloc(source, GCHandleType.Pinned);
        try
        {
            byte* t = (byte*)to.AddrOfPinnedObject(), s = (byte*)from.AddrOfPinnedObject();
            for (var i = 0; i < target.Length; i++, t += stride, s += stride)
            {
                foreach (var offset in doubles) *(double*)(t + offset) += *(double*)(s + offset);
                foreach (var offset in singles) *(float*)(t + offset) += *(float*)(s + offset);
            }
        }
        finally
        {
            from.Free();
            to.Free();
        }
    }

    private static FloatOffsets? Make(Type type)
    {
        if (type == typeof(double)) return new FloatOffsets(sizeof(double), [0], []);
        if (type == typeof(float)) return new FloatOffsets(sizeof(float), [], [0]);
        if (type.IsPrimitive || type.IsEnum || !type.IsValueType) return null;
        var (doubles, singles) = (new List<int>(), new List<int>());
        try
        {
            if (!Collect(type, 0, doubles, singles)) return null;
            GCHandle.Alloc(Array.CreateInstance(type, 1), GCHandleType.Pinned).Free();
            return new FloatOffsets(Marshal.SizeOf(type), doubles, singles);
        }
        catch (ArgumentException)
        {
            return null;
        }
    }

    private static bool Collect(Type type, int offset, List<int> doubles, List<int> singles)
    {
        if (type.IsAutoLayout || type.IsGenericType) return false;
        foreach (var field in type.GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic))
        {
            var kind = field.FieldType;
            if (!kind.IsValueType || kind == typeof(bool) || kind == typeof(char) || kind == typeof(decimal) || kind == typeof(DateTime)) return false;
            var at = offset + (int)Marshal.OffsetOf(type, field.Name);
            if (kind == typeof(double)) doubles.Add(at);
            else if (kind == typeof(float)) singles.Add(at);
            else if (!kind.IsPrimitive && !kind.IsEnum && !Collect(kind, at, doubles, singles)) return false;
        }

        return true;
    }
}
