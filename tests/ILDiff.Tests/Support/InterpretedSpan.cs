namespace ILDiff.Tests.Support;

using ILDiff.Types;

/// <summary>What the interpreter has for a span: a stretch of an array.</summary>
internal readonly record struct InterpretedSpan(Array? Array, int Start, int Length)
{
    public static InterpretedSpan Of(Array? array) => new(array, 0, array?.Length ?? 0);

    /// <summary>A part, from a start with a length, from a start on, or all.</summary>
    public InterpretedSpan Slice(int[] range)
    {
        if (range.Length == 0) return this;
        var (start, length) = (range[0], range.Length > 1 ? range[1] : Length - range[0]);
        if ((uint)start > (uint)Length || (uint)length > (uint)(Length - start)) throw new ArgumentOutOfRangeException(nameof(range));
        return new InterpretedSpan(Array, Start + start, length);
    }

    /// <summary>An element; an index out of range is kept, to fail at the access.</summary>
    public Place At(IRType element, int index) =>
        new ElementPlace(element, Array ?? System.Array.CreateInstance(typeof(object), 0), (uint)index < (uint)Length ? Start + index : -1);
}
