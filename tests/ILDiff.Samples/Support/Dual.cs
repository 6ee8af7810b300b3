namespace ILDiff.Samples.Support;

using System.Numerics;

/// <summary>
/// A number with its derivative along one direction. The samples compiled with <c>Real</c> = <c>Dual</c> differentiate
/// themselves by operator overloading: an oracle that shares nothing with the differentiator.
/// </summary>
/// <param name="value">The number.</param>
/// <param name="tangent">Its derivative.</param>
public readonly struct Dual(double value, double tangent) :
    IAdditionOperators<Dual, Dual, Dual>, IMultiplyOperators<Dual, Dual, Dual>, ISubtractionOperators<Dual, Dual, Dual>,
    IComparable<Dual>, IEquatable<Dual>
{
    public readonly double Value = value;
    public readonly double Tangent = tangent;

    public static Dual NaN => new(double.NaN, 0);
    public static Dual PositiveInfinity => new(double.PositiveInfinity, 0);
    public static Dual NegativeInfinity => new(double.NegativeInfinity, 0);
    public static Dual MaxValue => new(double.MaxValue, 0);
    public static Dual MinValue => new(double.MinValue, 0);
    public static Dual Pi => new(double.Pi, 0);

    public static implicit operator Dual(int x) => new(x, 0);
    public static implicit operator Dual(long x) => new(x, 0);
    public static explicit operator Dual(uint x) => new(x, 0);
    public static explicit operator Dual(ulong x) => new(x, 0);
    public static explicit operator Dual(double x) => new(x, 0);
    public static explicit operator int(Dual x) => (int)x.Value;
    public static explicit operator long(Dual x) => (long)x.Value;
    public static explicit operator byte(Dual x) => (byte)x.Value;

    public static Dual operator +(Dual a) => a;
    public static Dual operator -(Dual a) => new(-a.Value, -a.Tangent);
    public static Dual operator ++(Dual a) => new(a.Value + 1, a.Tangent);
    public static Dual operator --(Dual a) => new(a.Value - 1, a.Tangent);
    public static Dual operator +(Dual a, Dual b) => new(a.Value + b.Value, a.Tangent + b.Tangent);
    public static Dual operator -(Dual a, Dual b) => new(a.Value - b.Value, a.Tangent - b.Tangent);
    public static Dual operator *(Dual a, Dual b) =>
        new(a.Value * b.Value, (a.Tangent * b.Value) + (a.Value * b.Tangent));

    public static Dual operator /(Dual a, Dual b)
    {
        var quotient = a.Value / b.Value;
        return new(quotient, (a.Tangent - (quotient * b.Tangent)) / b.Value);
    }

    public static Dual operator %(Dual a, Dual b) =>
        new(a.Value % b.Value, a.Tangent - (Math.Truncate(a.Value / b.Value) * b.Tangent));

    public static bool operator <(Dual a, Dual b) => a.Value < b.Value;
    public static bool operator >(Dual a, Dual b) => a.Value > b.Value;
    public static bool operator <=(Dual a, Dual b) => a.Value <= b.Value;
    public static bool operator >=(Dual a, Dual b) => a.Value >= b.Value;
    public static bool operator ==(Dual a, Dual b) => a.Value == b.Value;
    public static bool operator !=(Dual a, Dual b) => a.Value != b.Value;

    public static bool IsNaN(Dual x) => double.IsNaN(x.Value);
    public static bool IsInfinity(Dual x) => double.IsInfinity(x.Value);
    public static bool IsFinite(Dual x) => double.IsFinite(x.Value);
    public static bool IsNegative(Dual x) => double.IsNegative(x.Value);
    public static Dual Sin(Dual x) => DualMaths.Sin(x);
    public static Dual Exp(Dual x) => DualMaths.Exp(x);
    public static Dual Sqrt(Dual x) => DualMaths.Sqrt(x);
    public static Dual Hypot(Dual x, Dual y) => DualMaths.Sqrt((x * x) + (y * y));
    public static Dual Lerp(Dual a, Dual b, Dual t) => (a * (1 - t)) + (b * t);

    public int CompareTo(Dual other) => Value.CompareTo(other.Value);
    public bool Equals(Dual other) => Value.Equals(other.Value);
    public override bool Equals(object? obj) => obj is Dual other && Equals(other);
    public override int GetHashCode() => Value.GetHashCode();
}
