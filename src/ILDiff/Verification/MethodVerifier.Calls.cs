namespace ILDiff.Verification;

using Mono.Cecil;

/// <summary>Calls: the target, the receiver, the arguments, the result.</summary>
internal sealed partial class MethodVerifier
{
    /// <summary>The method operand; a missing one is reported and taken as the reference describes it.</summary>
    private MethodTarget MethodOperand()
    {
        var reference = Operand<MethodReference>();
        var target = context.Members.Method(reference);
        CheckSeen(target.Declaring);
        if (target.Definition is null && !IsArrayMethod(target) && target.Declaring.Kind != ILTypeKind.Unresolved)
        {
            Report(VerificationCode.MissingMethod, $"the method {target.Declaring}.{target.Name}({string.Join<ILType>(", ", target.Signature.Parameters)}) with the result {target.Signature.Return} is missing");
        }

        CheckMethodArguments(target);
        foreach (var parameter in target.Signature.Parameters)
        {
            if (Unresolved(parameter) is { } missing) Report(VerificationCode.MissingType, $"the type {missing} is missing");
        }

        if (Unresolved(target.Signature.Return) is { } missingResult) Report(VerificationCode.MissingType, $"the type {missingResult} is missing");
        return target;
    }

    private void CheckMethodArguments(MethodTarget target)
    {
        foreach (var argument in target.Arguments) CheckSeen(argument);
        if (target.Definition is not { } definition || target.Signature.GenericArity == 0) return;
        if (target.Arguments.Length == 0 && at.OpCode.Code == Mono.Cecil.Cil.Code.Ldtoken) return;
        if (context.Constraints.Violation(definition.GenericParameters, target.Arguments, target.Declaring.Arguments, target.Arguments) is { } violation)
        {
            Report(VerificationCode.UnsatisfiedMethodInst, $"{target.Name}: {violation}");
        }
    }

    private void CheckMethodAccess(MethodTarget target, ILType? instance)
    {
        if (target.Definition is { } definition && !context.Access.CanUse(method.DeclaringType, definition, instance))
        {
            Report(VerificationCode.MethodAccess, $"the method {target.Declaring}.{target.Name} may not be seen here");
        }
    }

    private void Call(bool isVirtual)
    {
        var target = MethodOperand();
        var passed = PopArguments(target.Signature);
        ILType? instance = null;
        var receiver = default(StackValue);
        if (target.Signature.HasThis)
        {
            receiver = Pop();
            instance = prefixes.Constrained ?? receiver.Type;
        }

        if (prefixes.Constrained is { } constrained) CheckConstrained(target, constrained, receiver, isVirtual);
        else if (target.IsStatic) CheckStaticCall(target, isVirtual);
        else if (target.Name == ".ctor") CheckConstructorCall(target, receiver);
        else CheckReceiver(target, receiver, isVirtual);

        CheckArguments(target, passed);
        CheckMethodAccess(target, instance);
        CheckTail(target.Signature, target.Signature.HasThis ? [receiver, .. passed] : passed);
        PushResult(target, passed, receiver);
    }

    private void CheckStaticCall(MethodTarget target, bool isVirtual)
    {
        if (isVirtual) Report(VerificationCode.CallVirtOnStatic, $"callvirt of the static method {target.Name}");
        if (target.Name == ".cctor") Report(VerificationCode.CallCtor, "a static constructor is called");
        if (target.Definition is { IsAbstract: true }) Report(VerificationCode.CallAbstract, $"{target.Name} is abstract");
    }

    /// <summary>A call through an address whose method is chosen by the type of what it leads to.</summary>
    private void CheckConstrained(MethodTarget target, ILType constrained, StackValue receiver, bool isVirtual)
    {
        if (target.IsStatic)
        {
            if (isVirtual || !target.IsVirtual) Report(VerificationCode.Constrained, $"a constraint on the static method {target.Name}");
        }
        else if (!isVirtual)
        {
            Report(VerificationCode.Constrained, "a constraint on a call of an instance method");
        }
        else if (receiver.Kind == StackKind.NativeInt)
        {
            Unverifiable("a constrained call through a pointer");
        }
        else if (receiver.Kind != StackKind.ByRef || !Assignability.SameLocation(receiver.Type!, constrained))
        {
            Report(VerificationCode.StackUnexpected, $"the receiver must be the address of {constrained}, found {receiver}");
        }

        if (!context.Relations.IsCastable(constrained, target.Declaring) && !context.Relations.MayBeByRefLike(constrained))
        {
            Report(VerificationCode.Constrained, $"{constrained} is no {target.Declaring}");
        }
    }

    /// <summary>The call of another constructor by a constructor, on its own receiver; some compilers use callvirt for it.</summary>
    private void CheckConstructorCall(MethodTarget target, StackValue receiver)
    {
        if (target.HasValueTypeReceiver)
        {
            CheckReceiver(target, receiver, isVirtual: false);
            return;
        }

        var isOwn = target.Declaring == thisType || target.Declaring == context.Relations.BaseOf(thisType) || target.Declaring.Kind == ILTypeKind.Unresolved;
        var fits = isOwn && receiver.IsThis && method is { IsConstructor: true, IsStatic: false };
        if (fits) thisInitialised = true;
        else Report(VerificationCode.CallCtor, $"the constructor of {target.Declaring} is called on {receiver}");
    }

    private void CheckReceiver(MethodTarget target, StackValue receiver, bool isVirtual)
    {
        CheckInitialised(receiver);
        var declaring = target.Declaring;
        if (declaring.Kind == ILTypeKind.Unresolved || receiver.IsUnknown) return;
        if (declaring.IsValueType)
        {
            if (isVirtual) Report(VerificationCode.CallVirtOnValueType, $"callvirt of a method of the value type {declaring}");
            if (receiver.Kind == StackKind.NativeInt) Unverifiable("a method called through a pointer");
            else if (receiver.Kind != StackKind.ByRef || !Assignability.SameLocation(receiver.Type!, declaring))
            {
                Report(VerificationCode.StackUnexpected, $"the receiver must be the address of {declaring}, found {receiver}");
            }

            return;
        }

        if (receiver.Kind != StackKind.Object || !(receiver.IsNull || context.Relations.IsCastable(receiver.Type!, declaring)))
        {
            Report(VerificationCode.StackUnexpected, $"the receiver must be {declaring}, found {receiver}");
            return;
        }

        if (isVirtual || target.Definition is not { IsVirtual: true } definition) return;
        if (definition.IsAbstract) Report(VerificationCode.CallAbstract, $"{target.Name} is abstract");
        else if (!definition.IsFinal && !definition.DeclaringType.IsSealed && !receiver.IsThis && receiver.Type is { IsValueType: false, IsParameter: false })
        {
            Report(VerificationCode.ThisMismatch, $"{target.Name} is virtual, and called without dispatch on another object than the receiver");
        }
    }

    /// <summary>Pops arguments, in order; what they are is checked later.</summary>
    private StackValue[] PopArguments(MethodSignature signature)
    {
        if (signature.Parameters.Length == 0) return [];
        var passed = new StackValue[signature.Parameters.Length];
        for (var i = passed.Length - 1; i >= 0; i--) passed[i] = Pop();
        return passed;
    }

    private void CheckArguments(MethodTarget target, StackValue[] passed)
    {
        for (var i = 0; i < passed.Length; i++)
        {
            CheckAssignable(passed[i], target.Signature.Parameters[i], $"parameter {i} of {target.Name}");
            if (passed[i] is { Kind: StackKind.ByRef, IsReadOnly: true } && target.Signature.Parameters[i].Kind == ILTypeKind.ByRef
                && target.Definition is { } definition && i < definition.Parameters.Count
                && !IsReadOnlyParameter(definition.Parameters[i]) && definition.Parameters[i] is not { IsIn: true, IsOut: false })
            {
                Report(VerificationCode.ReadOnlyIllegalWrite, $"a read-only address goes to parameter {i} of {target.Name}, which may write");
            }
        }
    }

    private void PushResult(MethodTarget target, StackValue[] passed, StackValue receiver)
    {
        var type = target.Signature.Return;
        if (type.Kind == ILTypeKind.Void) return;
        var flags = StackFlags.None;
        if (type.Kind == ILTypeKind.ByRef)
        {
            if (!MayReturn(target, passed, receiver)) flags |= StackFlags.Permanent;
            if (target.Definition is { } definition ? ReturnsReadOnly(definition) : prefixes.ReadOnly) flags |= StackFlags.ReadOnly;
        }

        Push(StackValue.Of(type, flags));
    }

    /// <summary>
    /// Whether the address that a call returns may lie in this method's frame: it can only be made from an address that
    /// it was given, and not from one that it promises to keep to itself (a scoped or out parameter, a struct's receiver).
    /// </summary>
    private static bool MayReturn(MethodTarget target, StackValue[] passed, StackValue receiver)
    {
        for (var i = 0; i < passed.Length; i++)
        {
            if (passed[i].Kind != StackKind.ByRef || passed[i].IsPermanent || !MayContain(passed[i].Type!, target.Signature.Return.Element!)) continue;
            if (target.Definition is not { } definition || i >= definition.Parameters.Count) return true;
            var parameter = definition.Parameters[i];
            if (!HasAttribute(parameter, "ScopedRefAttribute") && parameter is not { IsOut: true, IsIn: false }) return true;
        }

        return receiver.Kind == StackKind.ByRef && !receiver.IsPermanent && target.Definition is { } called && IsUnscoped(called);
    }

    /// <summary>Whether a location of one type may have a part of another: primitives and references have none.</summary>
    private static bool MayContain(ILType whole, ILType part) =>
        Assignability.SameLocation(whole, part) || whole.Kind is not (ILTypeKind.Class or ILTypeKind.Array or ILTypeKind.Pointer or ILTypeKind.FunctionPointer) && !whole.Reduced.IsPrimitive;

    private static bool IsUnscoped(MethodDefinition called) => HasAttribute(called, "UnscopedRefAttribute")
        || called.DeclaringType.Properties.Any(p => p.GetMethod == called && HasAttribute(p, "UnscopedRefAttribute"));

    private static bool IsReadOnlyParameter(ParameterDefinition parameter) =>
        parameter.ParameterType is TypeSpecification
        && (HasInModifier(parameter.ParameterType) || HasAttribute(parameter, "IsReadOnlyAttribute") || HasAttribute(parameter, "RequiresLocationAttribute"));

    private static bool ReturnsReadOnly(MethodDefinition definition) =>
        HasInModifier(definition.ReturnType) || HasAttribute(definition.MethodReturnType, "IsReadOnlyAttribute");

    private static bool HasInModifier(TypeReference type)
    {
        for (var at = type; at is TypeSpecification specification; at = specification.ElementType)
        {
            if (at is IModifierType { ModifierType.Name: "InAttribute" }) return true;
        }

        return false;
    }

    private static bool HasAttribute(ICustomAttributeProvider provider, string name) =>
        provider.HasCustomAttributes && provider.CustomAttributes.Any(a => a.AttributeType.Name == name);

    /// <summary>A call through a function pointer: its signature is checked, the pointer cannot be.</summary>
    private void CallIndirect()
    {
        var site = Operand<CallSite>();
        var signature = context.Members.Read(site, 0);
        var pointer = Pop();
        if (pointer.Kind != StackKind.NativeInt) Report(VerificationCode.StackUnexpected, $"a function pointer expected, found {pointer}");
        var passed = PopArguments(signature);
        for (var i = 0; i < passed.Length; i++) CheckAssignable(passed[i], signature.Parameters[i], $"parameter {i}");
        if (signature.HasThis && !site.ExplicitThis) Pop();
        Unverifiable("a call through a function pointer");
        CheckTail(signature, passed);
        if (signature.Return.Kind != ILTypeKind.Void) Push(StackValue.Of(signature.Return, StackFlags.Permanent));
    }

    private static bool IsArrayMethod(MethodTarget target)
    {
        if (target.Declaring is not { Kind: ILTypeKind.Array, Element: { } element } array || target.IsStatic) return false;
        var rank = Math.Max(1, array.Rank);
        var (parameters, result) = (target.Signature.Parameters, target.Signature.Return);
        if (target.Name == "Set") return parameters.Length == rank + 1 && parameters[rank] == element && AreIndices(parameters[..rank]) && result.Kind == ILTypeKind.Void;
        if (!AreIndices(parameters)) return false;
        return target.Name switch
        {
            "Get" => parameters.Length == rank && result == element,
            "Address" => parameters.Length == rank && result.Kind == ILTypeKind.ByRef && result.Element == element,
            ".ctor" => (parameters.Length == rank || parameters.Length == 2 * rank || array.Rank == 0) && result.Kind == ILTypeKind.Void,
            _ => false,
        };

        static bool AreIndices(ILType[] types) => Array.TrueForAll(types, t => t.Kind == ILTypeKind.Int32);
    }
}
