namespace ILDiff.Verification;

using Mono.Cecil;

/// <summary>Casts, boxes, tokens and typed references.</summary>
internal sealed partial class MethodVerifier
{
    private void Cast(ILType type)
    {
        PopObject();
        if (type.Kind is ILTypeKind.ByRef or ILTypeKind.Pointer or ILTypeKind.Void) Report(VerificationCode.BadByRefs, $"a cast to {type}");
        Push(Boxed(type));
    }

    private void Box(ILType type)
    {
        if (type.Kind is ILTypeKind.ByRef or ILTypeKind.Void) Report(VerificationCode.BadByRefs, $"a box of {type}");
        if (type.IsByRefLike) Report(VerificationCode.BadByRefLike, $"a box of the ref struct {type}");
        var value = Pop();

        // Compilers box a type parameter again that is known to be a reference, which changes nothing.
        if (value.Kind != StackKind.Object || value.Type != type || !context.Relations.IsKnownReference(type)) CheckAssignable(value, type, "box");
        Push(Boxed(type));
    }

    /// <summary>The reference to a boxed value; a nullable is boxed as its value.</summary>
    private static StackValue Boxed(ILType type) =>
        new(StackKind.Object, type.Is("System", "Nullable`1") && type.Arguments.Length == 1 ? type.Arguments[0] : type);

    private void Unbox(ILType type)
    {
        PopObject();
        if (!type.IsValueType && !type.IsParameter && type.Kind != ILTypeKind.Unresolved) Report(VerificationCode.ValueTypeExpected, $"unbox takes a value type, found {type}");
        PushAddress(type, StackFlags.Permanent | StackFlags.ReadOnly);
    }

    private void UnboxAny(ILType type)
    {
        PopObject();
        Push(type);
    }

    private void LoadToken()
    {
        switch (at.Operand)
        {
            case TypeReference type:
                CheckTokenType(type);
                PushHandle("RuntimeTypeHandle");
                break;
            case FieldReference:
                CheckFieldAccess(FieldOperand(), null);
                PushHandle("RuntimeFieldHandle");
                break;
            case MethodReference:
                MethodOperand();
                PushHandle("RuntimeMethodHandle");
                break;
            default:
                throw new VerificationFailure(VerificationCode.BadOperand, "ldtoken has no valid operand");
        }
    }

    /// <summary>A token may also name an open generic type, whose parameters meet nothing yet.</summary>
    private void CheckTokenType(TypeReference reference)
    {
        var type = types.Of(reference);
        if (type.Definition is not { HasGenericParameters: true } || type.Arguments.Length > 0) CheckSeen(type);
    }

    private void PushHandle(string name)
    {
        if (types.WellKnown("System", name) is { } handle) Push(handle);
        else throw new VerificationFailure(VerificationCode.MissingType, $"the type System.{name} is missing");
    }

    private void MakeTypedReference(ILType type)
    {
        var address = Pop();
        if (address.Kind == StackKind.NativeInt) Unverifiable("a typed reference made from a pointer");
        else if (address.Kind != StackKind.ByRef) Report(VerificationCode.StackByRef, $"an address expected, found {address}");
        else if (!Assignability.SameLocation(address.Type!, type)) Report(VerificationCode.StackUnexpected, $"mkrefany takes the address of {type}, found {address}");
        else if (address.IsReadOnly) Report(VerificationCode.ReadOnlyIllegalWrite, "a typed reference to a read-only address");
        Push(ILTypeKind.TypedReference);
    }

    private void TypedReferenceValue(ILType type)
    {
        PopAs(types.Primitive(ILTypeKind.TypedReference), "refanyval");
        PushAddress(type, StackFlags.None);
    }

    private void TypedReferenceType()
    {
        PopAs(types.Primitive(ILTypeKind.TypedReference), "refanytype");
        PushHandle("RuntimeTypeHandle");
    }

    private void ArgumentList()
    {
        if (method.CallingConvention != MethodCallingConvention.VarArg) Report(VerificationCode.BadOperand, "arglist outside a method with variable arguments");
        PushHandle("RuntimeArgumentHandle");
    }
}
