namespace ILDiff.Emission;

using ILDiff.IR;
using ILDiff.Types;
using Mono.Cecil.Cil;

/// <summary>Arithmetic, comparisons and conversions.</summary>
internal sealed partial class BodyWriter
{
    private static OpCode OpCodeOf(BinaryOperator op) => op switch
    {
        BinaryOperator.Add => OpCodes.Add,
        BinaryOperator.Sub => OpCodes.Sub,
        BinaryOperator.Mul => OpCodes.Mul,
        BinaryOperator.Div => OpCodes.Div,
        BinaryOperator.Rem => OpCodes.Rem,
        BinaryOperator.DivUn => OpCodes.Div_Un,
        BinaryOperator.RemUn => OpCodes.Rem_Un,
        BinaryOperator.And => OpCodes.And,
        BinaryOperator.Or => OpCodes.Or,
        BinaryOperator.Xor => OpCodes.Xor,
        BinaryOperator.Shl => OpCodes.Shl,
        BinaryOperator.Shr => OpCodes.Shr,
        BinaryOperator.ShrUn => OpCodes.Shr_Un,
        BinaryOperator.AddOvf => OpCodes.Add_Ovf,
        BinaryOperator.AddOvfUn => OpCodes.Add_Ovf_Un,
        BinaryOperator.SubOvf => OpCodes.Sub_Ovf,
        BinaryOperator.SubOvfUn => OpCodes.Sub_Ovf_Un,
        BinaryOperator.MulOvf => OpCodes.Mul_Ovf,
        _ => OpCodes.Mul_Ovf_Un,
    };

    /// <summary>
    /// The comparison as one opcode, and whether its result is then to be inverted. On floats the inverse of an
    /// ordered comparison is the unordered one of the opposite sense, and vice versa.
    /// </summary>
    private static (OpCode Op, bool Inverted) CompareOp(CompareOperator op, bool isFloat) => op switch
    {
        CompareOperator.Eq => (OpCodes.Ceq, false),
        CompareOperator.Ne => (OpCodes.Ceq, true),
        CompareOperator.Lt => (OpCodes.Clt, false),
        CompareOperator.LtUn => (OpCodes.Clt_Un, false),
        CompareOperator.Gt => (OpCodes.Cgt, false),
        CompareOperator.GtUn => (OpCodes.Cgt_Un, false),
        CompareOperator.Le => (isFloat ? OpCodes.Cgt_Un : OpCodes.Cgt, true),
        CompareOperator.LeUn => (isFloat ? OpCodes.Cgt : OpCodes.Cgt_Un, true),
        CompareOperator.Ge => (isFloat ? OpCodes.Clt_Un : OpCodes.Clt, true),
        _ => (isFloat ? OpCodes.Clt : OpCodes.Clt_Un, true),
    };

    private static OpCode JumpOp(CompareOperator op) => op switch
    {
        CompareOperator.Eq => OpCodes.Beq,
        CompareOperator.Ne => OpCodes.Bne_Un,
        CompareOperator.Lt => OpCodes.Blt,
        CompareOperator.LtUn => OpCodes.Blt_Un,
        CompareOperator.Le => OpCodes.Ble,
        CompareOperator.LeUn => OpCodes.Ble_Un,
        CompareOperator.Gt => OpCodes.Bgt,
        CompareOperator.GtUn => OpCodes.Bgt_Un,
        CompareOperator.Ge => OpCodes.Bge,
        _ => OpCodes.Bge_Un,
    };

    private static bool IsNullOrZero(Value value) => value is Constant { IsZero: true } && !value.Type.IsFloat;

    private void WriteCompare(Compare compare)
    {
        // The one comparison of references that the verifier knows besides equality.
        if (compare.Left.Type.IsObject && compare.Operator == CompareOperator.Ne && IsNullOrZero(compare.Right))
        {
            Push(compare.Left);
            code.Emit(OpCodes.Ldnull, 1);
            code.Emit(OpCodes.Cgt_Un, -1);
            return;
        }

        Push(compare.Left);
        Push(compare.Right);
        var (op, inverted) = CompareOp(compare.Operator, compare.Left.Type.IsFloat);
        code.Emit(op, -1);
        if (!inverted) return;
        code.Constant(0);
        code.Emit(OpCodes.Ceq, -1);
    }

    /// <summary>Jumps if the condition has the given truth, else goes on.</summary>
    private void JumpIf(Value condition, bool truth, Label label)
    {
        if (condition is not Compare compare || schedule.Of(condition) == Placement.Local)
        {
            Push(condition);
            code.Jump(truth ? OpCodes.Brtrue : OpCodes.Brfalse, -1, label);
            return;
        }

        var isFloat = compare.Left.Type.IsFloat;
        var op = truth ? compare.Operator : isFloat ? compare.Operator.Negate() : compare.Operator.NegateInteger();
        Push(compare.Left);
        if (IsNullOrZero(compare.Right) && op is CompareOperator.Eq or CompareOperator.Ne or CompareOperator.GtUn or CompareOperator.LeUn && IsNullOrZero(compare.Right))
        {
            code.Jump(op is CompareOperator.Eq or CompareOperator.LeUn ? OpCodes.Brfalse : OpCodes.Brtrue, -1, label);
            return;
        }

        Push(compare.Right);
        code.Jump(JumpOp(op), -2, label);
    }

    private void WriteConvert(IR.Convert convert)
    {
        Push(convert.Operand(0));
        var kind = convert.Target.Kind;
        if (convert.Target.IsObject || convert.Target.IsAddress)
        {
            // The same bits; only the garbage collector's view of a managed reference has to be given up by hand.
            if (kind == TypeKind.Pointer && convert.Operand(0).Type.Kind != TypeKind.Pointer) code.Emit(OpCodes.Conv_U, 0);
            return;
        }

        if (convert.Target.IsFloat)
        {
            if (convert.FromUnsigned) code.Emit(OpCodes.Conv_R_Un, 0);
            code.Emit(kind == TypeKind.Float32 ? OpCodes.Conv_R4 : OpCodes.Conv_R8, 0);
            return;
        }

        code.Emit(convert.ThrowsOnOverflow ? (convert.FromUnsigned ? CheckedUnsigned(kind) : Checked(kind)) : Unchecked(kind), 0);
    }

    private static OpCode Unchecked(TypeKind kind) => kind switch
    {
        TypeKind.Int8 => OpCodes.Conv_I1,
        TypeKind.UInt8 or TypeKind.Bool => OpCodes.Conv_U1,
        TypeKind.Int16 => OpCodes.Conv_I2,
        TypeKind.UInt16 or TypeKind.Char => OpCodes.Conv_U2,
        TypeKind.Int32 => OpCodes.Conv_I4,
        TypeKind.UInt32 => OpCodes.Conv_U4,
        TypeKind.Int64 => OpCodes.Conv_I8,
        TypeKind.UInt64 => OpCodes.Conv_U8,
        TypeKind.NativeInt => OpCodes.Conv_I,
        _ => OpCodes.Conv_U,
    };

    private static OpCode Checked(TypeKind kind) => kind switch
    {
        TypeKind.Int8 => OpCodes.Conv_Ovf_I1,
        TypeKind.UInt8 or TypeKind.Bool => OpCodes.Conv_Ovf_U1,
        TypeKind.Int16 => OpCodes.Conv_Ovf_I2,
        TypeKind.UInt16 or TypeKind.Char => OpCodes.Conv_Ovf_U2,
        TypeKind.Int32 => OpCodes.Conv_Ovf_I4,
        TypeKind.UInt32 => OpCodes.Conv_Ovf_U4,
        TypeKind.Int64 => OpCodes.Conv_Ovf_I8,
        TypeKind.UInt64 => OpCodes.Conv_Ovf_U8,
        TypeKind.NativeInt => OpCodes.Conv_Ovf_I,
        _ => OpCodes.Conv_Ovf_U,
    };

    private static OpCode CheckedUnsigned(TypeKind kind) => kind switch
    {
        TypeKind.Int8 => OpCodes.Conv_Ovf_I1_Un,
        TypeKind.UInt8 or TypeKind.Bool => OpCodes.Conv_Ovf_U1_Un,
        TypeKind.Int16 => OpCodes.Conv_Ovf_I2_Un,
        TypeKind.UInt16 or TypeKind.Char => OpCodes.Conv_Ovf_U2_Un,
        TypeKind.Int32 => OpCodes.Conv_Ovf_I4_Un,
        TypeKind.UInt32 => OpCodes.Conv_Ovf_U4_Un,
        TypeKind.Int64 => OpCodes.Conv_Ovf_I8_Un,
        TypeKind.UInt64 => OpCodes.Conv_Ovf_U8_Un,
        TypeKind.NativeInt => OpCodes.Conv_Ovf_I_Un,
        _ => OpCodes.Conv_Ovf_U_Un,
    };

    /// <summary>Both values are pure, so computing only the chosen one makes no difference.</summary>
    private void WriteSelect(Select select)
    {
        var whenTrue = new Label();
        var done = new Label();
        JumpIf(select.Operand(0), true, whenTrue);
        Push(select.Operand(2));
        code.Jump(OpCodes.Br, 0, done);
        code.Depth--;
        code.Mark(whenTrue);
        Push(select.Operand(1));
        code.Mark(done);
    }
}
