namespace ILDiff.Verification;

/// <summary>Ends the verification of one path: what follows would be guesswork. Never leaves <see cref="ILVerifier"/>.</summary>
/// <param name="code">The error to report.</param>
/// <param name="message">Its text.</param>
internal sealed class VerificationFailure(VerificationCode code, string message) : Exception(message)
{
    public VerificationCode Code { get; } = code;
}
