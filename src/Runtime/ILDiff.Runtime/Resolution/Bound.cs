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
    private static readonly ConditionalWeakTable<Type, ConcurrentDictionary<(MethodInfo, bool, DerivativeKind), Entry>> Known = new();

    /// <summary>What was asked for last, which loops ask for again. Weak, for what it holds may be collectible.</summary>
    private static WeakReference<Entry>? latest;

    /// <summary>The derivative of a function, and the target to pass first.</summary>
    /// <param name="f">The function.</param>
    /// <param name="kind">Which derivative.</param>
    /// <param name="target">The target of the function.</param>
    /// <exception cref="NoDerivativeException">There is none.</exception>
    public static TCall For(Delegate f, DerivativeKind kind, out object? target)
    {
        f = Function.Unwrap(f);
        target = f.Target;
        var method = f.Method;
        if (latest is { } weak && weak.TryGetTarget(out var entry) && ReferenceEquals(entry.Method, method) && entry.Kind == kind && entry.IsClosed == target is not null) return entry.Call;
        return Find(f, method, target is not null, kind);
    }

    private static TCall Find(Delegate f, MethodInfo method, bool isClosed, DerivativeKind kind)
    {
        var home = method.DeclaringType ?? typeof(TCall);
        if (!Known.TryGetValue(home, out var calls)) calls = Known.GetOrCreateValue(home);
        if (!calls.TryGetValue((method, isClosed, kind), out var entry))
        {
            entry = calls.GetOrAdd((method, isClosed, kind), new Entry(method, isClosed, kind, CallBuilder.Build<TCall>(new Function(f), kind)));
        }

        latest = entry.Weakly;
        return entry.Call;
    }

    private sealed class Entry
    {
        public Entry(MethodInfo method, bool isClosed, DerivativeKind kind, TCall call)
        {
            (Method, IsClosed, Kind, Call) = (method, isClosed, kind, call);
            Weakly = new WeakReference<Entry>(this);
        }

        public MethodInfo Method { get; }

        public bool IsClosed { get; }

        public DerivativeKind Kind { get; }

        public TCall Call { get; }

        public WeakReference<Entry> Weakly { get; }
    }
}
