namespace ILDiff.Benchmarks;

/// <summary>What one call records.</summary>
internal static class TapeSize
{
    private static readonly object Untouched = new();

    /// <summary>The bytes of tape that a call uses, on this thread: cells that no longer hold what was put there before the call.</summary>
    public static long Used(Action call)
    {
        call();
        var tape = Tape.Current;
        return (8 * Touched(tape.Reals, BitConverter.Int64BitsToDouble(0x7ff4_dead_beef_0001), (a, b) => BitConverter.DoubleToInt64Bits(a) == BitConverter.DoubleToInt64Bits(b), call))
            + (4 * Touched(tape.Ints, 0x5eed_1234, (a, b) => a == b, call))
            + (8 * Touched(tape.Longs, 0x5eed_1234_5678, (a, b) => a == b, call))
            + (IntPtr.Size * Touched(tape.Objects, Untouched, ReferenceEquals, call));
    }

    private static long Touched<T>(TapeBank<T> bank, T mark, Func<T, T, bool> same, Action call)
    {
        Array.Fill(bank.Cells, mark);
        call();
        var end = bank.Cells.Length;
        while (end > 0 && same(bank.Cells[end - 1], mark)) end--;
        Array.Clear(bank.Cells);
        return end;
    }
}
