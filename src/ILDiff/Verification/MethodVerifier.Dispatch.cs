namespace ILDiff.Verification;

using Mono.Cecil.Cil;

/// <summary>The one table from opcodes to the rules of their families.</summary>
internal sealed partial class MethodVerifier
{
    /// <summary>Checks one instruction and applies its effect.</summary>
    /// <returns>Whether control never goes on to the next instruction.</returns>
    private bool Step()
    {
        CheckPrefixes();
        switch (at.OpCode.Code)
        {
            case Code.Nop or Code.Break: break;

            case Code.Ldarg_0: LoadArgument(0); break;
            case Code.Ldarg_1: LoadArgument(1); break;
            case Code.Ldarg_2: LoadArgument(2); break;
            case Code.Ldarg_3: LoadArgument(3); break;
            case Code.Ldarg or Code.Ldarg_S: LoadArgument(ArgumentOperand()); break;
            case Code.Ldarga or Code.Ldarga_S: LoadArgumentAddress(ArgumentOperand()); break;
            case Code.Starg or Code.Starg_S: StoreArgument(ArgumentOperand()); break;
            case Code.Ldloc_0: LoadLocal(0); break;
            case Code.Ldloc_1: LoadLocal(1); break;
            case Code.Ldloc_2: LoadLocal(2); break;
            case Code.Ldloc_3: LoadLocal(3); break;
            case Code.Ldloc or Code.Ldloc_S: LoadLocal(LocalOperand()); break;
            case Code.Ldloca or Code.Ldloca_S: LoadLocalAddress(LocalOperand()); break;
            case Code.Stloc_0: StoreLocal(0); break;
            case Code.Stloc_1: StoreLocal(1); break;
            case Code.Stloc_2: StoreLocal(2); break;
            case Code.Stloc_3: StoreLocal(3); break;
            case Code.Stloc or Code.Stloc_S: StoreLocal(LocalOperand()); break;

            case Code.Ldnull: Push(StackValue.Null); break;
            case Code.Ldc_I4_M1 or Code.Ldc_I4_0 or Code.Ldc_I4_1 or Code.Ldc_I4_2 or Code.Ldc_I4_3 or Code.Ldc_I4_4
                or Code.Ldc_I4_5 or Code.Ldc_I4_6 or Code.Ldc_I4_7 or Code.Ldc_I4_8:
                Push(types.Int32);
                break;
            case Code.Ldc_I4_S: Operand<sbyte>(); Push(types.Int32); break;
            case Code.Ldc_I4: Operand<int>(); Push(types.Int32); break;
            case Code.Ldc_I8: Operand<long>(); Push(ILTypeKind.Int64); break;
            case Code.Ldc_R4: Operand<float>(); Push(ILTypeKind.Float32); break;
            case Code.Ldc_R8: Operand<double>(); Push(ILTypeKind.Float64); break;
            case Code.Ldstr: Operand<string>(); Push(types.String); break;
            case Code.Dup: Duplicate(); break;
            case Code.Pop: Pop(); break;

            case Code.Add or Code.Sub or Code.Mul or Code.Div or Code.Rem or Code.Add_Ovf or Code.Add_Ovf_Un or Code.Sub_Ovf
                or Code.Sub_Ovf_Un or Code.Mul_Ovf or Code.Mul_Ovf_Un or Code.Div_Un or Code.Rem_Un:
                Arithmetic();
                break;
            case Code.And or Code.Or or Code.Xor: Bitwise(); break;
            case Code.Shl or Code.Shr or Code.Shr_Un: Shift(); break;
            case Code.Neg: Push(PopNumeric()); break;
            case Code.Not: Push(PopInteger()); break;
            case Code.Ckfinite: CheckFinite(); break;
            case Code.Ceq: Compare(Comparison.Equality); Push(types.Int32); break;
            case Code.Cgt_Un: Compare(Comparison.NotNull); Push(types.Int32); break;
            case Code.Cgt or Code.Clt or Code.Clt_Un: Compare(Comparison.Order); Push(types.Int32); break;

            case Code.Conv_I1 or Code.Conv_U1 or Code.Conv_I2 or Code.Conv_U2 or Code.Conv_I4 or Code.Conv_U4
                or Code.Conv_Ovf_I1 or Code.Conv_Ovf_U1 or Code.Conv_Ovf_I2 or Code.Conv_Ovf_U2 or Code.Conv_Ovf_I4 or Code.Conv_Ovf_U4
                or Code.Conv_Ovf_I1_Un or Code.Conv_Ovf_U1_Un or Code.Conv_Ovf_I2_Un or Code.Conv_Ovf_U2_Un or Code.Conv_Ovf_I4_Un or Code.Conv_Ovf_U4_Un:
                ConvertTo(ILTypeKind.Int32);
                break;
            case Code.Conv_I8 or Code.Conv_U8 or Code.Conv_Ovf_I8 or Code.Conv_Ovf_U8 or Code.Conv_Ovf_I8_Un or Code.Conv_Ovf_U8_Un:
                ConvertTo(ILTypeKind.Int64);
                break;
            case Code.Conv_I or Code.Conv_U or Code.Conv_Ovf_I or Code.Conv_Ovf_U or Code.Conv_Ovf_I_Un or Code.Conv_Ovf_U_Un:
                ConvertTo(ILTypeKind.NativeInt);
                break;
            case Code.Conv_R4: ConvertTo(ILTypeKind.Float32); break;
            case Code.Conv_R8 or Code.Conv_R_Un: ConvertTo(ILTypeKind.Float64); break;

            case Code.Br or Code.Br_S: BranchTo(BranchOperand()); return true;
            case Code.Brtrue or Code.Brtrue_S or Code.Brfalse or Code.Brfalse_S: BranchOnTruth(); break;
            case Code.Beq or Code.Beq_S or Code.Bne_Un or Code.Bne_Un_S: BranchOn(Comparison.Equality); break;
            case Code.Bgt_Un or Code.Bgt_Un_S: BranchOn(Comparison.NotNull); break;
            case Code.Bge or Code.Bge_S or Code.Bgt or Code.Bgt_S or Code.Ble or Code.Ble_S or Code.Blt or Code.Blt_S or Code.Bge_Un
                or Code.Bge_Un_S or Code.Ble_Un or Code.Ble_Un_S or Code.Blt_Un or Code.Blt_Un_S:
                BranchOn(Comparison.Order);
                break;
            case Code.Switch: Switch(); break;
            case Code.Leave or Code.Leave_S: LeaveTo(BranchOperand()); return true;
            case Code.Endfinally: EndFinally(); return true;
            case Code.Endfilter: EndFilter(); return true;
            case Code.Throw: Throw(); return true;
            case Code.Rethrow: Rethrow(); return true;
            case Code.Ret: Return(); return true;
            case Code.Jmp: Jump(); return true;

            case Code.Ldind_I1 or Code.Ldind_U1: LoadIndirect(ILTypeKind.Int8); break;
            case Code.Ldind_I2 or Code.Ldind_U2: LoadIndirect(ILTypeKind.Int16); break;
            case Code.Ldind_I4 or Code.Ldind_U4: LoadIndirect(ILTypeKind.Int32); break;
            case Code.Ldind_I8: LoadIndirect(ILTypeKind.Int64); break;
            case Code.Ldind_I: LoadIndirect(ILTypeKind.NativeInt); break;
            case Code.Ldind_R4: LoadIndirect(ILTypeKind.Float32); break;
            case Code.Ldind_R8: LoadIndirect(ILTypeKind.Float64); break;
            case Code.Ldind_Ref: LoadIndirectReference(); break;
            case Code.Stind_I1: StoreIndirect(ILTypeKind.Int8); break;
            case Code.Stind_I2: StoreIndirect(ILTypeKind.Int16); break;
            case Code.Stind_I4: StoreIndirect(ILTypeKind.Int32); break;
            case Code.Stind_I8: StoreIndirect(ILTypeKind.Int64); break;
            case Code.Stind_I: StoreIndirect(ILTypeKind.NativeInt); break;
            case Code.Stind_R4: StoreIndirect(ILTypeKind.Float32); break;
            case Code.Stind_R8: StoreIndirect(ILTypeKind.Float64); break;
            case Code.Stind_Ref: StoreIndirectReference(); break;
            case Code.Ldobj: LoadObject(TypeOperand()); break;
            case Code.Stobj: StoreObject(TypeOperand()); break;
            case Code.Cpobj: CopyObject(TypeOperand()); break;
            case Code.Initobj: InitObject(TypeOperand()); break;
            case Code.Localloc: AllocateLocally(); break;
            case Code.Cpblk: CopyBlock(); break;
            case Code.Initblk: InitBlock(); break;
            case Code.Sizeof: TypeOperand(); Push(types.Int32); break;

            case Code.Ldfld: LoadField(); break;
            case Code.Ldflda: LoadFieldAddress(); break;
            case Code.Stfld: StoreField(); break;
            case Code.Ldsfld: LoadStaticField(); break;
            case Code.Ldsflda: LoadStaticFieldAddress(); break;
            case Code.Stsfld: StoreStaticField(); break;

            case Code.Newarr: NewArray(TypeOperand()); break;
            case Code.Ldlen: PopVector(); Push(ILTypeKind.NativeInt); break;
            case Code.Ldelem_I1 or Code.Ldelem_U1: LoadElement(ILTypeKind.Int8); break;
            case Code.Ldelem_I2 or Code.Ldelem_U2: LoadElement(ILTypeKind.Int16); break;
            case Code.Ldelem_I4 or Code.Ldelem_U4: LoadElement(ILTypeKind.Int32); break;
            case Code.Ldelem_I8: LoadElement(ILTypeKind.Int64); break;
            case Code.Ldelem_I: LoadElement(ILTypeKind.NativeInt); break;
            case Code.Ldelem_R4: LoadElement(ILTypeKind.Float32); break;
            case Code.Ldelem_R8: LoadElement(ILTypeKind.Float64); break;
            case Code.Ldelem_Ref: LoadReferenceElement(); break;
            case Code.Ldelem_Any: LoadElement(TypeOperand()); break;
            case Code.Ldelema: LoadElementAddress(TypeOperand()); break;
            case Code.Stelem_I1: StoreElement(ILTypeKind.Int8); break;
            case Code.Stelem_I2: StoreElement(ILTypeKind.Int16); break;
            case Code.Stelem_I4: StoreElement(ILTypeKind.Int32); break;
            case Code.Stelem_I8: StoreElement(ILTypeKind.Int64); break;
            case Code.Stelem_I: StoreElement(ILTypeKind.NativeInt); break;
            case Code.Stelem_R4: StoreElement(ILTypeKind.Float32); break;
            case Code.Stelem_R8: StoreElement(ILTypeKind.Float64); break;
            case Code.Stelem_Ref: StoreReferenceElement(); break;
            case Code.Stelem_Any: StoreElement(TypeOperand()); break;

            case Code.Call: Call(isVirtual: false); break;
            case Code.Callvirt: Call(isVirtual: true); break;
            case Code.Calli: CallIndirect(); break;
            case Code.Newobj: NewObject(); break;
            case Code.Ldftn: LoadFunction(); break;
            case Code.Ldvirtftn: LoadVirtualFunction(); break;

            case Code.Castclass: Cast(TypeOperand()); break;
            case Code.Isinst: Cast(TypeOperand()); break;
            case Code.Box: Box(TypeOperand()); break;
            case Code.Unbox: Unbox(TypeOperand()); break;
            case Code.Unbox_Any: UnboxAny(TypeOperand()); break;
            case Code.Ldtoken: LoadToken(); break;
            case Code.Mkrefany: MakeTypedReference(TypeOperand()); break;
            case Code.Refanyval: TypedReferenceValue(TypeOperand()); break;
            case Code.Refanytype: TypedReferenceType(); break;
            case Code.Arglist: ArgumentList(); break;

            case Code.Constrained: prefixes.Constrained = TypeOperand(); prefixes.Any = true; break;
            case Code.Readonly: prefixes.ReadOnly = prefixes.Any = true; break;
            case Code.Tail: prefixes.Tail = prefixes.Any = true; break;
            case Code.Volatile: prefixes.Volatile = prefixes.Any = true; break;
            case Code.Unaligned: prefixes.Unaligned = prefixes.Any = true; break;
            case Code.No: prefixes.Any = true; break;
            default: throw new VerificationFailure(VerificationCode.BadOperand, $"unknown instruction {at.OpCode.Name}");
        }

        return false;
    }
}
