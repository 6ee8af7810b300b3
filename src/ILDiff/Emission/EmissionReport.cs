namespace ILDiff.Emission;

/// <summary>
/// The size of one emitted method, to hold against the limits past which the JIT stops inlining and then optimising
/// (it gives up at 8,000 local references, 2,000 blocks or 60,000 bytes; the limits here keep a distance).
/// </summary>
internal sealed record EmissionReport(int ILBytes, int Locals, int LocalReferences, int Blocks, int MaxStack)
{
    public const int MaxILBytes = 50_000;
    public const int MaxLocals = 900;
    public const int MaxLocalReferences = 6_000;
    public const int MaxBlocks = 1_500;

    /// <summary>Whether the JIT can be expected to optimise the method fully.</summary>
    public bool IsWithinLimits => ILBytes <= MaxILBytes && Locals <= MaxLocals
        && LocalReferences <= MaxLocalReferences && Blocks <= MaxBlocks;
}
