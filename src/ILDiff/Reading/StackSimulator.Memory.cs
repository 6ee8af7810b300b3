namespace ILDiff.Reading;

using ILDiff.IR;
using ILDiff.Types;
using Mono.Cecil.Cil;
using Instruction = Mono.Cecil.Cil.Instruction;

/// <summary>Arguments, locals, and memory by address.</summary>
internal sealed partial class StackSimulator
{
    private bool Variables(Instruction instruction)
    {
        switch (instruction.OpCode.Code)
        {
            case Code.Ldarg or Code.Ldarg_S or Code.Ldarg_0 or Code.Ldarg_1 or Code.Ldarg_2 or Code.Ldarg_3:
                var argument = locals.ArgumentOf(instruction) ?? -1;
                if (locals.ArgumentSlot(argument) is { } changed) Push(builder.Load(changed, changed.Stored));
                else Push(locals.Parameter(argument) ?? throw place.Invalid("there is no such argument"));
                return true;
            case Code.Ldarga or Code.Ldarga_S:
                Push(ArgumentSlot(instruction));
                return true;
            case Code.Starg or Code.Starg_S:
                var slot = ArgumentSlot(instruction);
                builder.Store(slot, Coerce(Pop(), slot.Stored), slot.Stored);
                return true;
            case Code.Ldloca or Code.Ldloca_S:
                Push(LocalSlot(instruction));
                return true;
            default:
                if (LocalVariables.LocalOf(instruction) is null) return false;
                var local = LocalSlot(instruction);
                if (instruction.OpCode.StackBehaviourPush == StackBehaviour.Push1) Push(builder.Load(local, local.Stored));
                else builder.Store(local, Coerce(Pop(), local.Stored), local.Stored);
                return true;
        }
    }

    private Slot ArgumentSlot(Instruction instruction) =>
        locals.ArgumentSlot(locals.ArgumentOf(instruction) ?? -1) ?? throw place.Invalid("there is no such argument");

    private Slot LocalSlot(Instruction instruction) =>
        locals.Local(LocalVariables.LocalOf(instruction) ?? -1) ?? throw place.Invalid("there is no such local variable");

    private bool Memory(Instruction instruction)
    {
        switch (instruction.OpCode.Code)
        {
            case Code.Ldind_I1: return LoadIndirect(types.Int8);
            case Code.Ldind_U1: return LoadIndirect(types.UInt8);
            case Code.Ldind_I2: return LoadIndirect(types.Int16);
            case Code.Ldind_U2: return LoadIndirect(types.UInt16);
            case Code.Ldind_I4: return LoadIndirect(types.Int32);
            case Code.Ldind_U4: return LoadIndirect(types.UInt32);
            case Code.Ldind_I8: return LoadIndirect(types.Int64);
            case Code.Ldind_I: return LoadIndirect(types.NativeInt);
            case Code.Ldind_R4: return LoadIndirect(types.Float32);
            case Code.Ldind_R8: return LoadIndirect(types.Float64);
            case Code.Ldind_Ref: return LoadIndirect(types.Object);
            case Code.Ldobj: return LoadIndirect(TypeOf(instruction));
            case Code.Stind_I1: return StoreIndirect(types.Int8);
            case Code.Stind_I2: return StoreIndirect(types.Int16);
            case Code.Stind_I4: return StoreIndirect(types.Int32);
            case Code.Stind_I8: return StoreIndirect(types.Int64);
            case Code.Stind_I: return StoreIndirect(types.NativeInt);
            case Code.Stind_R4: return StoreIndirect(types.Float32);
            case Code.Stind_R8: return StoreIndirect(types.Float64);
            case Code.Stind_Ref: return StoreIndirect(types.Object);
            case Code.Stobj: return StoreIndirect(TypeOf(instruction));
            case Code.Initobj:
                var zeroed = TypeOf(instruction);
                var at = Address(Pop(), zeroed);
                builder.Store(at, method.Zero(zeroed), Accessed(at, zeroed, storing: true), prefixes.IsVolatile);
                return true;
            case Code.Cpobj:
                var copied = TypeOf(instruction);
                var (source, destination) = (Pop(), Address(Pop(), copied));
                source = Address(source, copied);
                builder.Store(destination, builder.Load(source, Accessed(source, copied, storing: false), prefixes.IsVolatile), Accessed(destination, copied, storing: true), prefixes.IsVolatile);
                return true;
            case Code.Cpblk:
                var (copyBytes, copySource, copyTarget) = (Index(Pop()), Place(Pop()), Place(Pop()));
                builder.BlockMemory(true, copyTarget, copySource, copyBytes);
                return true;
            case Code.Initblk:
                var (bytes, value, target) = (Index(Pop()), Coerce(Pop(), types.Int32), Place(Pop()));
                builder.BlockMemory(false, target, value, bytes);
                return true;
            case Code.Localloc:
                Push(builder.StackAllocate(Index(Pop()), types.PointerTo(types.UInt8)));
                return true;
            default:
                return false;
        }
    }

    private bool LoadIndirect(IRType accessed)
    {
        var address = Address(Pop(), accessed);
        Push(builder.Load(address, Accessed(address, accessed, storing: false), prefixes.IsVolatile));
        return true;
    }

    private bool StoreIndirect(IRType accessed)
    {
        var (value, address) = (Pop(), Address(Pop(), accessed));
        accessed = Accessed(address, accessed, storing: true);
        builder.Store(address, Coerce(value, accessed), accessed, prefixes.IsVolatile);
        return true;
    }

    /// <summary>
    /// The address as one of the accessed type: unsafe code may read a double's bits through a byref to it, and the
    /// conversion says so.
    /// </summary>
    private Value Address(Value value, IRType accessed)
    {
        if (accessed.Kind == TypeKind.Void) throw place.Invalid("it accesses memory as void");
        value = Place(value);
        return value.Type.Kind == TypeKind.ByRef && !TypeRules.SameMemory(value.Type.Element!, accessed)
            ? builder.Convert(value, types.ByRefTo(accessed)) : value;
    }

    /// <summary>Any address; a number is one too.</summary>
    private Value Place(Value value)
    {
        if (value.Type.IsAddress || value.Type.Kind == TypeKind.NativeInt) return value;
        if (IsNull(value) || value.Type.IsInteger) return Coerce(value, types.PointerTo(types.Void));
        throw place.Invalid($"{value.Type} is no address");
    }

    /// <summary>
    /// The type by which memory is really accessed: that of the place where it is known and the opcode, which knows
    /// widths only, does not contradict it.
    /// </summary>
    private static IRType Accessed(Value address, IRType opcode, bool storing) =>
        address.Type.Element is { } place && Agrees(place, opcode, storing) ? place : opcode;

    private static bool Agrees(IRType place, IRType opcode, bool storing)
    {
        if (place == opcode) return true;
        if (place.IsObject && opcode.IsObject) return opcode == opcode.Universe.Object;
        if (place.Kind == TypeKind.Pointer) return opcode.Kind is TypeKind.NativeInt or TypeKind.NativeUInt;
        if (!place.IsInteger || !opcode.IsInteger || !TypeRules.SameMemory(place, opcode)) return false;
        return storing || !SmallIntegers.Is(place) || SmallIntegers.IsSigned(place) == SmallIntegers.IsSigned(opcode);
    }
}
