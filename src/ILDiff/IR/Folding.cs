namespace ILDiff.IR;

using ILDiff.Types;

/// <summary>Constant folding, bit for bit what the run time computes. Returns null where nothing folds.</summary>
internal static class Folding
{
    public static Value? Binary(IRBuilder builder, BinaryOperator op, Value left, Value right)
    {
        if (left is Constant { Literal: not null } a && right is Constant { Literal: not null } b)
        {
            object? result = (a.Literal, b.Literal) switch
            {
                (double x, double y) => Compute(op, x, y),
                (float x, float y) => Compute(op, x, y),
                (int x, int y) => Compute(op, x, y),
                (long x, long y) when left.Type.Kind == TypeKind.Int64 => Compute(op, x, y),
                (long x, int y) when left.Type.Kind == TypeKind.Int64 => Shift(op, x, y),
                _ => null,
            };
            if (result is not null) return builder.Method.Constant(left.Type, result);
        }

        // Identities that hold for every bit pattern; x + 0.0 is none of them, since -0.0 + 0.0 is +0.0.
        if (right is Constant { Literal: 1.0 or 1f or 1 or 1L } && op == BinaryOperator.Mul) return left;
        if (left is Constant { Literal: 1.0 or 1f or 1 or 1L } && op == BinaryOperator.Mul) return right;
        if (right is Constant { Literal: 1.0 or 1f } && op == BinaryOperator.Div) return left;
        if (right is not Constant { IsZero: true } && left is not Constant { IsZero: true }) return null;
        if (left.Type.IsFloat) return right is Constant { IsZero: true } && op == BinaryOperator.Sub ? left : null;
        if (!left.Type.IsInteger) return null;
        if (left is Constant { IsZero: true }) return op is BinaryOperator.Add or BinaryOperator.Or or BinaryOperator.Xor ? right : null;
        return op is BinaryOperator.Add or BinaryOperator.Sub or BinaryOperator.Or or BinaryOperator.Xor
            or BinaryOperator.Shl or BinaryOperator.Shr or BinaryOperator.ShrUn ? left : null;
    }

    public static Value? Unary(IRBuilder builder, UnaryOperator op, Value operand) => (op, (operand as Constant)?.Literal) switch
    {
        (UnaryOperator.Neg, double d) => builder.Method.Constant(operand.Type, -d),
        (UnaryOperator.Neg, float f) => builder.Method.Constant(operand.Type, -f),
        (UnaryOperator.Neg, int i) => builder.Method.Constant(operand.Type, unchecked(-i)),
        (UnaryOperator.Not, int i) => builder.Method.Constant(operand.Type, ~i),
        (UnaryOperator.Neg, long i) when operand.Type.Kind == TypeKind.Int64 => builder.Method.Constant(operand.Type, unchecked(-i)),
        (UnaryOperator.Not, long i) when operand.Type.Kind == TypeKind.Int64 => builder.Method.Constant(operand.Type, ~i),
        _ => operand is IR.Unary { Operator: var inner } u && inner == op ? u.Operand(0) : null,
    };

    public static Value? Compare(IRBuilder builder, CompareOperator op, Value left, Value right)
    {
        if (left is not Constant { Literal: { } a } || right is not Constant { Literal: { } b }) return null;
        bool? result = (a, b) switch
        {
            (double x, double y) => Compute(op, x, y),
            (float x, float y) => Compute(op, (double)x, y),
            (int x, int y) => Compute(op, x, y, (uint)x, (uint)y),
            (long x, long y) when left.Type.Kind == TypeKind.Int64 => Compute(op, x, y, (ulong)x, (ulong)y),
            _ => null,
        };
        return result is { } known ? builder.Int(known ? 1 : 0) : null;
    }

    public static Value? Convert(IRBuilder builder, Value operand, IRType target, bool throwsOnOverflow, bool fromUnsigned)
    {
        if (operand.Type == target && target.IsFloat) return operand;
        if (throwsOnOverflow || fromUnsigned || operand is not Constant { Literal: { } literal }) return null;
        return (literal, target.Kind) switch
        {
            (int i, TypeKind.Float64) => builder.Float(target, i),
            (int i, TypeKind.Float32) => builder.Method.Constant(target, (float)i),
            (int i, TypeKind.Int64) => builder.Long(i),
            (int i, TypeKind.UInt64) => builder.Long((uint)i),
            (long i, TypeKind.Float64) when operand.Type.Kind == TypeKind.Int64 => builder.Float(target, i),
            (long i, TypeKind.Int32 or TypeKind.UInt32) => builder.Int(unchecked((int)i)),
            (double d, TypeKind.Float32) => builder.Method.Constant(target, (float)d),
            (float f, TypeKind.Float64) => builder.Method.Constant(target, (double)f),
            (int, TypeKind.Int32 or TypeKind.UInt32) => operand,
            _ => null,
        };
    }

    public static Value? ExtractField(IRBuilder builder, Value container, IRField field) => container switch
    {
        Constant => builder.Zero(field.Type),
        InsertField insert when insert.Field == field && insert.Value.Type == field.Type => insert.Value,
        InsertField insert when insert.Field != field => ExtractField(builder, insert.Container, field) ?? builder.Add(new ExtractField(insert.Container, field)),
        _ => null,
    };

    private static object? Compute(BinaryOperator op, double x, double y) => op switch
    {
        BinaryOperator.Add => x + y,
        BinaryOperator.Sub => x - y,
        BinaryOperator.Mul => x * y,
        BinaryOperator.Div => x / y,
        BinaryOperator.Rem => x % y,
        _ => null,
    };

    private static object? Compute(BinaryOperator op, float x, float y) => op switch
    {
        BinaryOperator.Add => x + y,
        BinaryOperator.Sub => x - y,
        BinaryOperator.Mul => x * y,
        BinaryOperator.Div => x / y,
        BinaryOperator.Rem => x % y,
        _ => null,
    };

    private static object? Compute(BinaryOperator op, int x, int y) => unchecked(op switch
    {
        BinaryOperator.Add => x + y,
        BinaryOperator.Sub => x - y,
        BinaryOperator.Mul => x * y,
        BinaryOperator.And => x & y,
        BinaryOperator.Or => x | y,
        BinaryOperator.Xor => x ^ y,
        BinaryOperator.Shl when y is >= 0 and < 32 => x << y,
        BinaryOperator.Shr when y is >= 0 and < 32 => x >> y,
        BinaryOperator.ShrUn when y is >= 0 and < 32 => (int)((uint)x >> y),
        _ => (object?)null,
    });

    private static object? Compute(BinaryOperator op, long x, long y) => unchecked(op switch
    {
        BinaryOperator.Add => x + y,
        BinaryOperator.Sub => x - y,
        BinaryOperator.Mul => x * y,
        BinaryOperator.And => x & y,
        BinaryOperator.Or => x | y,
        BinaryOperator.Xor => x ^ y,
        _ => (object?)null,
    });

    private static object? Shift(BinaryOperator op, long x, int y) => y is < 0 or > 63 ? null : op switch
    {
        BinaryOperator.Shl => x << y,
        BinaryOperator.Shr => x >> y,
        BinaryOperator.ShrUn => (long)((ulong)x >> y),
        _ => null,
    };

    private static bool Compute(CompareOperator op, double x, double y) => op switch
    {
        CompareOperator.Eq => x == y,
        CompareOperator.Ne => x != y,
        CompareOperator.Lt => x < y,
        CompareOperator.LtUn => !(x >= y),
        CompareOperator.Le => x <= y,
        CompareOperator.LeUn => !(x > y),
        CompareOperator.Gt => x > y,
        CompareOperator.GtUn => !(x <= y),
        CompareOperator.Ge => x >= y,
        _ => !(x < y),
    };

    private static bool Compute(CompareOperator op, long x, long y, ulong ux, ulong uy) => op switch
    {
        CompareOperator.Eq => x == y,
        CompareOperator.Ne => x != y,
        CompareOperator.Lt => x < y,
        CompareOperator.LtUn => ux < uy,
        CompareOperator.Le => x <= y,
        CompareOperator.LeUn => ux <= uy,
        CompareOperator.Gt => x > y,
        CompareOperator.GtUn => ux > uy,
        CompareOperator.Ge => x >= y,
        _ => ux >= uy,
    };
}
