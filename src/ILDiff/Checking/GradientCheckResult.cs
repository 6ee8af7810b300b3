namespace ILDiff.Checking;

/// <summary>What a check of derivatives found.</summary>
/// <param name="Verdict">The outcome; skipped where nothing could be compared.</param>
/// <param name="Points">At how many points everything was compared and agreed.</param>
/// <param name="Incomparable">At how many points something could not be compared: the method threw, or is not smooth there.</param>
/// <param name="MaxError">The largest relative deviation from finite differences.</param>
/// <param name="Message">What is wrong, where, and what each way of computing it gives; or why points could not be compared; else empty.</param>
public sealed record GradientCheckResult(Verdict Verdict, int Points, int Incomparable, double MaxError, string Message);

/// <summary>Derivatives are wrong, or nothing of them could be checked.</summary>
public sealed class GradientCheckException : Exception
{
    /// <summary>For a result.</summary>
    /// <param name="result">Not a pass.</param>
    public GradientCheckException(GradientCheckResult result)
        : base((result ?? throw new ArgumentNullException(nameof(result))).Message) => Result = result;

    /// <summary>What was found.</summary>
    public GradientCheckResult Result { get; }
}
