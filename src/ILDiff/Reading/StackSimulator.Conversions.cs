namespace ILDiff.Reading;

using ILDiff.Diagnostics;
using ILDiff.IR;
using ILDiff.Types;
using Mono.Cecil.Cil;
using Instruction = Mono.Cecil.Cil.Instruction;

/// <summary><c>conv.*</c>, and the conversions that IL leaves unsaid.</summary>
internal sealed partial class StackSimulator
{
    private bool Conversions(Instruction instruction)
    {
        switch (instruction.OpCode.Code)
        {
            case Code.Conv_I1: return Convert(types.Int8);
            case Code.Conv_I2: return Convert(types.Int16);
            case Code.Conv_I4: return Convert(types.Int32);
            case Code.Conv_I8: return Convert(types.Int64);
            case Code.Conv_U1: return Convert(types.UInt8);
            case Code.Conv_U2: return Convert(types.UInt16);
            case Code.Conv_U4: return Convert(types.UInt32);
            case Code.Conv_U8: return Convert(types.UInt64);
            case Code.Conv_I: return Convert(types.NativeInt);
            case Code.Conv_U: return Convert(types.NativeUInt);
            case Code.Conv_R4: return Convert(types.Float32);
            case Code.Conv_R8: return Convert(types.Float64);
            case Code.Conv_R_Un: return Convert(types.Float64, fromUnsigned: true);
            case Code.Conv_Ovf_I1: return Convert(types.Int8, true);
            case Code.Conv_Ovf_I2: return Convert(types.Int16, true);
            case Code.Conv_Ovf_I4: return Convert(types.Int32, true);
            case Code.Conv_Ovf_I8: return Convert(types.Int64, true);
            case Code.Conv_Ovf_U1: return Convert(types.UInt8, true);
            case Code.Conv_Ovf_U2: return Convert(types.UInt16, true);
            case Code.Conv_Ovf_U4: return Convert(types.UInt32, true);
            case Code.Conv_Ovf_U8: return Convert(types.UInt64, true);
            case Code.Conv_Ovf_I: return Convert(types.NativeInt, true);
            case Code.Conv_Ovf_U: return Convert(types.NativeUInt, true);
            case Code.Conv_Ovf_I1_Un: return Convert(types.Int8, true, true);
            case Code.Conv_Ovf_I2_Un: return Convert(types.Int16, true, true);
            case Code.Conv_Ovf_I4_Un: return Convert(types.Int32, true, true);
            case Code.Conv_Ovf_I8_Un: return Convert(types.Int64, true, true);
            case Code.Conv_Ovf_U1_Un: return Convert(types.UInt8, true, true);
            case Code.Conv_Ovf_U2_Un: return Convert(types.UInt16, true, true);
            case Code.Conv_Ovf_U4_Un: return Convert(types.UInt32, true, true);
            case Code.Conv_Ovf_U8_Un: return Convert(types.UInt64, true, true);
            case Code.Conv_Ovf_I_Un: return Convert(types.NativeInt, true, true);
            case Code.Conv_Ovf_U_Un: return Convert(types.NativeUInt, true, true);
            default: return false;
        }
    }

    private bool Convert(IRType target, bool throwsOnOverflow = false, bool fromUnsigned = false)
    {
        var operand = Pop();
        if (!operand.Type.IsFloat && !operand.Type.IsInteger && !operand.Type.IsAddress)
        {
            // A reference turned into a number by unsafe code: meant, but nothing that can be followed.
            if (!operand.Type.IsObject) throw place.Invalid($"{operand.Type} is no number");
            Push(builder.Opaque("conv", target.OnStack, operand));
            return true;
        }

        Push(builder.Convert(operand, target, throwsOnOverflow, fromUnsigned));
        return true;
    }

    /// <summary>A value as the type of the place that it goes to, with the conversion that the run time implies.</summary>
    private Value Coerce(Value value, IRType target)
    {
        var to = target.OnStack;
        var from = value.Type;
        if (from == to) return value;
        if (IsNull(value) && (to.IsObject || to.IsAddress)) return method.Constant(to, null);
        if (from.IsObject && to.IsObject) return value;
        if (from.IsFloat && to.IsFloat) return builder.Convert(value, to);
        if (to.IsInteger && (from.IsInteger || from.IsAddress)) return builder.Convert(value, to);
        if (to.IsAddress && (from.IsInteger || from.IsAddress)) return builder.Convert(value, to);
        if ((Missing(from) ?? Missing(to)) is { } missing) throw place.Fail(DiagnosticId.ReferenceMissing, $"the type {missing} is missing");
        throw place.Invalid($"{from} stands where {to} is wanted");
    }

    /// <summary>The type itself where it could not be resolved, so that nothing is known of its values.</summary>
    private static IRType? Missing(IRType type) => type.Kind == TypeKind.Struct && type.Definition is null ? type : null;

    /// <summary><see cref="Coerce"/>, and cut to a type narrower than the stack's.</summary>
    private Value CoerceNarrow(Value value, IRType target) => SmallIntegers.Narrow(builder, Coerce(value, target), target);

    private Value[] CoerceAll(Value[] values, IReadOnlyList<IRType> wanted, int skipped)
    {
        for (var i = 0; i < values.Length; i++) values[i] = CoerceNarrow(values[i], wanted[i + skipped]);
        return values;
    }

    /// <summary>An index or a size: <c>int</c> or a native integer.</summary>
    private Value Index(Value value) => value.Type.Kind is TypeKind.Int32 or TypeKind.NativeInt ? value : Coerce(value, types.NativeInt);
}
