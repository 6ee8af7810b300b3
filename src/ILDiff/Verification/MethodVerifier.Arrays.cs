namespace ILDiff.Verification;

/// <summary>Vectors and their elements.</summary>
internal sealed partial class MethodVerifier
{
    private void NewArray(ILType element)
    {
        PopIndex();
        if (element.Kind is ILTypeKind.Void or ILTypeKind.ByRef) Report(VerificationCode.BadByRefs, $"an array of {element}");
        if (element.IsByRefLike) Report(VerificationCode.BadByRefLike, $"an array of the ref struct {element}");
        Push(types.Vector(element));
    }

    /// <summary>Pops a vector.</summary>
    /// <returns>Its element type; null where it is the null reference or wrong.</returns>
    private ILType? PopVector()
    {
        var value = Pop();
        if (value.IsNull || value.IsUnknown) return null;
        if (value is { Kind: StackKind.Object, Type.IsVector: true }) return value.Type.Element is { Kind: not ILTypeKind.Unresolved } element ? element : null;
        Report(VerificationCode.ExpectedArray, $"a one-dimensional array expected, found {value}");
        return null;
    }

    private void LoadElement(ILTypeKind primitive)
    {
        PopIndex();
        var type = types.Primitive(primitive);
        var element = PopVector();
        CheckElement(element, type);
        Push(element is not null && element.Reduced == type ? element : type);
    }

    private void LoadReferenceElement()
    {
        PopIndex();
        var element = PopVector();
        if (element is null) Push(StackValue.Null);
        else if (element.IsReference) Push(element);
        else
        {
            Report(VerificationCode.StackUnexpected, $"ldelem.ref takes an array of references, found one of {element}");
            Push(StackValue.Null);
        }
    }

    private void LoadElement(ILType type)
    {
        PopIndex();
        if (PopVector() is { } element) CheckReadAs(element, type);
        Push(type);
    }

    private void LoadElementAddress(ILType type)
    {
        PopIndex();
        var element = PopVector();
        if (element is not null)
        {
            if (prefixes.ReadOnly) CheckReadAs(element, type);
            else CheckElement(element, type);
        }

        PushAddress(type, StackFlags.Permanent | (prefixes.ReadOnly ? StackFlags.ReadOnly : StackFlags.None));
    }

    private void StoreElement(ILTypeKind primitive)
    {
        var type = types.Primitive(primitive);
        PopAs(type, at.OpCode.Name);
        PopIndex();
        CheckElement(PopVector(), type);
    }

    private void StoreReferenceElement()
    {
        var value = PopObject();
        PopIndex();
        if (PopVector() is not { } element) return;
        if (element.IsReference) CheckAssignable(value, element, at.OpCode.Name);
        else Report(VerificationCode.StackUnexpected, $"stelem.ref takes an array of references, found one of {element}");
    }

    private void StoreElement(ILType type)
    {
        PopAs(type, at.OpCode.Name);
        PopIndex();
        if (PopVector() is { } element) CheckReadAs(type, element);
    }

    private void CheckElement(ILType? element, ILType type)
    {
        if (element is not null && !Assignability.SameLocation(element, type))
        {
            Report(VerificationCode.StackUnexpected, $"{at.OpCode.Name} takes an array of {type}, found one of {element}");
        }
    }
}
