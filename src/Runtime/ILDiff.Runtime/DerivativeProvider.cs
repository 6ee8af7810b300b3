namespace ILDiff;

using System.Collections.Generic;
using System.Reflection;
using System.Threading;

/// <summary>
/// Makes derivatives while the program runs. The library <c>ILDiff</c> registers one; this library knows nothing of it.
/// Implementations are safe for use from several threads.
/// </summary>
public abstract class DerivativeProvider
{
    private static DerivativeProvider? current;

    /// <summary>The provider that <see cref="Diff"/> asks for what was not made at build time; null if there is none.</summary>
    public static DerivativeProvider? Current => Volatile.Read(ref current);

    /// <summary>Makes a provider the one that <see cref="Diff"/> asks.</summary>
    /// <param name="provider">The provider; null takes the present one out.</param>
    public static void Register(DerivativeProvider? provider) => Volatile.Write(ref current, provider);

    /// <summary>
    /// The derivative of a method, made now or before: a static method of the contract's shape, whose first parameter is
    /// the receiver if the primal has one.
    /// </summary>
    /// <param name="primal">A closed method.</param>
    /// <param name="constant">For the receiver, if there is one, and then for each parameter whether it is a constant; the others are differentiated if their types carry floats.</param>
    /// <param name="kind">Which member.</param>
    /// <exception cref="NoDerivativeException">The method cannot be differentiated; the message has the diagnostics.</exception>
    public abstract MethodInfo Find(MethodInfo primal, IReadOnlyList<bool> constant, DerivativeKind kind);
}
