namespace ILDiff.Reading;

using ILDiff.IR;
using ILDiff.Types;
using Mono.Cecil;
using Mono.Cecil.Cil;
using Instruction = Mono.Cecil.Cil.Instruction;

/// <summary>Fields of objects, structs and types.</summary>
internal sealed partial class StackSimulator
{
    private bool Fields(Instruction instruction)
    {
        switch (instruction.OpCode.Code)
        {
            case Code.Ldfld:
                LoadField(FieldOf(instruction), Pop());
                return true;
            case Code.Ldflda:
                var field = FieldOf(instruction);
                var container = Pop();
                Push(field.IsStatic ? builder.StaticFieldAddress(field) : builder.FieldAddress(Container(field, container), field));
                return true;
            case Code.Stfld:
                StoreField(FieldOf(instruction));
                return true;
            case Code.Ldsfld:
                var loaded = StaticFieldOf(instruction);
                Push(builder.Load(builder.StaticFieldAddress(loaded), loaded.Type, prefixes.IsVolatile));
                return true;
            case Code.Ldsflda:
                Push(builder.StaticFieldAddress(StaticFieldOf(instruction)));
                return true;
            case Code.Stsfld:
                var stored = StaticFieldOf(instruction);
                builder.Store(builder.StaticFieldAddress(stored), Coerce(Pop(), stored.Type), stored.Type, prefixes.IsVolatile);
                return true;
            default:
                return false;
        }
    }

    private void LoadField(IRField field, Value container)
    {
        if (field.IsStatic) Push(builder.Load(builder.StaticFieldAddress(field), field.Type, prefixes.IsVolatile));
        else if (IsPrimitiveItself(field, container)) Push(container);
        else if (IsStructValue(field, container)) Push(builder.ExtractField(container, field));
        else Push(builder.Load(builder.FieldAddress(Container(field, container), field), field.Type, prefixes.IsVolatile));
    }

    private void StoreField(IRField field)
    {
        var (value, container) = (Coerce(Pop(), field.Type), Pop());
        var address = field.IsStatic ? builder.StaticFieldAddress(field) : builder.FieldAddress(Container(field, container), field);
        builder.Store(address, value, field.Type, prefixes.IsVolatile);
    }

    private static bool IsStructValue(IRField field, Value container) =>
        container.Type.Kind is TypeKind.Struct or TypeKind.Span && container.Type == field.DeclaringType;

    /// <summary>The one field of a primitive or enum is all there is of its value.</summary>
    private static bool IsPrimitiveItself(IRField field, Value container) =>
        (field.DeclaringType.IsFloat || field.DeclaringType.IsInteger) && container.Type == field.Type.OnStack;

    /// <summary>What the field is a part of: an object, or the address of a struct.</summary>
    private Value Container(IRField field, Value container)
    {
        if (field.DeclaringType.IsObject)
        {
            if (IsNull(container)) return method.Constant(field.DeclaringType, null);
            return container.Type.IsObject ? container : throw place.Invalid($"{container.Type} has no field {field.Name}");
        }

        if (!IsStructValue(field, container)) return Address(container, field.DeclaringType);
        var copy = builder.Slot(field.DeclaringType);
        builder.Store(copy, container, field.DeclaringType);
        return copy;
    }

    private IRField FieldOf(Instruction instruction) => instruction.Operand is FieldReference reference
        ? Member(reference, r => types.Field(r, handle.Context))
        : throw place.Invalid("its operand is no field");

    private IRField StaticFieldOf(Instruction instruction)
    {
        var field = FieldOf(instruction);
        return field.IsStatic ? field : throw place.Invalid($"the field {field} is not static");
    }
}
