namespace ILDiff;

/// <summary>Which derivative members to generate.</summary>
[Flags]
public enum DerivativeModes
{
    /// <summary>The pushforward <c>MJvp</c>.</summary>
    Jvp = 1,

    /// <summary>The pullback <c>MVjp</c>.</summary>
    Vjp = 2,

    /// <summary>The gradient <c>MGradient</c> of scalar methods.</summary>
    Gradient = 4,

    /// <summary>
    /// The Hessian-vector product <c>MHvp</c> of scalar methods, whose shape <see cref="DerivativeKind.Hvp"/> gives.
    /// </summary>
    Hvp = 8,

    /// <summary>The pullback of several seeds <c>MVjps</c>, whose shape <see cref="DerivativeKind.Vjps"/> gives.</summary>
    Vjps = 16,

    /// <summary>The first derivatives that fit the method.</summary>
    All = Jvp | Vjp | Gradient,
}

/// <summary>Every switch of differentiation. Immutable.</summary>
public sealed record DiffOptions
{
    /// <summary>Which members to generate.</summary>
    public DerivativeModes Modes { get; init; } = DerivativeModes.All;

    /// <summary>Names of the parameters to differentiate with respect to; empty means every differentiable one.</summary>
    public IReadOnlyList<string> WithRespectTo { get; init; } = [];

    /// <summary>Whether the simplification and optimisation passes run. Off only in tests, as an axis.</summary>
    public bool Optimize { get; init; } = true;

    /// <summary>Record every value the reverse sweep reads instead of recomputing or reloading it. An axis of tests.</summary>
    public bool RecordEverything { get; init; }

    /// <summary>Multiply partials only where the adjoint is not exactly zero, so that 0·∞ stays 0.</summary>
    public bool StrongZero { get; init; } = true;

    /// <summary>Run the IR verifier after each pass.</summary>
    public bool VerifyPasses { get; init; }
}
