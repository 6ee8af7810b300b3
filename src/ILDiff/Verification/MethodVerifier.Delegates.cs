namespace ILDiff.Verification;

using Mono.Cecil;
using Mono.Cecil.Cil;

/// <summary>Objects made by newobj, function pointers, and delegates made from them.</summary>
internal sealed partial class MethodVerifier
{
    private void NewObject()
    {
        var target = MethodOperand();
        var declaring = target.Declaring;
        if (!target.IsConstructor || target.IsStatic) Report(VerificationCode.CtorExpected, $"newobj takes an instance constructor, found {target.Name}");
        if (declaring.Definition is { IsAbstract: true }) Report(VerificationCode.NewobjAbstractClass, $"{declaring} is abstract");
        if (IsDelegate(declaring) && target.Signature.Parameters.Length == 2)
        {
            NewDelegate(target);
        }
        else
        {
            CheckArguments(target, PopArguments(target.Signature));
        }

        CheckMethodAccess(target, declaring);
        Push(declaring);
    }

    private static bool IsDelegate(ILType type) => type.Definition?.BaseType is { Name: "MulticastDelegate", Namespace: "System" };

    private void NewDelegate(MethodTarget constructor)
    {
        var pointer = Pop();
        var bound = Pop();

        // A lambda in a field initialiser may capture a parameter of a primary constructor, and so the receiver.
        if (bound.IsThis && !thisInitialised) Unverifiable("a delegate bound to the receiver before it is initialised");
        if (pointer.Method is not { } target)
        {
            if (pointer.Kind == StackKind.NativeInt) Unverifiable("a delegate made from a plain integer");
            else Report(VerificationCode.DelegateCtor, $"a function pointer expected, found {pointer}");
            return;
        }

        var declaring = constructor.Declaring;
        if (declaring.Definition!.Methods.FirstOrDefault(m => m.Name == "Invoke") is not { } invoke) return;
        var signature = context.Members.Close(context.Members.SignatureOf(invoke), declaring.Arguments, []);
        if (bound.Kind != StackKind.Object || !Binds(signature, target, bound))
        {
            Report(VerificationCode.DelegateCtor, $"{target.Declaring}.{target.Name} bound to {bound} does not fit {declaring}");
            return;
        }

        CheckPattern(target, bound);
    }

    private bool Binds(MethodSignature invoke, MethodTarget target, StackValue bound)
    {
        var actual = target.Signature;
        if (!ResultFits(actual.Return, invoke.Return)) return false;
        var (given, taken) = (invoke.Parameters, actual.Parameters);
        if (target.IsStatic)
        {
            if (taken.Length == given.Length) return bound.IsNull && AllFit(given, taken);
            return taken.Length == given.Length + 1 && Assignability.Check(bound, taken[0], context.Relations) == Fit.Yes && AllFit(given, taken.AsSpan(1));
        }

        if (taken.Length == given.Length)
        {
            return (bound.IsNull || context.Relations.IsCastable(bound.Type!, target.Declaring)) && AllFit(given, taken);
        }

        if (taken.Length + 1 != given.Length || !bound.IsNull) return false;
        var receiver = target.Declaring.IsValueType ? types.ByRef(target.Declaring) : target.Declaring;
        return ParameterFits(given[0], receiver) && AllFit(given.AsSpan(1), taken);
    }

    private bool AllFit(ReadOnlySpan<ILType> given, ReadOnlySpan<ILType> taken)
    {
        for (var i = 0; i < given.Length; i++)
        {
            if (!ParameterFits(given[i], taken[i])) return false;
        }

        return true;
    }

    private bool ParameterFits(ILType given, ILType taken) =>
        Assignability.SameLocation(given, taken)
        || (given.Kind == ILTypeKind.ByRef && taken.Kind == ILTypeKind.ByRef && Assignability.SameLocation(given.Element!, taken.Element!))
        || (context.Relations.IsKnownReference(given) && (taken.IsReference || taken.IsParameter) && context.Relations.IsCastable(given, taken));

    private bool ResultFits(ILType actual, ILType expected) =>
        actual.Kind == ILTypeKind.Void || expected.Kind == ILTypeKind.Void ? actual == expected : ParameterFits(actual, expected);

    /// <summary>A dispatched pointer must come from the very object that is bound, an undispatched one not skip an override.</summary>
    private void CheckPattern(MethodTarget target, StackValue bound)
    {
        var previous = index > 0 ? code[index - 1].OpCode.Code : Code.Nop;
        if (previous == Code.Ldvirtftn)
        {
            if (index < 2 || code[index - 2].OpCode.Code != Code.Dup || leaders[index - 1] || leaders[index]) Report(VerificationCode.DelegatePattern, "dup, ldvirtftn, newobj expected");
            return;
        }

        if (previous != Code.Ldftn || leaders[index])
        {
            Report(VerificationCode.DelegatePattern, "ldftn, newobj expected");
            return;
        }

        if (target.Definition is { IsVirtual: true, IsFinal: false, IsStatic: false } definition && !definition.DeclaringType.IsSealed
            && !bound.IsThis && bound.Type is { IsValueType: false, IsParameter: false })
        {
            Report(VerificationCode.LdftnNonFinalVirtual, $"{target.Name} is virtual, and bound without dispatch on another object than the receiver");
        }
    }

    private void LoadFunction()
    {
        var target = MethodOperand();
        if (target.Name is ".ctor" or ".cctor") Report(VerificationCode.LdftnTarget, "a function pointer to a constructor");
        if (prefixes.Constrained is { } constrained)
        {
            if (!target.IsStatic || !target.IsVirtual) Report(VerificationCode.Constrained, $"a constraint on {target.Name}");
            else if (!context.Relations.IsCastable(constrained, target.Declaring)) Report(VerificationCode.Constrained, $"{constrained} is no {target.Declaring}");
        }
        else if (target.Definition is { IsAbstract: true })
        {
            Report(VerificationCode.LdftnTarget, $"a function pointer to the abstract method {target.Name}");
        }

        CheckMethodAccess(target, null);
        Push(new StackValue(StackKind.NativeInt, types.NativeInt, StackFlags.None, target));
    }

    private void LoadVirtualFunction()
    {
        var target = MethodOperand();
        var receiver = PopObject();
        if (target.IsStatic || target.Name == ".ctor") Report(VerificationCode.LdftnTarget, $"ldvirtftn of {target.Name}");
        else if (!receiver.IsNull && !context.Relations.IsCastable(receiver.Type!, target.Declaring))
        {
            Report(VerificationCode.StackUnexpected, $"the receiver must be {target.Declaring}, found {receiver}");
        }

        CheckMethodAccess(target, receiver.Type);
        Push(new StackValue(StackKind.NativeInt, types.NativeInt, StackFlags.None, target));
    }
}
