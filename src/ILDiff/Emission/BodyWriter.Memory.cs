namespace ILDiff.Emission;

using ILDiff.IR;
using ILDiff.Types;
using Mono.Cecil;
using Mono.Cecil.Cil;
using Instruction = ILDiff.IR.Instruction;

/// <summary>Loads and stores, fused with the addresses they use, and addresses that stand on their own.</summary>
internal sealed partial class BodyWriter
{
    private static OpCode? LoadElement(TypeKind kind) => kind switch
    {
        TypeKind.Int8 => OpCodes.Ldelem_I1,
        TypeKind.UInt8 or TypeKind.Bool => OpCodes.Ldelem_U1,
        TypeKind.Int16 => OpCodes.Ldelem_I2,
        TypeKind.UInt16 or TypeKind.Char => OpCodes.Ldelem_U2,
        TypeKind.Int32 => OpCodes.Ldelem_I4,
        TypeKind.UInt32 => OpCodes.Ldelem_U4,
        TypeKind.Int64 or TypeKind.UInt64 => OpCodes.Ldelem_I8,
        TypeKind.NativeInt or TypeKind.NativeUInt or TypeKind.Pointer => OpCodes.Ldelem_I,
        TypeKind.Float32 => OpCodes.Ldelem_R4,
        TypeKind.Float64 => OpCodes.Ldelem_R8,
        TypeKind.Struct or TypeKind.Span => null,
        _ => OpCodes.Ldelem_Ref,
    };

    private static OpCode? StoreElement(TypeKind kind) => kind switch
    {
        TypeKind.Int8 or TypeKind.UInt8 or TypeKind.Bool => OpCodes.Stelem_I1,
        TypeKind.Int16 or TypeKind.UInt16 or TypeKind.Char => OpCodes.Stelem_I2,
        TypeKind.Int32 or TypeKind.UInt32 => OpCodes.Stelem_I4,
        TypeKind.Int64 or TypeKind.UInt64 => OpCodes.Stelem_I8,
        TypeKind.NativeInt or TypeKind.NativeUInt or TypeKind.Pointer => OpCodes.Stelem_I,
        TypeKind.Float32 => OpCodes.Stelem_R4,
        TypeKind.Float64 => OpCodes.Stelem_R8,
        TypeKind.Struct or TypeKind.Span => null,
        _ => OpCodes.Stelem_Ref,
    };

    private static OpCode? LoadIndirect(TypeKind kind) => kind switch
    {
        TypeKind.Int8 => OpCodes.Ldind_I1,
        TypeKind.UInt8 or TypeKind.Bool => OpCodes.Ldind_U1,
        TypeKind.Int16 => OpCodes.Ldind_I2,
        TypeKind.UInt16 or TypeKind.Char => OpCodes.Ldind_U2,
        TypeKind.Int32 => OpCodes.Ldind_I4,
        TypeKind.UInt32 => OpCodes.Ldind_U4,
        TypeKind.Int64 or TypeKind.UInt64 => OpCodes.Ldind_I8,
        TypeKind.NativeInt or TypeKind.NativeUInt or TypeKind.Pointer => OpCodes.Ldind_I,
        TypeKind.Float32 => OpCodes.Ldind_R4,
        TypeKind.Float64 => OpCodes.Ldind_R8,
        TypeKind.Struct or TypeKind.ByRef or TypeKind.Span => null,
        _ => OpCodes.Ldind_Ref,
    };

    private static OpCode? StoreIndirect(TypeKind kind) => kind switch
    {
        TypeKind.Int8 or TypeKind.UInt8 or TypeKind.Bool => OpCodes.Stind_I1,
        TypeKind.Int16 or TypeKind.UInt16 or TypeKind.Char => OpCodes.Stind_I2,
        TypeKind.Int32 or TypeKind.UInt32 => OpCodes.Stind_I4,
        TypeKind.Int64 or TypeKind.UInt64 => OpCodes.Stind_I8,
        TypeKind.NativeInt or TypeKind.NativeUInt or TypeKind.Pointer => OpCodes.Stind_I,
        TypeKind.Float32 => OpCodes.Stind_R4,
        TypeKind.Float64 => OpCodes.Stind_R8,
        TypeKind.Struct or TypeKind.ByRef or TypeKind.Span => null,
        _ => OpCodes.Stind_Ref,
    };

    /// <summary>Whether memory of one type may be accessed as the other by the opcodes of the place itself.</summary>
    private static bool IsSame(IRType stored, IRType accessed) =>
        stored == accessed || (stored.Kind == accessed.Kind && stored.Kind is not (TypeKind.Struct or TypeKind.Span)) || (stored.IsObject && accessed.IsObject);

    private void WriteLoad(Load load)
    {
        var accessed = load.Accessed;
        if (schedule.Constructions.IsConstruction(load))
        {
            WriteNew(schedule.Constructions.Constructor(load), schedule.Constructions.Operands(load));
            return;
        }

        switch (load.Address)
        {
            case Slot slot when IsSame(slot.Stored, accessed) && !load.IsVolatile:
                code.Emit(OpCodes.Ldloc, 1, Variable(slot));
                break;
            case ElementAddress { Array.Type.IsSpan: false } element when IsSame(element.Type.Element!, accessed) && !load.IsVolatile:
                Push(element.Array);
                PushAll(element.Indices);
                if (element.Array.Type.Kind == TypeKind.MultiArray) code.Emit(OpCodes.Call, -element.Indices.Length, importer.ArrayMember(element.Array.Type, "Get", target));
                else if (LoadElement(accessed.Kind) is { } op) code.Emit(op, -1);
                else code.Emit(OpCodes.Ldelem_Any, -1, Type(accessed));
                break;
            case FieldAddress field when IsSame(field.Field.Type, accessed):
                Push(field.Container);
                if (load.IsVolatile) code.Emit(OpCodes.Volatile, 0);
                code.Emit(OpCodes.Ldfld, 0, importer.Import(field.Field, target));
                break;
            case StaticFieldAddress field when IsSame(field.Field.Type, accessed):
                if (load.IsVolatile) code.Emit(OpCodes.Volatile, 0);
                code.Emit(OpCodes.Ldsfld, 1, importer.Import(field.Field, target));
                break;
            default:
                Push(load.Address);
                if (load.IsVolatile) code.Emit(OpCodes.Volatile, 0);
                if (LoadIndirect(accessed.Kind) is { } indirect) code.Emit(indirect, 0);
                else code.Emit(OpCodes.Ldobj, 0, Type(accessed));
                break;
        }
    }

    private void WriteStore(Store store)
    {
        var accessed = store.Accessed;
        if (accessed.Kind is TypeKind.Struct or TypeKind.Span && store.Value is Constant)
        {
            Push(store.Address);
            code.Emit(OpCodes.Initobj, -1, Type(accessed));
            return;
        }

        switch (store.Address)
        {
            case Slot slot when IsSame(slot.Stored, accessed) && !store.IsVolatile:
                PushAs(store.Value, slot.Stored);
                code.Emit(OpCodes.Stloc, -1, Variable(slot));
                break;
            case ElementAddress { Array.Type.IsSpan: false } element when IsSame(element.Type.Element!, accessed) && !store.IsVolatile:
                Push(element.Array);
                PushAll(element.Indices);
                Push(store.Value);
                if (element.Array.Type.Kind == TypeKind.MultiArray) code.Emit(OpCodes.Call, -element.Indices.Length - 2, importer.ArrayMember(element.Array.Type, "Set", target));
                else if (StoreElement(accessed.Kind) is { } op) code.Emit(op, -3);
                else code.Emit(OpCodes.Stelem_Any, -3, Type(accessed));
                break;
            case FieldAddress field when IsSame(field.Field.Type, accessed):
                Push(field.Container);
                PushAs(store.Value, field.Field.Type);
                if (store.IsVolatile) code.Emit(OpCodes.Volatile, 0);
                code.Emit(OpCodes.Stfld, -2, importer.Import(field.Field, target));
                break;
            case StaticFieldAddress field when IsSame(field.Field.Type, accessed):
                PushAs(store.Value, field.Field.Type);
                if (store.IsVolatile) code.Emit(OpCodes.Volatile, 0);
                code.Emit(OpCodes.Stsfld, -1, importer.Import(field.Field, target));
                break;
            default:
                Push(store.Address);
                Push(store.Value);
                if (store.IsVolatile) code.Emit(OpCodes.Volatile, 0);
                if (StoreIndirect(accessed.Kind) is { } indirect) code.Emit(indirect, -2);
                else code.Emit(OpCodes.Stobj, -2, Type(accessed));
                break;
        }
    }

    private void PushAddress(Instruction address)
    {
        switch (address)
        {
            case Slot slot:
                code.Emit(OpCodes.Ldloca, 1, Variable(slot));
                break;
            case ElementAddress element:
                PushElementAddress(element, isReadOnly: false);
                break;
            case FieldAddress field:
                Push(field.Container);
                code.Emit(OpCodes.Ldflda, 0, importer.Import(field.Field, target));
                break;
            case StaticFieldAddress field:
                code.Emit(OpCodes.Ldsflda, 1, importer.Import(field.Field, target));
                break;
            case Unbox unbox:
                Push(unbox.Operand(0));
                code.Emit(OpCodes.Unbox, 0, Type(unbox.Boxed));
                break;
        }
    }

    /// <summary>Read only omits the check that an array of a class is not one of a class derived from it.</summary>
    private void PushElementAddress(ElementAddress element, bool isReadOnly)
    {
        if (element.Array.Type.IsSpan)
        {
            PushSpanAddress(element.Array);
            PushAll(element.Indices);
            code.Emit(OpCodes.Call, -1, importer.Import(SpanMembers.Item(element.Array.Type), target));
            return;
        }

        Push(element.Array);
        PushAll(element.Indices);
        if (isReadOnly) code.Emit(OpCodes.Readonly, 0);
        if (element.Array.Type.Kind == TypeKind.MultiArray) code.Emit(OpCodes.Call, -element.Indices.Length, importer.ArrayMember(element.Array.Type, "Address", target));
        else code.Emit(OpCodes.Ldelema, -1, Type(element.Type.Element!));
    }

    private void WriteInsert(InsertField insert)
    {
        var variable = locals.Of(insert);
        Move(insert.Container, variable);
        code.Address(variable);
        Push(insert.Value);
        code.Emit(OpCodes.Stfld, -2, importer.Import(insert.Field, target));
    }

    /// <summary>Puts a value into a variable; nothing is written where it is there already.</summary>
    private void Move(Value value, Storage variable)
    {
        if (value is Constant { Type.Kind: TypeKind.Struct or TypeKind.Span })
        {
            code.Address(variable);
            code.Emit(OpCodes.Initobj, -1, Type(value.Type));
        }
        else if (!locals.Has(value) || locals.Of(value) != variable)
        {
            Push(value);
            code.Store(variable);
        }
    }
}
