namespace ILDiff;

using System;

/// <summary>
/// What a forward sweep records for its reverse sweep, one per thread and kept from call to call, so that the steady
/// state allocates nothing. Derivatives reserve cells and address them by index; the entry point of a derivative takes
/// a mark and resets to it when it leaves, also by an exception, so nested and re-entrant calls do not meet.
/// </summary>
public sealed class Tape
{
    [ThreadStatic]
    private static Tape? current;

#pragma warning disable CA1051 // Read in generated code.
    /// <summary>Recorded floats of both widths.</summary>
    public readonly TapeBank<double> Reals = new();

    /// <summary>Recorded 32-bit integers: indices, branch choices, positions.</summary>
    public readonly TapeBank<int> Ints = new();

    /// <summary>Recorded 64-bit and native integers.</summary>
    public readonly TapeBank<long> Longs = new();

    /// <summary>Recorded references.</summary>
    public readonly TapeBank<object?> Objects = new();
#pragma warning restore CA1051

    /// <summary>The calling thread's tape.</summary>
    public static Tape Current => current ??= new Tape();

    /// <summary>Bytes of tape in use by this thread: zero whenever no derivative is running on it.</summary>
    public long UsedBytes => (8L * Reals.Top) + (4L * Ints.Top) + (8L * Longs.Top) + ((long)IntPtr.Size * Objects.Top);

    /// <summary>Bytes of tape that this thread keeps.</summary>
    public long ReservedBytes => (8L * Reals.Cells.Length) + (4L * Ints.Cells.Length) + (8L * Longs.Cells.Length) + ((long)IntPtr.Size * Objects.Cells.Length);

    /// <summary>The present extent, to return to.</summary>
    /// <returns>A mark for <see cref="Reset"/>.</returns>
    public TapeMark Mark() => new(Reals.Top, Ints.Top, Longs.Top, Objects.Top);

    /// <summary>Frees all that was reserved since the mark.</summary>
    /// <param name="mark">From <see cref="Mark"/>, on this tape.</param>
    public void Reset(TapeMark mark)
    {
        Reals.Release(mark.Reals);
        Ints.Release(mark.Ints);
        Longs.Release(mark.Longs);
        Objects.Release(mark.Objects);
    }

    /// <summary>Gives the memory of an idle tape back; for threads that ran a large derivative once.</summary>
    public static void Trim() => current = current is { UsedBytes: > 0 } ? current : null;
}

/// <summary>An extent of a <see cref="Tape"/>; opaque.</summary>
public readonly struct TapeMark : IEquatable<TapeMark>
{
    internal TapeMark(int reals, int ints, int longs, int objects) =>
        (Reals, Ints, Longs, Objects) = (reals, ints, longs, objects);

    internal int Reals { get; }

    internal int Ints { get; }

    internal int Longs { get; }

    internal int Objects { get; }

    /// <inheritdoc/>
    public bool Equals(TapeMark other) =>
        Reals == other.Reals && Ints == other.Ints && Longs == other.Longs && Objects == other.Objects;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is TapeMark other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => Reals ^ (Ints << 8) ^ (Longs << 16) ^ (Objects << 24);

    /// <summary>Whether both are the same extent.</summary>
    public static bool operator ==(TapeMark left, TapeMark right) => left.Equals(right);

    /// <summary>Whether the extents differ.</summary>
    public static bool operator !=(TapeMark left, TapeMark right) => !left.Equals(right);
}
