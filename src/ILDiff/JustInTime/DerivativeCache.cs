namespace ILDiff.JustInTime;

using System.Reflection;
using ILDiff.Reading;
using Mono.Cecil;

/// <summary>The derivatives of one loaded assembly's methods. Not thread-safe.</summary>
internal sealed class DerivativeCache
{
    private readonly Assembly assembly;
    private readonly DiffOptions options;
    private readonly LoadedAssembly loaded;
    private readonly Dictionary<(MethodInfo, string, DerivativeKind), MethodInfo> made = [];
    private readonly Dictionary<(MethodInfo, string, DerivativeKind), string> refused = [];

    /// <summary>Reads the assembly.</summary>
    /// <exception cref="Diagnostics.DiagnosticException">It cannot be read.</exception>
    public DerivativeCache(Assembly assembly, DiffOptions options)
    {
        this.assembly = assembly;
        this.options = options;
        loaded = AssemblyImages.Load(assembly);
    }

    /// <summary>A derivative, made now or before.</summary>
    /// <exception cref="NoDerivativeException">It cannot be made.</exception>
    public MethodInfo Find(MethodInfo primal, ParameterChoice choice, DerivativeKind kind)
    {
        var key = (primal, choice.Key, kind);
        if (made.TryGetValue(key, out var known)) return known;
        if (!refused.TryGetValue(key, out var reason))
        {
            reason = Make(primal, choice, kind);
            if (made.TryGetValue(key, out known)) return known;
            refused.Add(key, reason);
        }

        throw new NoDerivativeException(reason);
    }

    /// <summary>Makes it together with what comes with it; returns why this one is not among them, if it is not.</summary>
    private string Make(MethodInfo primal, ParameterChoice choice, DerivativeKind kind)
    {
        using var target = new DerivativeAssembly(assembly, loaded);
        var modes = kind switch
        {
            DerivativeKind.Jvp => DerivativeModes.Jvp,
            DerivativeKind.Hvp => DerivativeModes.Hvp,
            DerivativeKind.Vjps => DerivativeModes.Vjps,
            _ => DerivativeModes.Vjp | DerivativeModes.Gradient,
        };
        var outcome = new AssemblyDifferentiator(target.Module, options).Differentiate(new DerivativeRequest(MethodTokens.Find(primal, loaded))
        {
            WithRespectTo = choice.WithRespectTo, Constants = choice.Constants, Modes = modes, Holder = target.Holder,
        });
        var errors = outcome.Diagnostics.Where(d => d.Severity == Diagnostics.Severity.Error).ToList();
        if (errors.Count > 0) return $"{outcome.Method} cannot be differentiated: {string.Join("; ", errors)}";
        foreach (var (definition, method) in target.Load(outcome.Generated))
        {
            foreach (var each in Enum.GetValues<DerivativeKind>().Where(k => definition.Name == primal.Name + k)) made[(primal, choice.Key, each)] = method;
        }

        return $"{outcome.Method} has no {kind}: its result, {primal.ReturnType}, is no float";
    }
}
