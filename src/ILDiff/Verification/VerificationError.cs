namespace ILDiff.Verification;

using Mono.Cecil;

/// <summary>One thing that verification cannot accept.</summary>
/// <param name="Code">What it is about.</param>
/// <param name="Method">The method whose body it is in.</param>
/// <param name="Offset">The IL offset, as it will be once the body is written.</param>
/// <param name="Message">What was found and what was expected.</param>
internal sealed record VerificationError(VerificationCode Code, MethodDefinition Method, int Offset, string Message)
{
    /// <summary>
    /// True where the code may be correct but cannot be verified by nature (pointers, raw memory). A rewriter must not
    /// add such places, but may keep those that were there.
    /// </summary>
    public bool IsUnverifiable => Code is VerificationCode.Unverifiable or VerificationCode.InitLocals;

    /// <summary>
    /// True where running the code could read or write a value as another type, or fail for its form. The rest is
    /// unverifiable by nature, is about types that are not there to look at, or breaks rules that guard encapsulation,
    /// which the runtime does not rely on.
    /// </summary>
    public bool IsFatal => !IsUnverifiable && Code is not (VerificationCode.MissingType or VerificationCode.InitOnly or VerificationCode.ThisMismatch
        or VerificationCode.LdftnNonFinalVirtual or VerificationCode.DelegatePattern or VerificationCode.CallCtor or VerificationCode.UninitStack
        or VerificationCode.ReadOnlyIllegalWrite or VerificationCode.ThisUninitReturn or VerificationCode.ThisUninitStore);

    public override string ToString() => $"{Method.FullName}, IL_{Offset:X4}: {Code}: {Message}";
}
