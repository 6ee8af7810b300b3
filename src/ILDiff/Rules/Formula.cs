namespace ILDiff.Rules;

using System.Collections.Concurrent;
using ILDiff.IR;

/// <summary>What a <see cref="Formula"/> node is.</summary>
internal enum FormulaKind
{
    Constant, Operand, Result, Neg, Add, Sub, Mul, Div, Call,

    /// <summary>One of two formulas by a comparison of two others; inputs are left, right, when true, when false.</summary>
    Choice,
}

/// <summary>
/// A real-valued expression of a call's operands and results, as data: it can be asked what it reads, evaluated, printed
/// and expanded to IR. Interned, so equal formulas are one object. Construction simplifies where the value stays the
/// same or comes closer to the exact one (constants, factors of one, small powers); formulas are for derivatives only,
/// never for the primal, whose bits are fixed.
/// </summary>
internal sealed class Formula
{
    private static readonly ConcurrentDictionary<Key, Formula> Interned = new();

    private Formula(Key key, params Formula[] inputs)
    {
        Kind = key.Kind;
        Value = BitConverter.Int64BitsToDouble(key.Bits);
        Index = (int)key.Bits;
        Function = key.Function;
        Comparison = key.Comparison;
        Inputs = inputs;
    }

    public FormulaKind Kind { get; }

    /// <summary>The value of a constant.</summary>
    public double Value { get; }

    /// <summary>Which operand, or which component of the result.</summary>
    public int Index { get; }

    public ElementaryFunction Function { get; }

    public CompareOperator Comparison { get; }

    public IReadOnlyList<Formula> Inputs { get; }

    public bool IsConstant => Kind == FormulaKind.Constant;

    /// <summary>Whether it is the constant zero: the operand has no influence on the result.</summary>
    public bool IsZero => IsConstant && Value == 0;

    /// <summary>Whether it is the constant one: the derivative passes through unchanged.</summary>
    public bool IsOne => IsConstant && Value == 1;

    /// <summary>Whether its value is finite wherever the operands are, however far out: it need not be kept from meeting an adjoint of zero.</summary>
    public bool IsBounded => Kind switch
    {
        FormulaKind.Constant => double.IsFinite(Value),
        FormulaKind.Neg or FormulaKind.Mul or FormulaKind.Add or FormulaKind.Sub => Inputs.All(i => i.IsBounded),
        FormulaKind.Choice => Inputs[2].IsBounded && Inputs[3].IsBounded,
        FormulaKind.Call => Function is ElementaryFunction.Sin or ElementaryFunction.Cos or ElementaryFunction.SinPi or ElementaryFunction.CosPi,
        _ => false,
    };

    public static implicit operator Formula(double value) => Constant(value);

    public static Formula operator +(Formula a, Formula b) => Arithmetic(FormulaKind.Add, a, b);

    public static Formula operator -(Formula a, Formula b) => Arithmetic(FormulaKind.Sub, a, b);

    public static Formula operator *(Formula a, Formula b) => a.IsOne ? b : b.IsOne ? a : Arithmetic(FormulaKind.Mul, a, b);

    public static Formula operator /(Formula a, Formula b) => b.IsOne ? a : Arithmetic(FormulaKind.Div, a, b);

    public static Formula operator -(Formula a) =>
        a.IsConstant ? Constant(-a.Value) : a.Kind == FormulaKind.Neg ? a.Inputs[0] : Intern(new(FormulaKind.Neg, A: a), a);

    public static Formula Constant(double value) => Intern(new(FormulaKind.Constant, BitConverter.DoubleToInt64Bits(value)));

    public static Formula Operand(int index) => Intern(new(FormulaKind.Operand, index));

    /// <summary>A component of the result; of a scalar result there is only 0.</summary>
    public static Formula Result(int component = 0) => Intern(new(FormulaKind.Result, component));

    public static Formula Call(ElementaryFunction function, Formula a)
    {
        return a.IsConstant ? Constant(function.Evaluate(a.Value, 0)) : Intern(new(FormulaKind.Call, Function: function, A: a), a);
    }

    public static Formula Sin(Formula x) => Call(ElementaryFunction.Sin, x);

    public static Formula Cos(Formula x) => Call(ElementaryFunction.Cos, x);

    public static Formula SinPi(Formula x) => Call(ElementaryFunction.SinPi, x);

    public static Formula CosPi(Formula x) => Call(ElementaryFunction.CosPi, x);

    public static Formula Sinh(Formula x) => Call(ElementaryFunction.Sinh, x);

    public static Formula Cosh(Formula x) => Call(ElementaryFunction.Cosh, x);

    public static Formula Exp(Formula x) => Call(ElementaryFunction.Exp, x);

    public static Formula Log(Formula x) => Call(ElementaryFunction.Log, x);

    public static Formula Sqrt(Formula x) => Call(ElementaryFunction.Sqrt, x);

    public static Formula Abs(Formula x) => Call(ElementaryFunction.Abs, x);

    public static Formula Round(Formula x) => Call(ElementaryFunction.Round, x);

    /// <summary>
    /// A power. Small whole and half exponents, as programs write them out, become products and a root: faster by an
    /// order of magnitude, and right to a few units in the last place.
    /// </summary>
    public static Formula Pow(Formula x, Formula p)
    {
        if (x.IsConstant && p.IsConstant) return Constant(Math.Pow(x.Value, p.Value));
        if (!p.IsConstant || Math.Abs(p.Value) > 12 || Math.Floor(p.Value * 2) != p.Value * 2)
        {
            return Intern(new(FormulaKind.Call, Function: ElementaryFunction.Pow, A: x, B: p), x, p);
        }

        if (p.Value < 0) return 1 / Pow(x, -p.Value);
        var whole = WholePower(x, (int)p.Value);
        return Math.Floor(p.Value) == p.Value ? whole : whole * Sqrt(x);
    }

    /// <summary>One of two formulas by a comparison. The one not chosen may be computed too, but its value, even NaN, has no effect.</summary>
    public static Formula Choose(CompareOperator comparison, Formula left, Formula right, Formula whenTrue, Formula whenFalse)
    {
        if (whenTrue == whenFalse) return whenTrue;
        if (left.IsConstant && right.IsConstant) return Holds(comparison, left.Value, right.Value) ? whenTrue : whenFalse;
        return Intern(new(FormulaKind.Choice, Comparison: comparison, A: left, B: right, C: whenTrue, D: whenFalse), left, right, whenTrue, whenFalse);
    }

    public static Formula IfZero(Formula x, Formula then, Formula otherwise) => Choose(CompareOperator.Eq, x, 0, then, otherwise);

    public static Formula IfNegative(Formula x, Formula then, Formula otherwise) => Choose(CompareOperator.Lt, x, 0, then, otherwise);

    public static Formula IfEqual(Formula x, Formula y, Formula then, Formula otherwise) => Choose(CompareOperator.Eq, x, y, then, otherwise);

    public static Formula IfLess(Formula x, Formula y, Formula then, Formula otherwise) => Choose(CompareOperator.Lt, x, y, then, otherwise);

    public static Formula IfGreater(Formula x, Formula y, Formula then, Formula otherwise) => Choose(CompareOperator.Gt, x, y, then, otherwise);

    /// <summary>Whether a comparison holds, by IEEE's rules.</summary>
    public static bool Holds<T>(CompareOperator comparison, T a, T b) where T : System.Numerics.INumber<T> => comparison switch
    {
        CompareOperator.Eq => a == b,
        CompareOperator.Ne => a != b,
        CompareOperator.Lt => a < b,
        CompareOperator.Le => a <= b,
        CompareOperator.Gt => a > b,
        CompareOperator.Ge => a >= b,
        _ => throw new ArgumentOutOfRangeException(nameof(comparison), comparison, "not used in formulas"),
    };

    /// <summary>Whether it reads an operand.</summary>
    public bool UsesOperand(int index) => Kind == FormulaKind.Operand ? Index == index : Inputs.Any(i => i.UsesOperand(index));

    /// <summary>Whether it reads the result, or any component of it.</summary>
    public bool UsesResult => Kind == FormulaKind.Result || Inputs.Any(i => i.UsesResult);

    /// <summary>The formula with what is known of the operands put in and simplified: <c>p·x^(p-1)</c> for p = 2 is <c>2·x</c>.</summary>
    /// <param name="known">The value of each operand, or null.</param>
    public Formula Bind(Func<int, double?> known)
    {
        var inputs = Inputs;
        return Kind switch
        {
            FormulaKind.Operand => known(Index) is { } value ? Constant(value) : this,
            FormulaKind.Constant or FormulaKind.Result => this,
            FormulaKind.Neg => -inputs[0].Bind(known),
            FormulaKind.Add => inputs[0].Bind(known) + inputs[1].Bind(known),
            FormulaKind.Sub => inputs[0].Bind(known) - inputs[1].Bind(known),
            FormulaKind.Mul => inputs[0].Bind(known) * inputs[1].Bind(known),
            FormulaKind.Div => inputs[0].Bind(known) / inputs[1].Bind(known),
            FormulaKind.Call when Function == ElementaryFunction.Pow => Pow(inputs[0].Bind(known), inputs[1].Bind(known)),
            FormulaKind.Call => Call(Function, inputs[0].Bind(known)),
            _ => Choose(Comparison, inputs[0].Bind(known), inputs[1].Bind(known), inputs[2].Bind(known), inputs[3].Bind(known)),
        };
    }

    /// <summary>The formula with nodes replaced, outer ones first; where nothing is given for a node, its inputs are looked at.</summary>
    public Formula Replace(Func<Formula, Formula?> replacement)
    {
        if (replacement(this) is { } other) return other;
        if (Inputs.Count == 0) return this;
        var inputs = Inputs.Select(i => i.Replace(replacement)).ToArray();
        if (inputs.SequenceEqual(Inputs)) return this;
        return Kind switch
        {
            FormulaKind.Neg => -inputs[0],
            FormulaKind.Add => inputs[0] + inputs[1],
            FormulaKind.Sub => inputs[0] - inputs[1],
            FormulaKind.Mul => inputs[0] * inputs[1],
            FormulaKind.Div => inputs[0] / inputs[1],
            FormulaKind.Call when Function == ElementaryFunction.Pow => Pow(inputs[0], inputs[1]),
            FormulaKind.Call => Call(Function, inputs[0]),
            _ => Choose(Comparison, inputs[0], inputs[1], inputs[2], inputs[3]),
        };
    }

    /// <summary>Its value in the arithmetic of a width.</summary>
    public T Evaluate<T>(IReadOnlyList<T> operands, params IReadOnlyList<T> results) where T : System.Numerics.IBinaryFloatingPointIeee754<T>
    {
        T Of(int input) => Inputs[input].Evaluate(operands, results);
        return Kind switch
        {
            FormulaKind.Constant => T.CreateTruncating(Value),
            FormulaKind.Operand => operands[Index],
            FormulaKind.Result => results[Index],
            FormulaKind.Neg => -Of(0),
            FormulaKind.Add => Of(0) + Of(1),
            FormulaKind.Sub => Of(0) - Of(1),
            FormulaKind.Mul => Of(0) * Of(1),
            FormulaKind.Div => Of(0) / Of(1),
            FormulaKind.Call => Function.Evaluate(Of(0), Inputs.Count > 1 ? Of(1) : T.Zero),
            _ => Holds(Comparison, Of(0), Of(1)) ? Of(2) : Of(3),
        };
    }

    public override string ToString() => FormulaPrinter.Print(this, i => $"x{i}", i => i == 0 ? "r" : $"r{i}");

    private static Formula WholePower(Formula x, int p)
    {
        if (p < 2) return p == 0 ? 1 : x;
        var half = WholePower(x, p / 2);
        return p % 2 == 0 ? half * half : half * half * x;
    }

    private static Formula Arithmetic(FormulaKind kind, Formula a, Formula b)
    {
        if (!a.IsConstant || !b.IsConstant) return Intern(new(kind, A: a, B: b), a, b);
        return Constant(kind switch
        {
            FormulaKind.Add => a.Value + b.Value,
            FormulaKind.Sub => a.Value - b.Value,
            FormulaKind.Mul => a.Value * b.Value,
            _ => a.Value / b.Value,
        });
    }

    private static Formula Intern(Key key, params Formula[] inputs) => Interned.GetOrAdd(key, static (k, i) => new Formula(k, i), inputs);

    private readonly record struct Key(
        FormulaKind Kind, long Bits = 0, ElementaryFunction Function = default, CompareOperator Comparison = default,
        Formula? A = null, Formula? B = null, Formula? C = null, Formula? D = null);
}
