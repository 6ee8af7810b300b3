namespace ILDiff.Tests.Support;

/// <summary>What random methods are made of.</summary>
internal sealed record RandomOptions
{
    /// <summary>How deep statements nest.</summary>
    public int Depth { get; init; } = 3;

    /// <summary>The most statements in a row.</summary>
    public int Statements { get; init; } = 5;

    /// <summary>Jumps to labels anywhere, into loops too: irreducible graphs.</summary>
    public bool Jumps { get; init; } = true;

    /// <summary>Protected regions.</summary>
    public bool Regions { get; init; }

    /// <summary>Exceptions: throws, stores out of range, division of integers.</summary>
    public bool Throws { get; init; }

    /// <summary>
    /// Only functions that have a derivative everywhere, of moderate size, and conditions that depend on integers alone:
    /// for differentiation.
    /// </summary>
    public bool Smooth { get; init; }

    /// <summary>Array variables, references to one of several places and calls that take them, beside scalars, arrays and structs.</summary>
    public bool References { get; init; } = true;

    /// <summary>Objects with fields.</summary>
    public bool Objects { get; init; } = true;

    /// <summary>Whether variables are values where they can be, rather than slots that are loaded and stored.</summary>
    public bool Promoted { get; init; } = true;
}

/// <summary>What random methods use.</summary>
public static class RandomParts
{
    /// <summary>An object with a number.</summary>
    public sealed class Cell(double value)
    {
        public double Value = value;
        public int Count;
    }

    /// <summary>A struct in a struct.</summary>
    public struct Pair
    {
        public double Left;
        public Inner Inner;
    }

    public struct Inner
    {
        public double Right;
        public int Count;
    }

    /// <summary>Changes a variable of the caller.</summary>
    public static double Mix(ref double variable, double value)
    {
        variable = Math.Sin(variable + value);
        return variable * value;
    }

    /// <summary>Reads and changes an array.</summary>
    public static double Fold(double[] values, int at)
    {
        values[at & 3] += 0.5 * values[(at + 1) & 3];
        return values[at & 3];
    }
}
