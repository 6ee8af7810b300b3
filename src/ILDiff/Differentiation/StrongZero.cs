namespace ILDiff.Differentiation;

using ILDiff.IR;
using ILDiff.Rules;
using ILDiff.Types;

/// <summary>
/// Products of a partial and an adjoint or tangent. At the edge of a function's domain a partial can be infinite or
/// undefined; where asked to, an adjoint of exactly zero gives zero, for a value that does not matter must not spoil one
/// that does.
/// </summary>
internal static class StrongZero
{
    public static Value Multiply(
        IRBuilder builder, Formula partial, Value factor, IReadOnlyList<Value> operands, Value? result, IRType type, bool guarded)
    {
        var product = Scale(builder, partial, factor, operands, result, type);
        if (!guarded || partial.IsConstant) return product;
        return builder.Select(builder.Compare(CompareOperator.Eq, factor, builder.Zero(type)), builder.Zero(type), product);
    }

    /// <summary>
    /// Divides first: <c>d · (a/b)</c> is <c>(d/b) · a</c>, which shares its division with the partial <c>1/b</c>, and does
    /// not overflow where <c>b</c> is small and <c>d</c> is small with it. Reciprocals are multiplied with one by one for the same reason.
    /// </summary>
    private static Value Scale(IRBuilder builder, Formula partial, Value factor, IReadOnlyList<Value> operands, Value? result, IRType type)
    {
        Value Emit(Formula f) => f.Emit(builder, operands, result, type);
        Value Times(Formula f, Value by) => Scale(builder, f, by, operands, result, type);
        return partial.Kind switch
        {
            _ when partial.IsOne => factor,
            _ when factor is Unary { Operator: UnaryOperator.Neg } => builder.Neg(Times(partial, ((Unary)factor).Operand(0))),
            FormulaKind.Constant when partial.Value == -1 => builder.Neg(factor),
            FormulaKind.Neg => builder.Neg(Times(partial.Inputs[0], factor)),
            FormulaKind.Div => Times(partial.Inputs[0], builder.Div(factor, Emit(partial.Inputs[1]))),
            FormulaKind.Mul when partial.Inputs[1].Kind is FormulaKind.Div or FormulaKind.Result or FormulaKind.Operand => Times(partial.Inputs[0], Times(partial.Inputs[1], factor)),
            _ => builder.Mul(factor, Emit(partial)),
        };
    }
}
