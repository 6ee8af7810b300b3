namespace ILDiff.Checking;

/// <summary>The outcome of comparing one method's derivatives with what they should be.</summary>
public enum Verdict
{
    /// <summary>Everything agreed at every point.</summary>
    Pass,

    /// <summary>Something is wrong; the reason says what and where.</summary>
    Mismatch,

    /// <summary>Nothing could be said; the reason says why.</summary>
    Skipped,
}

/// <summary>What a check of one method found.</summary>
/// <param name="Samples">At how many points everything could be compared.</param>
/// <param name="MaxError">The largest relative deviation of the pushforward from finite differences.</param>
/// <param name="Verdict">The outcome.</param>
/// <param name="Reason">Why it is not a pass; null for one.</param>
public sealed record CheckResult(int Samples, double MaxError, Verdict Verdict, string? Reason = null);
