namespace ILDiff.Verification;

using Mono.Cecil;

/// <summary>Fields of objects, of structs and of types.</summary>
internal sealed partial class MethodVerifier
{
    /// <summary>The field operand; a missing one is reported and taken as the reference describes it.</summary>
    private FieldTarget FieldOperand()
    {
        var reference = Operand<FieldReference>();
        var field = context.Members.Field(reference);
        CheckSeen(field.Declaring);
        if (field.Definition is null && field.Declaring.Kind != ILTypeKind.Unresolved) Report(VerificationCode.MissingField, $"the field {field.Declaring}.{reference.Name} of type {field.Type} is missing");
        if (Unresolved(field.Type) is { } missing) Report(VerificationCode.MissingType, $"the type {missing} is missing");
        return field;
    }

    private void CheckFieldAccess(FieldTarget field, ILType? instance)
    {
        if (field.Definition is { } definition && !context.Access.CanUse(method.DeclaringType, definition, instance))
        {
            Report(VerificationCode.FieldAccess, $"the field {field.Declaring}.{definition.Name} may not be seen here");
        }
    }

    /// <summary>Pops the object or address that a field belongs to.</summary>
    private StackValue PopOwner(FieldTarget field, bool takesValue)
    {
        var owner = Pop();
        if (field.Definition is { IsStatic: true }) return owner;
        var declaring = field.Declaring;
        var fits = owner.Kind switch
        {
            StackKind.Object => owner.IsNull || (!declaring.IsValueType && IsPlainReference(owner) && context.Relations.IsCastable(owner.Type!, declaring)),
            StackKind.ByRef => Assignability.SameLocation(owner.Type!, declaring) && (declaring.IsValueType || declaring.Kind == ILTypeKind.Unresolved),
            StackKind.Value => takesValue && (owner.Type == declaring || owner.IsUnknown),
            StackKind.NativeInt => declaring.IsValueType,
            _ => takesValue && owner.Type?.Reduced == declaring.Reduced && declaring.IsValueType,
        };

        if (!fits && declaring.Kind != ILTypeKind.Unresolved && !owner.IsUnknown)
        {
            Report(VerificationCode.StackUnexpected, $"a field of {declaring} taken of {owner}");
        }
        else if (owner.Kind == StackKind.NativeInt && !(takesValue && owner.Type == declaring))
        {
            Unverifiable("a field accessed through a pointer");
        }

        CheckFieldAccess(field, owner.Type);
        return owner;
    }

    private static bool IsPlainReference(StackValue value) => value.Type!.IsReference || value.Type.IsParameter;

    private void LoadField()
    {
        var field = FieldOperand();
        PopOwner(field, takesValue: true);
        if (field.Definition is { IsStatic: true }) CheckFieldAccess(field, null);
        Push(StackValue.Of(field.Type, LoadedFlags(field)));
    }

    private void LoadFieldAddress()
    {
        var field = FieldOperand();
        var owner = PopOwner(field, takesValue: false);
        if (field.Definition is { IsStatic: true }) CheckFieldAccess(field, null);

        // Through a pointer the address is a pointer too; compilers use it as either.
        var flags = owner.Kind == StackKind.ByRef ? owner.Flags & (StackFlags.Permanent | StackFlags.ReadOnly) : StackFlags.Permanent;
        if (IsReadOnlyHere(field, owner)) flags |= StackFlags.ReadOnly;
        PushAddress(field.Type, flags);
    }

    private void StoreField()
    {
        var field = FieldOperand();
        PopAs(field.Type, $"the field {field.Definition?.Name}");
        var owner = PopOwner(field, takesValue: false);
        if (owner.IsReadOnly && owner.Kind == StackKind.ByRef) Report(VerificationCode.ReadOnlyIllegalWrite, "a write through a read-only address");
        if (field.Definition is { IsStatic: true }) CheckFieldAccess(field, null);
        CheckInitOnly(field, owner);
    }

    private void LoadStaticField()
    {
        var field = StaticFieldOperand();
        Push(StackValue.Of(field.Type, LoadedFlags(field)));
    }

    private void LoadStaticFieldAddress()
    {
        var field = StaticFieldOperand();
        PushAddress(field.Type, StackFlags.Permanent | (IsReadOnlyHere(field, default) ? StackFlags.ReadOnly : StackFlags.None));
    }

    private void StoreStaticField()
    {
        var field = StaticFieldOperand();
        PopAs(field.Type, $"the field {field.Definition?.Name}");
        CheckInitOnly(field, default);
    }

    private FieldTarget StaticFieldOperand()
    {
        var field = FieldOperand();
        if (field.Definition is { IsStatic: false }) Report(VerificationCode.FieldKind, $"{field.Declaring}.{field.Definition.Name} is not static");
        CheckFieldAccess(field, null);
        return field;
    }

    /// <summary>An address that a field holds leads outside this frame.</summary>
    private static StackFlags LoadedFlags(FieldTarget field) => field.Type.Kind == ILTypeKind.ByRef ? StackFlags.Permanent : StackFlags.None;

    private void CheckInitOnly(FieldTarget field, StackValue owner)
    {
        if (field.Definition is { IsLiteral: true }) Report(VerificationCode.InitOnlyStatic, $"{field.Declaring}.{field.Definition.Name} is a constant");
        else if (IsReadOnlyHere(field, owner))
        {
            var code = field.Definition!.IsStatic ? VerificationCode.InitOnlyStatic : VerificationCode.InitOnly;
            Report(code, $"{field.Declaring}.{field.Definition.Name} is written outside its type's constructor");
        }
    }

    /// <summary>Whether a field is initonly and this is not the constructor, or the init accessor, that may write it.</summary>
    private bool IsReadOnlyHere(FieldTarget field, StackValue owner)
    {
        if (field.Definition is not { IsInitOnly: true } definition) return false;
        if (definition.DeclaringType != method.DeclaringType || field.Declaring != types.Self(definition.DeclaringType)) return true;
        if (definition.IsStatic) return !(method.IsStatic && method.IsConstructor);
        var writes = method is { IsConstructor: true, IsStatic: false } || method.ReturnType is RequiredModifierType { ModifierType.Name: "IsExternalInit" };
        return !writes || !owner.IsThis;
    }
}
