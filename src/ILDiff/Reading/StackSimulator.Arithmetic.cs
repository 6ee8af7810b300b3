namespace ILDiff.Reading;

using ILDiff.IR;
using ILDiff.Types;
using Mono.Cecil.Cil;
using Instruction = Mono.Cecil.Cil.Instruction;

/// <summary>Constants, arithmetic and comparisons that leave a value.</summary>
internal sealed partial class StackSimulator
{
    private bool Constants(Instruction instruction)
    {
        switch (instruction.OpCode.Code)
        {
            case >= Code.Ldc_I4_M1 and <= Code.Ldc_I4_8:
                Push(builder.Int(instruction.OpCode.Code - Code.Ldc_I4_0));
                return true;
            case Code.Ldc_I4_S or Code.Ldc_I4:
                Push(builder.Int(instruction.Operand is sbyte small ? small : (int)instruction.Operand));
                return true;
            case Code.Ldc_I8:
                Push(builder.Long((long)instruction.Operand));
                return true;
            case Code.Ldc_R4:
                Push(method.Constant(types.Float32, (float)instruction.Operand));
                return true;
            case Code.Ldc_R8:
                Push(method.Constant(types.Float64, (double)instruction.Operand));
                return true;
            case Code.Ldstr:
                Push(method.Constant(types.String, instruction.Operand as string ?? throw place.Invalid("its operand is no string")));
                return true;
            case Code.Ldnull:
                Push(method.Constant(types.Object, null));
                return true;
            case Code.Dup:
                Push(Pop());
                Push(stack[^1]);
                return true;
            case Code.Pop:
                Pop();
                return true;
            default:
                return false;
        }
    }

    private bool Arithmetic(Instruction instruction)
    {
        switch (instruction.OpCode.Code)
        {
            case Code.Add: return Binary(BinaryOperator.Add);
            case Code.Sub: return Binary(BinaryOperator.Sub);
            case Code.Mul: return Binary(BinaryOperator.Mul);
            case Code.Div: return Binary(BinaryOperator.Div);
            case Code.Rem: return Binary(BinaryOperator.Rem);
            case Code.Div_Un: return Binary(BinaryOperator.DivUn);
            case Code.Rem_Un: return Binary(BinaryOperator.RemUn);
            case Code.And: return Binary(BinaryOperator.And);
            case Code.Or: return Binary(BinaryOperator.Or);
            case Code.Xor: return Binary(BinaryOperator.Xor);
            case Code.Add_Ovf: return Binary(BinaryOperator.AddOvf);
            case Code.Sub_Ovf: return Binary(BinaryOperator.SubOvf);
            case Code.Mul_Ovf: return Binary(BinaryOperator.MulOvf);
            case Code.Add_Ovf_Un: return Binary(BinaryOperator.AddOvfUn, unsigned: true);
            case Code.Sub_Ovf_Un: return Binary(BinaryOperator.SubOvfUn, unsigned: true);
            case Code.Mul_Ovf_Un: return Binary(BinaryOperator.MulOvfUn, unsigned: true);
            case Code.Shl: return Shift(BinaryOperator.Shl);
            case Code.Shr: return Shift(BinaryOperator.Shr);
            case Code.Shr_Un: return Shift(BinaryOperator.ShrUn);
            case Code.Neg: return Unary(UnaryOperator.Neg);
            case Code.Not: return Unary(UnaryOperator.Not);
            case Code.Ceq: return Comparison(CompareOperator.Eq);
            case Code.Cgt: return Comparison(CompareOperator.Gt);
            case Code.Cgt_Un: return Comparison(CompareOperator.GtUn);
            case Code.Clt: return Comparison(CompareOperator.Lt);
            case Code.Clt_Un: return Comparison(CompareOperator.LtUn);
            default: return false;
        }
    }

    private bool Binary(BinaryOperator op, bool unsigned = false)
    {
        var (right, left) = (Pop(), Pop());
        var adds = op is BinaryOperator.Add or BinaryOperator.AddOvf or BinaryOperator.AddOvfUn;
        var subtracts = op is BinaryOperator.Sub or BinaryOperator.SubOvf or BinaryOperator.SubOvfUn;
        if (adds && right.Type.IsAddress && !left.Type.IsAddress) (left, right) = (right, left);
        if (left.Type.IsAddress && (adds || subtracts) && right.Type.IsInteger)
        {
            // The result stays an address of the same place's type.
            Push(builder.Binary(op, left, unsigned ? Widen(right, types.NativeInt, true) : Widen(right, types.NativeInt, false)));
            return true;
        }

        (left, right) = Together(left, right, unsigned);
        if (left.Type.IsFloat && op > BinaryOperator.Rem) throw place.Invalid($"{op} takes no floats");
        Push(builder.Binary(op, left, right));
        return true;
    }

    private bool Shift(BinaryOperator op)
    {
        var (amount, value) = (Number(Pop()), Number(Pop()));
        if (!value.Type.IsInteger || !amount.Type.IsInteger) throw place.Invalid("a shift takes integers");
        if (amount.Type.Kind == TypeKind.Int64) amount = builder.Convert(amount, types.Int32);
        Push(builder.Binary(op, value, amount));
        return true;
    }

    private bool Unary(UnaryOperator op)
    {
        var operand = Number(Pop());
        if (!operand.Type.IsInteger && !(operand.Type.IsFloat && op == UnaryOperator.Neg)) throw place.Invalid($"{op} takes a number");
        Push(builder.Unary(op, operand));
        return true;
    }

    private bool Comparison(CompareOperator op)
    {
        var (right, left) = (Pop(), Pop());
        Push(Compare(op, left, right));
        return true;
    }

    /// <summary>An <c>int</c> compared with a native integer is extended by its sign, but unsigned in unsigned branches.</summary>
    private Value Compare(CompareOperator op, Value left, Value right, bool branches = false)
    {
        var unsigned = op is CompareOperator.LtUn or CompareOperator.LeUn or CompareOperator.GtUn or CompareOperator.GeUn;
        if (left.Type.IsObject && right.Type.IsObject)
        {
            // 'x > null' is the idiom for 'x is not null'.
            if (op == CompareOperator.GtUn && IsNull(right)) op = CompareOperator.Ne;
            if (op == CompareOperator.LtUn && IsNull(left)) op = CompareOperator.Ne;
            if (op is not (CompareOperator.Eq or CompareOperator.Ne or CompareOperator.GtUn or CompareOperator.LeUn))
            {
                throw place.Invalid("references are only compared for equality");
            }

            return builder.Compare(op, left, right);
        }

        if (!left.Type.IsAddress || !right.Type.IsAddress) (left, right) = Together(left, right, branches && unsigned);
        return builder.Compare(op, left, right);
    }

    /// <summary>Two numbers as one type: the wider of two floats, the wider of two integers.</summary>
    private (Value Left, Value Right) Together(Value left, Value right, bool unsigned)
    {
        (left, right) = (Number(left), Number(right));
        if (left.Type == right.Type && (left.Type.IsFloat || left.Type.IsInteger)) return (left, right);
        if (left.Type.IsFloat && right.Type.IsFloat) return (builder.Convert(left, types.Float64), builder.Convert(right, types.Float64));
        if (!left.Type.IsInteger || !right.Type.IsInteger) throw place.Invalid($"it combines {left.Type} and {right.Type}");
        var wide = left.Type.Kind == TypeKind.Int64 || right.Type.Kind == TypeKind.Int64 ? types.Int64 : types.NativeInt;
        return (Widen(left, wide, unsigned), Widen(right, wide, unsigned));
    }

    /// <summary>An address as the native integer that it is to arithmetic; anything else as it is.</summary>
    private Value Number(Value value) => value.Type.IsAddress ? builder.Convert(value, types.NativeUInt) : value;

    private Value Widen(Value value, IRType wide, bool unsigned)
    {
        if (value.Type == wide) return value;
        if (!unsigned) return builder.Convert(value, wide);
        return builder.Convert(value, wide.Kind == TypeKind.Int64 ? types.UInt64 : types.NativeUInt);
    }
}
