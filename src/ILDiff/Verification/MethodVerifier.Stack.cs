namespace ILDiff.Verification;

using Mono.Cecil;
using Mono.Cecil.Cil;

/// <summary>Pushing, popping, assignment checks and operands.</summary>
internal sealed partial class MethodVerifier
{
    private void Push(StackValue value)
    {
        if (depth >= MaximumStack) throw new VerificationFailure(VerificationCode.StackOverflow, "the stack grows without bound");
        if (depth == stack.Length) Array.Resize(ref stack, depth * 2);
        stack[depth++] = value;

        // 0 is what a body made in memory has until the writer computes it.
        if (body.MaxStackSize > 0 && depth > body.MaxStackSize) Report(VerificationCode.StackOverflow, $"depth {depth} of at most {body.MaxStackSize}");
    }

    private void Push(ILType type) => Push(StackValue.Of(type));

    private void Push(ILTypeKind primitive) => Push(StackValue.Of(types.Primitive(primitive)));

    private StackValue Pop() =>
        depth > 0 ? stack[--depth] : throw new VerificationFailure(VerificationCode.StackUnderflow, $"{at.OpCode.Name} takes a value from an empty stack");

    /// <summary>Pops a value that goes to a place of the given type.</summary>
    private StackValue PopAs(ILType target, string place)
    {
        var value = Pop();
        CheckAssignable(value, target, place);
        return value;
    }

    private void CheckAssignable(StackValue value, ILType target, string place)
    {
        CheckInitialised(value);
        switch (Assignability.Check(value, target, context.Relations))
        {
            case Fit.No:
                Report(VerificationCode.StackUnexpected, $"{place} takes {target}, found {value}");
                break;
            case Fit.Unverifiable:
                Unverifiable($"{value} converted to {target}");
                break;
        }
    }

    /// <summary>Until a constructor has called another one, its receiver is good for its own fields only.</summary>
    private void CheckInitialised(StackValue value)
    {
        if (value.IsThis && !thisInitialised) Report(VerificationCode.UninitStack, "the receiver is used before it is initialised");
    }

    private StackValue PopNumeric()
    {
        var value = Pop();
        if (!value.IsNumeric && !value.IsUnknown) Report(VerificationCode.ExpectedNumericType, $"a number expected, found {value}");
        return value.IsNumeric || value.IsUnknown ? value with { Method = null } : StackValue.Of(types.Int32);
    }

    private StackValue PopInteger()
    {
        var value = Pop();
        if (!value.IsInteger && !value.IsUnknown) Report(VerificationCode.ExpectedIntegerType, $"an integer expected, found {value}");
        return value.IsInteger || value.IsUnknown ? value with { Method = null } : StackValue.Of(types.Int32);
    }

    private void PopIndex()
    {
        var value = Pop();
        if (value.Kind is not (StackKind.Int32 or StackKind.NativeInt) && !value.IsUnknown) Report(VerificationCode.StackUnexpected, $"an index of type int32 or native int expected, found {value}");
    }

    private StackValue PopObject()
    {
        var value = Pop();
        if (value.Kind != StackKind.Object && !value.IsUnknown) Report(VerificationCode.StackObjRef, $"an object reference expected, found {value}");
        CheckInitialised(value);
        return value.Kind == StackKind.Object ? value : StackValue.Null;
    }

    private void Duplicate()
    {
        var value = Pop();
        Push(value);
        Push(value);
    }

    private void Unverifiable(string what) => Report(VerificationCode.Unverifiable, what);

    private T Operand<T>() => at.Operand is T operand ? operand : throw new VerificationFailure(VerificationCode.BadOperand, $"{at.OpCode.Name} has no valid operand");

    /// <summary>The type operand, checked to exist, to be visible and to meet its constraints.</summary>
    private ILType TypeOperand()
    {
        var type = types.Of(Operand<TypeReference>());
        CheckSeen(type);
        return type;
    }

    private void CheckSeen(ILType type)
    {
        if (Unresolved(type) is { } missing) Report(VerificationCode.MissingType, $"the type {missing} is missing");
        else if (!context.Access.CanSee(method.DeclaringType, type)) Report(VerificationCode.TypeAccess, $"the type {type} may not be seen here");
        else if (context.Constraints.Violation(type) is { } violation) Report(VerificationCode.UnsatisfiedTypeInst, violation);
    }

    private static ILType? Unresolved(ILType type)
    {
        if (type.Kind == ILTypeKind.Unresolved) return type;
        if (type.Element is { } element) return Unresolved(element);
        foreach (var argument in type.Arguments)
        {
            if (Unresolved(argument) is { } missing) return missing;
        }

        return null;
    }
}
