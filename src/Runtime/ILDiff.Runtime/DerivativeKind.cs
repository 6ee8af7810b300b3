namespace ILDiff;

/// <summary>The generated members of a method.</summary>
public enum DerivativeKind
{
    /// <summary>The pushforward <c>MJvp</c>.</summary>
    Jvp,

    /// <summary>The pullback <c>MVjp</c>.</summary>
    Vjp,

    /// <summary>The gradient <c>MGradient</c> of a scalar method.</summary>
    Gradient,

    /// <summary>
    /// The Hessian times a direction, of a scalar method:
    /// <c>(R Value, P1 P1, …) MHvp(P1 p1, P1 p1Tangent, …)</c>, the products in new storage; with one differentiable
    /// parameter <c>(R Value, P1 Product)</c>.
    /// </summary>
    Hvp,

    /// <summary>
    /// The pullback of several seeds from one forward sweep:
    /// <c>R MVjps(P1 p1, P1[] p1Adjoints, …, R[] resultAdjoints)</c>. It is <c>MVjp</c> but that each adjoint is an array
    /// with an entry for each seed; the first array tells how many there are.
    /// </summary>
    Vjps,
}
