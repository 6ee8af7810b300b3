namespace ILDiff.IR;

/// <summary>Operators of two operands of one type (shifts: the right one is <c>int</c>). <c>Un</c> is unsigned, <c>Ovf</c> throws on overflow.</summary>
internal enum BinaryOperator
{
    Add, Sub, Mul, Div, Rem, DivUn, RemUn,
    And, Or, Xor, Shl, Shr, ShrUn,
    AddOvf, AddOvfUn, SubOvf, SubOvfUn, MulOvf, MulOvfUn,
}

/// <summary>Operators of one operand.</summary>
internal enum UnaryOperator
{
    Neg, Not,
}

/// <summary>
/// Comparisons; the result is <c>int</c> 0 or 1. <c>Un</c> means unsigned for integers and true when unordered (NaN)
/// for floats; <c>Ne</c> is true when unordered. References compare by <c>Eq</c>, <c>Ne</c> and <c>GtUn</c>.
/// </summary>
internal enum CompareOperator
{
    Eq, Ne, Lt, LtUn, Le, LeUn, Gt, GtUn, Ge, GeUn,
}

internal static class Operators
{
    /// <summary>Whether it can throw on integers: division by zero or overflow.</summary>
    public static bool CanThrow(this BinaryOperator op) => op is BinaryOperator.Div or BinaryOperator.Rem
        or BinaryOperator.DivUn or BinaryOperator.RemUn or >= BinaryOperator.AddOvf;

    public static bool IsCommutative(this BinaryOperator op) => op is BinaryOperator.Add or BinaryOperator.Mul
        or BinaryOperator.And or BinaryOperator.Or or BinaryOperator.Xor or BinaryOperator.AddOvf or BinaryOperator.MulOvf
        or BinaryOperator.AddOvfUn or BinaryOperator.MulOvfUn;

    /// <summary>The comparison that is true exactly when this is false, NaN included.</summary>
    public static CompareOperator Negate(this CompareOperator op) => op switch
    {
        CompareOperator.Eq => CompareOperator.Ne,
        CompareOperator.Ne => CompareOperator.Eq,
        CompareOperator.Lt => CompareOperator.GeUn,
        CompareOperator.LtUn => CompareOperator.Ge,
        CompareOperator.Le => CompareOperator.GtUn,
        CompareOperator.LeUn => CompareOperator.Gt,
        CompareOperator.Gt => CompareOperator.LeUn,
        CompareOperator.GtUn => CompareOperator.Le,
        CompareOperator.Ge => CompareOperator.LtUn,
        _ => CompareOperator.Lt,
    };

    /// <summary>
    /// <see cref="Negate"/> for integers, where <c>Un</c> means unsigned instead of unordered.
    /// </summary>
    public static CompareOperator NegateInteger(this CompareOperator op) => op switch
    {
        CompareOperator.Eq => CompareOperator.Ne,
        CompareOperator.Ne => CompareOperator.Eq,
        CompareOperator.Lt => CompareOperator.Ge,
        CompareOperator.LtUn => CompareOperator.GeUn,
        CompareOperator.Le => CompareOperator.Gt,
        CompareOperator.LeUn => CompareOperator.GtUn,
        CompareOperator.Gt => CompareOperator.Le,
        CompareOperator.GtUn => CompareOperator.LeUn,
        CompareOperator.Ge => CompareOperator.Lt,
        _ => CompareOperator.LtUn,
    };
}
