namespace ILDiff.Optimization;

using ILDiff.IR;
using ILDiff.Types;

/// <summary>
/// Local identities that hold for every bit pattern: what an instruction comes to, given its operands. Floats are
/// neither reassociated nor contracted.
/// </summary>
internal static class Peephole
{
    /// <summary>A value that exists already, a constant, or a new instruction in no block to stand in its place; null if nothing simpler is known.</summary>
    public static Value? Simplify(IRBuilder builder, Instruction instruction) => instruction switch
    {
        Binary i => Folding.Binary(builder, i.Operator, i.Left, i.Right) ?? OfBinary(builder, i),
        Unary i => Folding.Unary(builder, i.Operator, i.Operand(0)),
        Compare i => Folding.Compare(builder, i.Operator, i.Left, i.Right) ?? OfCompare(builder, i),
        Convert i => Folding.Convert(builder, i.Operand(0), i.Target, i.ThrowsOnOverflow, i.FromUnsigned) ?? OfConvert(i),
        Select { Operands: [_, var yes, var no] } when yes == no => yes,
        Select { Operands: [Constant c, var yes, var no] } => c.IsZero ? no : yes,
        ExtractField i => OfExtract(builder, i),
        InsertField { Value: ExtractField extract } i when extract.Field == i.Field && extract.Container == i.Container => i.Container,
        ArrayLength { Array: NewArray made } i when made.Lengths[i.Dimension].Type == i.Type => made.Lengths[i.Dimension],
        ArrayLength { Array: MakeSpan made } i => OfLength(made, i),
        Cast { Throws: true } i when i.Operand(0).Type == i.Target => i.Operand(0),
        _ => null,
    };

    private static Value? OfLength(MakeSpan made, ArrayLength i) => (made.Range.Length, made.Source) switch
    {
        (2, _) => made.Range[1],
        (0, NewArray array) when array.Lengths[0].Type == i.Type => array.Lengths[0],
        (0, { Type.IsSpan: true } whole) => new ArrayLength(whole, 0, i.Type),
        _ => null,
    };

    private static Value? OfBinary(IRBuilder builder, Binary i)
    {
        if (i.IsAccumulation && i.Left is Constant { IsZero: true }) return i.Right;
        if (i.IsAccumulation && i.Right is Constant { IsZero: true }) return i.Left;
        if (i.IsAccumulation && i.Right is Unary { Operator: UnaryOperator.Neg } right) return new Binary(BinaryOperator.Sub, i.Left, right.Operand(0));
        if (i.IsAccumulation && i.Left is Unary { Operator: UnaryOperator.Neg } left) return new Binary(BinaryOperator.Sub, i.Right, left.Operand(0));
        if (i.Type.Kind is not (TypeKind.Int32 or TypeKind.Int64)) return null;
        if (i.Left == i.Right)
        {
            if (i.Operator is BinaryOperator.Sub or BinaryOperator.Xor) return builder.Zero(i.Type);
            if (i.Operator is BinaryOperator.And or BinaryOperator.Or) return i.Left;
        }

        if (i.Operator is BinaryOperator.Mul or BinaryOperator.And && (i.Left is Constant { IsZero: true } || i.Right is Constant { IsZero: true })) return builder.Zero(i.Type);
        return OfSum(builder, i);
    }

    /// <summary><c>(x + a) + b</c> of integers with constants is <c>x + (a + b)</c>; subtracted constants are added.</summary>
    private static Value? OfSum(IRBuilder builder, Binary i)
    {
        if (i.Type.Kind != TypeKind.Int32 || i.Right is not Constant { Literal: int outer }) return null;
        if (i.Operator == BinaryOperator.Sub) return new Binary(BinaryOperator.Add, i.Left, builder.Int(unchecked(-outer)));
        if (i.Operator != BinaryOperator.Add || i.Left is not Binary { Operator: BinaryOperator.Add, Right: Constant { Literal: int inner } } sum) return null;
        var total = unchecked(inner + outer);
        return total == 0 ? sum.Left : new Binary(BinaryOperator.Add, sum.Left, builder.Int(total));
    }

    private static Value? OfCompare(IRBuilder builder, Compare i)
    {
        if (i.Left == i.Right && !i.Left.Type.IsFloat)
        {
            return builder.Int(i.Operator is CompareOperator.Eq or CompareOperator.Le or CompareOperator.LeUn or CompareOperator.Ge or CompareOperator.GeUn ? 1 : 0);
        }

        if (i.Right is not Constant { IsZero: true } || i.Left.Type.IsFloat) return null;

        // Unsigned above zero is another way to say nonzero.
        var isNonzero = i.Operator is CompareOperator.Ne or CompareOperator.GtUn;
        var isZero = i.Operator is CompareOperator.Eq or CompareOperator.LeUn;
        if (i.Left is Compare inner && isNonzero) return inner;
        if (i.Left is Compare flipped && isZero)
        {
            var negated = flipped.Left.Type.IsFloat ? flipped.Operator.Negate() : flipped.Operator.NegateInteger();
            return new Compare(negated, flipped.Left, flipped.Right, i.Type);
        }

        return i.Operator switch
        {
            CompareOperator.GtUn => new Compare(CompareOperator.Ne, i.Left, i.Right, i.Type),
            CompareOperator.LeUn => new Compare(CompareOperator.Eq, i.Left, i.Right, i.Type),
            _ => null,
        };
    }

    private static Value? OfConvert(Convert i)
    {
        var operand = i.Operand(0);
        if (i.ThrowsOnOverflow || i.FromUnsigned) return null;
        if (i.Target.Kind is TypeKind.Int32 or TypeKind.UInt32 && operand.Type.Kind == TypeKind.Int32) return operand;
        if (i.Target.Kind is TypeKind.Int64 or TypeKind.UInt64 && operand.Type.Kind == TypeKind.Int64) return operand;
        if (i.Target.Kind == TypeKind.Int32 && operand is ArrayLength { Array: NewArray made } length && made.Lengths[length.Dimension] is { Type.Kind: TypeKind.Int32 } given) return given;
        if (operand is not Convert { ThrowsOnOverflow: false, FromUnsigned: false } inner) return null;
        var source = inner.Operand(0);
        return (source.Type.Kind, inner.Target.Kind, i.Target.Kind) switch
        {
            // Widening and back is exact.
            (TypeKind.Float32, TypeKind.Float64, TypeKind.Float32) => source,
            (TypeKind.Int32, TypeKind.Int64 or TypeKind.NativeInt, TypeKind.Int32 or TypeKind.UInt32) => source,
            _ => null,
        };
    }

    private static Value? OfExtract(IRBuilder builder, ExtractField i)
    {
        if (i.Container is Constant) return builder.Zero(i.Field.Type);
        var container = i.Container;
        while (container is InsertField insert)
        {
            if (insert.Field == i.Field) return insert.Value;
            container = insert.Container;
        }

        if (container is Constant) return builder.Zero(i.Field.Type);
        return container == i.Container ? null : new ExtractField(container, i.Field);
    }
}
