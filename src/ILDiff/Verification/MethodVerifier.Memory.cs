namespace ILDiff.Verification;

/// <summary>Loads and stores through addresses.</summary>
internal sealed partial class MethodVerifier
{
    /// <summary>Pops an address. Through an integer anything goes, unverifiably.</summary>
    /// <returns>False where nothing is known of what it leads to.</returns>
    private bool PopAddress(out ILType element, bool writes)
    {
        var address = Pop();
        element = types.Object;
        if (address.Kind == StackKind.ByRef)
        {
            element = address.Type!;
            if (writes && address.IsReadOnly) Report(VerificationCode.ReadOnlyIllegalWrite, "a write through a read-only address");
            return element.Kind != ILTypeKind.Unresolved;
        }

        if (address.Kind == StackKind.NativeInt) Unverifiable("access through a pointer");
        else Report(VerificationCode.StackByRef, $"an address expected, found {address}");
        return false;
    }

    private void LoadIndirect(ILTypeKind primitive)
    {
        var type = types.Primitive(primitive);
        if (!PopAddress(out var element, writes: false)) Push(type);
        else if (element.Reduced == type) Push(element);
        else
        {
            Report(VerificationCode.StackUnexpected, $"{at.OpCode.Name} takes the address of {type}, found that of {element}");
            Push(type);
        }
    }

    private void LoadIndirectReference()
    {
        if (!PopAddress(out var element, writes: false)) Push(StackValue.Null);
        else if (element.IsReference) Push(element);
        else
        {
            Report(VerificationCode.StackUnexpected, $"{at.OpCode.Name} takes the address of a reference, found that of {element}");
            Push(types.Object);
        }
    }

    private void StoreIndirect(ILTypeKind primitive)
    {
        var type = types.Primitive(primitive);
        var value = Pop();
        if (PopAddress(out var element, writes: true) && element.Reduced != type)
        {
            Report(VerificationCode.StackUnexpected, $"{at.OpCode.Name} takes the address of {type}, found that of {element}");
        }

        CheckAssignable(value, type, at.OpCode.Name);
    }

    private void StoreIndirectReference()
    {
        var value = PopObject();
        if (!PopAddress(out var element, writes: true)) return;
        if (element.IsReference) CheckAssignable(value, element, at.OpCode.Name);
        else Report(VerificationCode.StackUnexpected, $"{at.OpCode.Name} takes the address of a reference, found that of {element}");
    }

    private void LoadObject(ILType type)
    {
        if (PopAddress(out var element, writes: false)) CheckReadAs(element, type);
        Push(type);
    }

    private void StoreObject(ILType type)
    {
        PopAs(type, at.OpCode.Name);
        if (PopAddress(out var element, writes: true)) CheckReadAs(type, element);
    }

    private void CopyObject(ILType type)
    {
        if (PopAddress(out var source, writes: false)) CheckReadAs(source, type);
        if (PopAddress(out var target, writes: true)) CheckReadAs(type, target);
    }

    private void InitObject(ILType type)
    {
        if (PopAddress(out var element, writes: true)) CheckReadAs(type, element);
    }

    /// <summary>A location of one type read as another: references may be read as supertypes, all else is exact.</summary>
    private void CheckReadAs(ILType stored, ILType read)
    {
        if (Assignability.SameLocation(stored, read)) return;
        if (stored.IsReference && read.IsReference && context.Relations.IsCastable(stored, read)) return;
        Report(VerificationCode.StackUnexpected, $"{at.OpCode.Name}: {stored} is not {read}");
    }

    private void AllocateLocally()
    {
        var size = Pop();
        if (size.Kind is not (StackKind.Int32 or StackKind.NativeInt)) Report(VerificationCode.StackUnexpected, $"localloc takes int32 or native int, found {size}");
        if (depth > 0) Report(VerificationCode.StackUnexpected, "localloc with more than the size on the stack");
        if (regions.At(index) is { Kind: not RegionKind.Try }) Report(VerificationCode.StackUnexpected, "localloc in a handler");
        Unverifiable("localloc");
        Push(ILTypeKind.NativeInt);
    }

    private void CopyBlock()
    {
        PopSize();
        PopRawAddress();
        PopRawAddress();
        Unverifiable("cpblk");
    }

    private void InitBlock()
    {
        PopSize();
        PopSize();
        PopRawAddress();
        Unverifiable("initblk");
    }

    private void PopSize()
    {
        var value = Pop();
        if (value.Kind != StackKind.Int32) Report(VerificationCode.StackUnexpected, $"{at.OpCode.Name} takes int32, found {value}");
    }

    private void PopRawAddress()
    {
        var value = Pop();
        if (value.Kind is not (StackKind.ByRef or StackKind.NativeInt)) Report(VerificationCode.StackByRef, $"an address expected, found {value}");
        if (value.IsReadOnly && at.OpCode.Code == Mono.Cecil.Cil.Code.Initblk) Report(VerificationCode.ReadOnlyIllegalWrite, "a write through a read-only address");
    }
}
