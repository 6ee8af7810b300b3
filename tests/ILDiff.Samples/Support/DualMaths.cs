namespace ILDiff.Samples.Support;

/// <summary><see cref="Math"/> on dual numbers, each derivative from the textbook.</summary>
public static class DualMaths
{
    public static Dual Abs(Dual x) => x.Value < 0 ? -x : x;
    public static Dual Sqrt(Dual x) => Chain(x, Math.Sqrt(x.Value), 0.5 / Math.Sqrt(x.Value));
    public static Dual Cbrt(Dual x) => Chain(x, Math.Cbrt(x.Value), Math.Cbrt(x.Value) / (3 * x.Value));
    public static Dual Exp(Dual x) => Chain(x, Math.Exp(x.Value), Math.Exp(x.Value));
    public static Dual Log(Dual x) => Chain(x, Math.Log(x.Value), 1 / x.Value);
    public static Dual Log10(Dual x) => Chain(x, Math.Log10(x.Value), 1 / (x.Value * Math.Log(10)));
    public static Dual Log2(Dual x) => Chain(x, Math.Log2(x.Value), 1 / (x.Value * Math.Log(2)));
    public static Dual Sin(Dual x) => Chain(x, Math.Sin(x.Value), Math.Cos(x.Value));
    public static Dual Cos(Dual x) => Chain(x, Math.Cos(x.Value), -Math.Sin(x.Value));
    public static Dual Tan(Dual x) => Chain(x, Math.Tan(x.Value), 1 + (Math.Tan(x.Value) * Math.Tan(x.Value)));
    public static Dual Asin(Dual x) => Chain(x, Math.Asin(x.Value), 1 / Math.Sqrt(1 - (x.Value * x.Value)));
    public static Dual Acos(Dual x) => Chain(x, Math.Acos(x.Value), -1 / Math.Sqrt(1 - (x.Value * x.Value)));
    public static Dual Atan(Dual x) => Chain(x, Math.Atan(x.Value), 1 / (1 + (x.Value * x.Value)));
    public static Dual Sinh(Dual x) => Chain(x, Math.Sinh(x.Value), Math.Cosh(x.Value));
    public static Dual Cosh(Dual x) => Chain(x, Math.Cosh(x.Value), Math.Sinh(x.Value));
    public static Dual Tanh(Dual x) => Chain(x, Math.Tanh(x.Value), 1 - (Math.Tanh(x.Value) * Math.Tanh(x.Value)));
    public static Dual Max(Dual a, Dual b) => a.Value >= b.Value ? a : b;
    public static Dual Min(Dual a, Dual b) => a.Value <= b.Value ? a : b;
    public static Dual Floor(Dual x) => new(Math.Floor(x.Value), 0);
    public static Dual Ceiling(Dual x) => new(Math.Ceiling(x.Value), 0);
    public static Dual Round(Dual x) => new(Math.Round(x.Value), 0);
    public static Dual Truncate(Dual x) => new(Math.Truncate(x.Value), 0);
    public static int Sign(Dual x) => Math.Sign(x.Value);
    public static Dual CopySign(Dual x, Dual y) => Math.CopySign(1, x.Value) == Math.CopySign(1, y.Value) ? x : -x;
    public static Dual FusedMultiplyAdd(Dual a, Dual b, Dual c) =>
        new(Math.FusedMultiplyAdd(a.Value, b.Value, c.Value), (a.Tangent * b.Value) + (a.Value * b.Tangent) + c.Tangent);

    public static Dual Pow(Dual x, Dual p)
    {
        var r = Math.Pow(x.Value, p.Value);
        var byBase = p.Value == 0 ? 0 : p.Value * Math.Pow(x.Value, p.Value - 1);
        var byExponent = x.Value == 0 || p.Tangent == 0 ? 0 : r * Math.Log(x.Value);
        return new(r, (byBase * x.Tangent) + (byExponent * p.Tangent));
    }

    public static Dual Atan2(Dual y, Dual x)
    {
        var square = (x.Value * x.Value) + (y.Value * y.Value);
        return new(Math.Atan2(y.Value, x.Value), ((x.Value * y.Tangent) - (y.Value * x.Tangent)) / square);
    }

    private static Dual Chain(Dual x, double value, double partial) => new(value, partial * x.Tangent);
}
