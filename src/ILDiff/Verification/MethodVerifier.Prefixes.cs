namespace ILDiff.Verification;

using Mono.Cecil.Cil;

/// <summary>Prefixes and what they may stand before.</summary>
internal sealed partial class MethodVerifier
{
    /// <summary>The prefixes before the current instruction.</summary>
    private struct Prefixes
    {
        public bool Any;
        public bool ReadOnly;
        public bool Tail;
        public bool Volatile;
        public bool Unaligned;
        public ILType? Constrained;
    }

    private static bool IsPrefix(Instruction instruction) => instruction.OpCode.OpCodeType == OpCodeType.Prefix;

    private void CheckPrefixes()
    {
        if (!prefixes.Any || IsPrefix(at)) return;
        var operation = at.OpCode.Code;
        if (prefixes.Tail && operation is not (Code.Call or Code.Callvirt or Code.Calli)) Report(VerificationCode.TailCall, "a tail prefix without a call after it");
        if (prefixes.Constrained is not null && operation is not (Code.Callvirt or Code.Call or Code.Ldftn)) Report(VerificationCode.Constrained, "a constraint without a call after it");
        if (prefixes.ReadOnly && operation is not (Code.Ldelema or Code.Call)) Report(VerificationCode.BadPrefix, "readonly. without the address of an element after it");
        if (prefixes.Volatile && !(IsIndirect(operation) || operation is Code.Ldsfld or Code.Stsfld)) Report(VerificationCode.BadPrefix, "volatile. without a memory access after it");
        if (prefixes.Unaligned && !IsIndirect(operation)) Report(VerificationCode.BadPrefix, "unaligned. without an access through an address after it");
    }

    private static bool IsIndirect(Code operation) => operation
        is (>= Code.Ldind_I1 and <= Code.Stind_R8) or Code.Stind_I or Code.Ldobj or Code.Stobj or Code.Ldfld or Code.Stfld or Code.Cpblk or Code.Initblk or Code.Cpobj;

    /// <summary>A tail call gives up this frame: nothing may point into it, and a return must follow.</summary>
    private void CheckTail(MethodSignature callee, ReadOnlySpan<StackValue> passed)
    {
        if (!prefixes.Tail) return;
        if (index + 1 >= code.Length || code[index + 1].OpCode.Code != Code.Ret) Report(VerificationCode.TailCall, "a tail call without a return after it");
        if (regions.At(index) is not null) Report(VerificationCode.TailCall, "a tail call inside an exception region");
        if (depth > 0) Report(VerificationCode.TailCall, "a tail call with more than its arguments on the stack");
        if ((callee.Return.Kind == ILTypeKind.Void) != (returnType.Kind == ILTypeKind.Void)) Report(VerificationCode.TailCall, $"a tail call that returns {callee.Return}, not {returnType}");
        foreach (var value in passed)
        {
            if (value.Kind == StackKind.ByRef && !value.IsPermanent) Report(VerificationCode.TailByRef, "a tail call passes an address in this frame");
        }
    }
}
