namespace ILDiff.Reading;

using ILDiff.IR;
using ILDiff.Types;
using Mono.Cecil.Cil;
using Instruction = Mono.Cecil.Cil.Instruction;

/// <summary>One-dimensional arrays.</summary>
internal sealed partial class StackSimulator
{
    private bool Arrays(Instruction instruction)
    {
        switch (instruction.OpCode.Code)
        {
            case Code.Newarr:
                Push(builder.NewArray(types.ArrayOf(TypeOf(instruction)), Index(Pop())));
                return true;
            case Code.Ldlen:
                var measured = Pop();
                Push(measured.Type.Kind == TypeKind.Array || IsNull(measured)
                    ? builder.ArrayLength(ArrayOf(measured, types.Object))
                    : builder.Opaque("ldlen", types.NativeInt, measured));
                return true;
            case Code.Ldelema:
                Push(Element(TypeOf(instruction)));
                return true;
            case Code.Ldelem_I1: return LoadElement(types.Int8);
            case Code.Ldelem_U1: return LoadElement(types.UInt8);
            case Code.Ldelem_I2: return LoadElement(types.Int16);
            case Code.Ldelem_U2: return LoadElement(types.UInt16);
            case Code.Ldelem_I4: return LoadElement(types.Int32);
            case Code.Ldelem_U4: return LoadElement(types.UInt32);
            case Code.Ldelem_I8: return LoadElement(types.Int64);
            case Code.Ldelem_I: return LoadElement(types.NativeInt);
            case Code.Ldelem_R4: return LoadElement(types.Float32);
            case Code.Ldelem_R8: return LoadElement(types.Float64);
            case Code.Ldelem_Ref: return LoadElement(types.Object);
            case Code.Ldelem_Any: return LoadElement(TypeOf(instruction));
            case Code.Stelem_I1: return StoreElement(types.Int8);
            case Code.Stelem_I2: return StoreElement(types.Int16);
            case Code.Stelem_I4: return StoreElement(types.Int32);
            case Code.Stelem_I8: return StoreElement(types.Int64);
            case Code.Stelem_I: return StoreElement(types.NativeInt);
            case Code.Stelem_R4: return StoreElement(types.Float32);
            case Code.Stelem_R8: return StoreElement(types.Float64);
            case Code.Stelem_Ref: return StoreElement(types.Object);
            case Code.Stelem_Any: return StoreElement(TypeOf(instruction));
            default: return false;
        }
    }

    private bool LoadElement(IRType accessed)
    {
        var address = Element(accessed);
        Push(builder.Load(address, Accessed(address, accessed, storing: false)));
        return true;
    }

    private bool StoreElement(IRType accessed)
    {
        var value = Pop();
        var address = Element(accessed);
        accessed = Accessed(address, accessed, storing: true);
        builder.Store(address, Coerce(value, accessed), accessed);
        return true;
    }

    /// <summary>The address of the element whose index and array are on the stack, as one of the accessed type.</summary>
    private Value Element(IRType accessed)
    {
        if (accessed.Kind == TypeKind.Void) throw place.Invalid("it accesses memory as void");
        var (index, array) = (Index(Pop()), ArrayOf(Pop(), accessed));
        return Address(builder.ElementAddress(array, array.Type.Element!, index), accessed);
    }

    /// <summary>The array; where its static type is lost, it is cast back to what the opcode says of it.</summary>
    private Value ArrayOf(Value array, IRType element)
    {
        if (array.Type.Kind == TypeKind.Array) return array;
        if (!array.Type.IsObject) throw place.Invalid($"{array.Type} is no array");
        var type = types.ArrayOf(element);
        return IsNull(array) ? method.Constant(type, null) : builder.Cast(array, type, throws: true);
    }
}
