namespace ILDiff.Rules;

using static ILDiff.Rules.Formula;

/// <summary>
/// The derivatives of scalar mathematics: operands and result r → [∂r/∂operand …], what holds at the edges, points to
/// test at. A row serves every width and home that has a method of its name and arity. An operand that is an integer has
/// no partial (null).
/// </summary>
internal static class ScalarRules
{
    private const double Ln2 = 0.693147180559945309417;
    private const double Ln10 = 2.30258509299404568402;

    /// <summary>The types whose static methods the rows describe.</summary>
    public static readonly IReadOnlyList<string> Homes = ["System.Math", "System.MathF", "System.Double", "System.Single"];

    public static readonly IReadOnlyList<FormulaRow> Rows = [.. Powers(), .. Trigonometric(), .. Hyperbolic(), .. Selections(), .. Arithmetic()];

    private static RuleTable Powers() => new()
    {
        { "Exp", (x, r) => [r], [0.4], [-2.0] },
        { "Exp2", (x, r) => [r * Ln2], [0.4], [-2.0] },
        { "Exp10", (x, r) => [r * Ln10], [0.4], [-2.0] },
        { "ExpM1", (x, r) => [Exp(x)], "not r + 1, which cancels for x ≪ 0", [0.4], [-30.0] },
        { "Exp2M1", (x, r) => [Ln2 * Pow(2, x)], "not r + 1, which cancels for x ≪ 0", [0.4], [-30.0] },
        { "Exp10M1", (x, r) => [Ln10 * Pow(10, x)], "not r + 1, which cancels for x ≪ 0", [0.4], [-12.0] },
        { "Log", (x, r) => [1 / x], [0.4], [7.0] },
        { "Log", (x, b, r) => [1 / (x * Log(b)), -r / (b * Log(b))], [0.4, 3.0], [7.0, 0.3] },
        { "Log2", (x, r) => [1 / (x * Ln2)], [0.4], [7.0] },
        { "Log10", (x, r) => [1 / (x * Ln10)], [0.4], [7.0] },
        { "LogP1", (x, r) => [1 / (1 + x)], [0.4], [-0.9] },
        { "Log2P1", (x, r) => [1 / ((1 + x) * Ln2)], [0.4], [-0.9] },
        { "Log10P1", (x, r) => [1 / ((1 + x) * Ln10)], [0.4], [-0.9] },
        {
            "Pow", (x, p, r) =>
            [
                IfZero(p, 0, p * Pow(x, p - 1)),
                Choose(IR.CompareOperator.Le, x, 0, 0, IfZero(r, 0, r * Log(x))),
            ],
            "p = 0: constant in x, also at x = 0, where the product would be 0·∞. For x < 0 the power exists at integers p only, so ∂r/∂p is taken as 0; at x = 0, and where the power has become 0, it is the limit, also 0",
            [2.0, 3.0], [0.5, -1.5], [3.0, 0.3], [2.0, 0.0], [1.7, 2.0], [1.7, 0.5]
        },
        { "Sqrt", (x, r) => [0.5 / r], "x = 0: +∞, the limit", [0.4], [9.0] },
        { "Cbrt", (x, r) => [1 / (3 * (r * r))], "x = 0: +∞, the limit", [0.4], [-9.0] },
        {
            "RootN", (x, n, r) => [IfEqual(n, 1, 1, IfZero(x, double.PositiveInfinity / n, r / x / n)), null],
            "x = 0: ±∞, the limit from the right", [0.4, 3.0], [-9.0, 5.0], [2.0, -2.0], [2.0, 1.0]
        },
        {
            "Hypot", (x, y, r) => [IfZero(r, 0, x / r), IfZero(r, 0, y / r)],
            "(0, 0): 0, the middle of the directional derivatives", [3.0, 4.0], [-0.3, 2.0], [1e200, -2e200]
        },
        { "ReciprocalEstimate", (x, r) => [-1 / (x * x)], "the derivative of the exact reciprocal", [0.4], [-9.0] },
        { "ReciprocalSqrtEstimate", (x, r) => [-0.5 / (x * Sqrt(x))], "the derivative of the exact reciprocal root", [0.4], [9.0] },
    };

    private static RuleTable Trigonometric()
    {
        var table = new RuleTable
        {
            { "Sin", (x, r) => [Cos(x)], [0.4], [-2.0] },
            { "Cos", (x, r) => [-Sin(x)], [0.4], [-2.0] },
            { "Tan", (x, r) => [1 + r * r], [0.4], [-2.0] },
            { "SinPi", (x, r) => [Math.PI * CosPi(x)], [0.4], [-2.3] },
            { "CosPi", (x, r) => [-Math.PI * SinPi(x)], [0.4], [-2.3] },
            { "TanPi", (x, r) => [Math.PI * (1 + r * r)], [0.4], [-2.3] },
            { "Asin", (x, r) => [1 / Sqrt((1 - x) * (1 + x))], "the factored form does not cancel near ±1; at ±1: +∞", [0.4], [-0.9] },
            { "Acos", (x, r) => [-1 / Sqrt((1 - x) * (1 + x))], "the factored form does not cancel near ±1; at ±1: -∞", [0.4], [-0.9] },
            { "Atan", (x, r) => [1 / (1 + x * x)], [0.4], [-9.0] },
            { "AsinPi", (x, r) => [1 / Math.PI / Sqrt((1 - x) * (1 + x))], "at ±1: +∞", [0.4], [-0.9] },
            { "AcosPi", (x, r) => [-1 / Math.PI / Sqrt((1 - x) * (1 + x))], "at ±1: -∞", [0.4], [-0.9] },
            { "AtanPi", (x, r) => [1 / Math.PI / (1 + x * x)], [0.4], [-9.0] },
            { "Atan2", (y, x, r) => Over(x * x + y * y, x, -y), "(0, 0): NaN; there is no tangent, and no side to take", [1.0, 2.0], [-1.0, -2.0] },
            { "Atan2Pi", (y, x, r) => Over(Math.PI * (x * x + y * y), x, -y), "(0, 0): NaN", [1.0, 2.0], [-1.0, -2.0] },
        };
        table.AddTuple("SinCos", (x, s, c) => [[c], [-s]], [0.4], [-2.0]);
        table.AddTuple("SinCosPi", (x, s, c) => [[Math.PI * c], [-Math.PI * s]], [0.4], [-2.3]);
        return table;
    }

    private static RuleTable Hyperbolic() => new()
    {
        { "Sinh", (x, r) => [Cosh(x)], [0.4], [-2.0] },
        { "Cosh", (x, r) => [Sinh(x)], [0.4], [-2.0] },
        {
            "Tanh", (x, r) => [(1 - r) * (1 + r)],
            "reads r only; 1 - r is exact near 1, so the error is that of r: absolute, below 2e-16", [0.4], [-2.0]
        },
        {
            "Asinh", (x, r) => [IfGreater(Abs(x), 1e9, 1 / Abs(x), 1 / Sqrt(1 + x * x))],
            "far from 0 the 1 is below rounding, and x * x would overflow", [0.4], [-2.0], [3e200]
        },
        { "Acosh", (x, r) => [1 / (Sqrt(x - 1) * Sqrt(x + 1))], "neither cancels near 1 nor overflows; at 1: +∞", [1.4], [20.0], [3e200] },
        { "Atanh", (x, r) => [1 / ((1 - x) * (1 + x))], [0.4], [-0.9] },
    };

    private static RuleTable Selections()
    {
        var table = new RuleTable
        {
            { "Abs", (x, r) => [IfNegative(x, -1, 1)], "x = 0: 1, the side of `x < 0 ? -x : x`", [0.4], [-2.0] },
            { "Max", (x, y, r) => First(IR.CompareOperator.Ge, x, y), Tie, [0.4, 0.7], [0.4, -0.7] },
            { "Min", (x, y, r) => First(IR.CompareOperator.Le, x, y), Tie, [0.4, 0.7], [0.4, -0.7] },
            { "MaxNative", (x, y, r) => First(IR.CompareOperator.Ge, x, y), Tie, [0.4, 0.7], [0.4, -0.7] },
            { "MinNative", (x, y, r) => First(IR.CompareOperator.Le, x, y), Tie, [0.4, 0.7], [0.4, -0.7] },
            { "MaxNumber", (x, y, r) => First(IR.CompareOperator.Eq, x, r), TieOrNaN, [0.4, 0.7], [0.4, -0.7] },
            { "MinNumber", (x, y, r) => First(IR.CompareOperator.Eq, x, r), TieOrNaN, [0.4, 0.7], [0.4, -0.7] },
            { "MaxMagnitude", (x, y, r) => First(IR.CompareOperator.Eq, x, r), Tie, [0.4, -0.7], [-0.9, 0.7] },
            { "MinMagnitude", (x, y, r) => First(IR.CompareOperator.Eq, x, r), Tie, [0.4, -0.7], [-0.9, 0.7] },
            { "MaxMagnitudeNumber", (x, y, r) => First(IR.CompareOperator.Eq, x, r), TieOrNaN, [0.4, -0.7], [-0.9, 0.7] },
            { "MinMagnitudeNumber", (x, y, r) => First(IR.CompareOperator.Eq, x, r), TieOrNaN, [0.4, -0.7], [-0.9, 0.7] },
            { "Clamp", (x, low, high, r) => Clamped(x, low, high), "on a bound: the side of x", [0.4, -1.0, 1.0], [-3.0, -1.0, 1.0], [3.0, -1.0, 1.0] },
            { "ClampNative", (x, low, high, r) => Clamped(x, low, high), "on a bound: the side of x", [0.4, -1.0, 1.0], [-3.0, -1.0, 1.0], [3.0, -1.0, 1.0] },
            {
                "CopySign", (x, s, r) => [IfZero(x, IfNegative(s, -1, 1), IfNegative(x, -1, 1) * IfNegative(r, -1, 1)), 0],
                "x = 0: the right side; s gives only its sign", [0.4, -2.0], [-0.4, -2.0], [-0.4, 2.0]
            },
        };
        table.Throws("Clamp");
        return table;
    }

    private static RuleTable Arithmetic() => new()
    {
        { "op_Addition", (x, y, r) => [1, 1], [0.4, 0.7] },
        { "op_Subtraction", (x, y, r) => [1, -1], [0.4, 0.7] },
        { "op_Multiply", (x, y, r) => [y, x], [0.4, 0.7] },
        { "op_Division", (x, y, r) => [1 / y, -r / y], [0.4, 0.7], [-2.0, 0.3] },
        { "op_Modulus", (x, y, r) => Remainder(x, y, r), Quotient, [7.4, 0.7], [-7.4, 0.7], [7.4, -3.0] },
        { "op_UnaryNegation", (x, r) => [-1], [0.4] },
        { "op_UnaryPlus", (x, r) => [1], [0.4] },
        { "op_Increment", (x, r) => [1], [0.4] },
        { "op_Decrement", (x, r) => [1], [0.4] },
        { "IEEERemainder", (x, y, r) => Remainder(x, y, r), Quotient, [7.4, 0.9], [-7.4, 0.9], [8.4, -3.0] },
        { "Ieee754Remainder", (x, y, r) => Remainder(x, y, r), Quotient, [7.4, 0.9], [-7.4, 0.9], [8.4, -3.0] },
        { "FusedMultiplyAdd", (x, y, z, r) => [y, x, 1], [0.4, 0.7, -2.0] },
        { "MultiplyAddEstimate", (x, y, z, r) => [y, x, 1], [0.4, 0.7, -2.0] },
        { "Lerp", (a, b, t, r) => [1 - t, t, b - a], [0.4, 0.7, 0.2] },
        { "ScaleB", (x, n, r) => [Pow(2, n), null], [0.4, 3.0], [-2.0, -5.0] },
        { "BitIncrement", (x, r) => [1], "the step to the next number counts as constant", [0.4] },
        { "BitDecrement", (x, r) => [1], "the step to the next number counts as constant", [0.4] },
        { "DegreesToRadians", (x, r) => [Math.PI / 180], [0.4] },
        { "RadiansToDegrees", (x, r) => [180 / Math.PI], [0.4] },
    };

    private const string Tie = "at a tie: the first operand";
    private const string TieOrNaN = "at a tie: the first operand; beside NaN: the number";
    private const string Quotient = "∂r/∂y is minus the whole quotient, got back from r without a rounding that could jump; at a jump: the branch taken";

    private static Formula[] Over(Formula q, params Formula[] tops) => [.. tops.Select(t => t / q)];

    private static Formula[] First(IR.CompareOperator comparison, Formula x, Formula other) =>
        [Choose(comparison, x, other, 1, 0), Choose(comparison, x, other, 0, 1)];

    private static Formula[] Clamped(Formula x, Formula low, Formula high) =>
    [
        IfLess(x, low, 0, IfGreater(x, high, 0, 1)),
        IfLess(x, low, 1, 0),
        IfLess(x, low, 0, IfGreater(x, high, 1, 0)),
    ];

    private static Formula[] Remainder(Formula x, Formula y, Formula r) => [1, -Round((x - r) / y)];
}
