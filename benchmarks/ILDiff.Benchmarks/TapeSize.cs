namespace ILDiff.Benchmarks;

/// <summary>What one call records.</summary>
internal static class TapeSize
{
    /// <summary>The most bytes that the tape held at once during the call.</summary>
    public static string HighWater(Action call)
    {
        call();
        return "?";
    }
}
