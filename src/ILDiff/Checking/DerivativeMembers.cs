namespace ILDiff.Checking;

using System.Reflection;

/// <summary>
/// A method with the derivative members that its type has for it, found by the contract's names and signatures. Its
/// roots are the receiver, if there is one, and the arguments.
/// </summary>
internal sealed class DerivativeMembers
{
    private DerivativeMembers(MethodInfo primal, Binding? jvp, Binding? vjp, MethodInfo? gradient)
    {
        Primal = primal;
        Jvp = jvp;
        Vjp = vjp;
        Gradient = gradient;
    }

    public MethodInfo Primal { get; }

    /// <summary>The pushforward.</summary>
    public Binding? Jvp { get; }

    /// <summary>The pullback.</summary>
    public Binding? Vjp { get; }

    public MethodInfo? Gradient { get; }

    public bool HasReceiver => !Primal.IsStatic;

    /// <summary>Whether the derivatives were made for a check, and are no members that somebody wrote or built.</summary>
    public bool AreMade { get; init; }

    /// <summary>What each root is called: <c>this</c>, and the names of the parameters.</summary>
    public IReadOnlyList<string> RootNames => [.. HasReceiver ? ["this"] : Array.Empty<string>(), .. Primal.GetParameters().Select(p => p.Name ?? $"p{p.Position}")];

    /// <summary>For each root whether it is differentiated.</summary>
    public bool[] Active => (Jvp ?? Vjp)?.Active ?? [.. Enumerable.Repeat(true, Primal.GetParameters().Length + (HasReceiver ? 1 : 0))];

    /// <summary>The members of a method; null if it has none.</summary>
    public static DerivativeMembers? Find(MethodInfo primal)
    {
        var siblings = primal.DeclaringType!.GetMethods(BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static | BindingFlags.Instance | BindingFlags.DeclaredOnly);
        var jvp = Bind(primal, siblings, "Jvp", "Tangent");
        var vjp = Bind(primal, siblings, "Vjp", "Adjoint");
        var gradient = siblings.FirstOrDefault(m => m.Name == primal.Name + "Gradient" && m.IsStatic == primal.IsStatic && !m.IsGenericMethod
            && m.GetParameters().Select(p => p.ParameterType).SequenceEqual(primal.GetParameters().Select(p => p.ParameterType)));
        return jvp is null && vjp is null && gradient is null ? null : new DerivativeMembers(primal, jvp, vjp, gradient);
    }

    /// <summary>A method with derivatives that are given or made.</summary>
    /// <exception cref="ArgumentException">One has not the shape of the contract.</exception>
    public static DerivativeMembers Of(MethodInfo primal, MethodInfo? jvp, MethodInfo? vjp, MethodInfo? gradient, bool areMade = false)
    {
        Binding? Bound(MethodInfo? method, string role) => method is null ? null
            : Binding.Try(primal, method, role) is { } binding && binding.Active.Contains(true) ? binding : throw new ArgumentException($"{method.DeclaringType}.{method} does not have the parameters of a derivative of {primal.DeclaringType}.{primal}: each parameter followed by its {role.ToLowerInvariant()}, named like it with {role} at the end.");
        return new DerivativeMembers(primal, Bound(jvp, "Tangent"), Bound(vjp, "Adjoint"), gradient) { AreMade = areMade };
    }

    /// <summary>Calls the primal or the gradient; the roots are left as the call leaves them.</summary>
    public CallResult Call(MethodInfo method, object?[] roots)
    {
        if (method.IsStatic) return Invocation.Call(method, null, roots);
        var arguments = roots[1..];
        var result = Invocation.Call(method, roots[0], arguments);
        arguments.CopyTo(roots, 1);
        return result;
    }

    private static Binding? Bind(MethodInfo primal, MethodInfo[] siblings, string suffix, string role) =>
        siblings.Where(m => m.Name == primal.Name + suffix && m.IsStatic == primal.IsStatic && !m.IsGenericMethod && (role == "Tangent" || m.ReturnType == primal.ReturnType))
            .Select(m => Binding.Try(primal, m, role)).OfType<Binding>().MaxBy(b => b.Active.Count(a => a));
}

/// <summary>How the parameters of a pushforward or pullback correspond to the roots of its primal.</summary>
internal sealed class Binding
{
    private readonly bool hasReceiver;
    private readonly int[] primalAt;
    private readonly int[] derivativeAt;
    private readonly int seedAt;

    private Binding(MethodInfo method, int[] primalAt, int[] derivativeAt, int seedAt)
    {
        Method = method;
        hasReceiver = !method.IsStatic;
        this.primalAt = primalAt;
        this.derivativeAt = derivativeAt;
        this.seedAt = seedAt;
    }

    public MethodInfo Method { get; }

    /// <summary>For each root whether it has a tangent or adjoint.</summary>
    public bool[] Active => [.. derivativeAt.Select(at => at >= 0)];

    /// <summary>Whether the last parameter takes the adjoint of the result.</summary>
    public bool HasSeed => seedAt >= 0;

    /// <summary>The correspondence, or null if the signature is another method's.</summary>
    public static Binding? Try(MethodInfo primal, MethodInfo method, string role)
    {
        var given = method.GetParameters();
        var wanted = primal.GetParameters();
        var next = 0;
        var primalAt = new List<int>();
        var derivativeAt = new List<int>();
        if (!primal.IsStatic)
        {
            // A static derivative of an instance method takes the receiver first.
            if (method.IsStatic && (given.Length == 0 || Target(given[0].ParameterType) != primal.DeclaringType)) return null;
            primalAt.Add(method.IsStatic ? next++ : -1);
            derivativeAt.Add(next < given.Length && given[next].Name == "this" + role ? next++ : -1);
        }

        foreach (var parameter in wanted)
        {
            if (next >= given.Length || given[next].ParameterType != parameter.ParameterType) return null;
            primalAt.Add(next++);
            var isDerivative = next < given.Length && given[next].Name == parameter.Name + role && Target(given[next].ParameterType) == Target(parameter.ParameterType);
            derivativeAt.Add(isDerivative ? next++ : -1);
        }

        var seedAt = role == "Adjoint" && next < given.Length && given[next].Name == "resultAdjoint" ? next++ : -1;
        return next == given.Length ? new Binding(method, [.. primalAt], [.. derivativeAt], seedAt) : null;
    }

    /// <summary>Calls the member; both sets of roots are left as the call leaves them.</summary>
    public CallResult Call(object?[] roots, object?[] derivatives, object? seed)
    {
        var arguments = Arguments(roots, derivatives, seed);
        var result = Invocation.Call(Method, hasReceiver ? roots[0] : null, arguments);
        for (var i = 0; i < primalAt.Length; i++)
        {
            if (primalAt[i] >= 0) roots[i] = arguments[primalAt[i]];
            if (derivativeAt[i] >= 0) derivatives[i] = arguments[derivativeAt[i]];
        }

        return result;
    }

    /// <summary>The arguments of a call, without the receiver of an instance method.</summary>
    public object?[] Arguments(object?[] roots, object?[] derivatives, object? seed)
    {
        var arguments = new object?[Method.GetParameters().Length];
        for (var i = 0; i < primalAt.Length; i++)
        {
            if (primalAt[i] >= 0) arguments[primalAt[i]] = roots[i];
            if (derivativeAt[i] >= 0) arguments[derivativeAt[i]] = derivatives[i];
        }

        if (seedAt >= 0) arguments[seedAt] = seed;
        return arguments;
    }

    private static Type Target(Type type) => SpanParameters.Stored(type);
}
