namespace ILDiff.Resolution;

using System;
using System.Collections.Concurrent;
using System.Reflection;
using System.Runtime.CompilerServices;

/// <summary>
/// Derivatives of functions as typed delegates, each found and bound once. A delegate here takes the target of the
/// function's delegate and then the arguments, so that one serves all instances of a closure.
/// </summary>
/// <typeparam name="TCall">The delegate type.</typeparam>
internal static class Bound<TCall>
    where TCall : Delegate
{
    /// <summary>By declaring type, which a collectible assembly takes with it when it goes.</summary>
    private static readonly ConditionalWeakTable<Type, ConcurrentDictionary<(MethodInfo, bool, DerivativeKind), TCall>> Known = new();

    /// <summary>The derivative of a function, and the target to pass first.</summary>
    /// <param name="f">The function.</param>
    /// <param name="kind">Which derivative.</param>
    /// <param name="target">The target of the function.</param>
    /// <exception cref="NoDerivativeException">There is none.</exception>
    public static TCall For(Delegate f, DerivativeKind kind, out object? target)
    {
        f = Function.Unwrap(f);
        target = f.Target;
        var key = (f.Method, target is not null, kind);
        var home = f.Method.DeclaringType ?? typeof(TCall);
        if (!Known.TryGetValue(home, out var calls)) calls = Known.GetOrCreateValue(home);
        if (calls.TryGetValue(key, out var call)) return call;
        return calls.GetOrAdd(key, CallBuilder.Build<TCall>(new Function(f), kind));
    }
}
