namespace ILDiff.JustInTime;

using System.Reflection;
using System.Runtime.CompilerServices;
using ILDiff.Diagnostics;

/// <summary>
/// Differentiates methods of loaded assemblies while the program runs, for tests, notebooks and scripts: the same engine,
/// contract and verifier as at build time. Each derivative goes into a collectible assembly in memory and is made once.
/// Safe for use from several threads.
/// </summary>
/// <remarks>
/// <see cref="Diff"/> finds this engine by itself where its assembly can be loaded. The code of a method is read from its
/// assembly's file, which therefore has to be the one that was loaded, or from memory where there is no file.
/// </remarks>
public sealed class DerivativeEngine : DerivativeProvider
{
    private readonly ConditionalWeakTable<Assembly, DerivativeCache> caches = [];
    private readonly Lock gate = new();

    /// <summary>An engine of its own, with its own derivatives.</summary>
    /// <param name="options">How to differentiate; the modes and <see cref="DiffOptions.WithRespectTo"/> are the calls' to say.</param>
    public DerivativeEngine(DiffOptions? options = null) => Options = options ?? new DiffOptions();

    /// <summary>The engine that <see cref="Diff"/> uses after <see cref="Register"/>.</summary>
    public static DerivativeEngine Shared { get; } = new();

    /// <summary>How derivatives are made.</summary>
    public DiffOptions Options { get; }

    /// <summary>Makes <see cref="Shared"/> the engine that <see cref="Diff"/> asks, unless there is another one.</summary>
    public static void Register()
    {
        if (Current is null) Register(Shared);
    }

    /// <summary>
    /// The derivative of a method with respect to all its parameters, or those named: a static method of the contract's shape,
    /// whose first parameter is the receiver if the primal has one.
    /// </summary>
    /// <param name="primal">A closed method with a body, of a compiled assembly.</param>
    /// <param name="kind">Which member.</param>
    /// <param name="withRespectTo">Names of parameters, the receiver's being <c>this</c>; none means all that carry floats.</param>
    /// <exception cref="NoDerivativeException">The method cannot be differentiated; the message has the diagnostics.</exception>
    public MethodInfo Differentiate(MethodInfo primal, DerivativeKind kind, params string[] withRespectTo) =>
        Find(primal, new ParameterChoice(withRespectTo, []), kind);

    /// <inheritdoc/>
    public override MethodInfo Find(MethodInfo primal, IReadOnlyList<bool> constant, DerivativeKind kind)
    {
        List<string> names = primal.IsStatic ? [] : ["this"];
        names.AddRange(primal.GetParameters().Select(p => string.IsNullOrEmpty(p.Name) ? $"p{p.Position}" : p.Name));
        return Find(primal, new ParameterChoice([], [.. names.Where((_, i) => constant[i])]), kind);
    }

    private MethodInfo Find(MethodInfo primal, ParameterChoice choice, DerivativeKind kind)
    {
        ArgumentNullException.ThrowIfNull(primal);
        if (primal.DeclaringType is null || primal.Module.Assembly.IsDynamic)
        {
            throw new NoDerivativeException($"{primal} was made while the program runs (by Reflection.Emit or a compiled expression) and its code cannot be read; write it as a method of a compiled assembly.");
        }

        if (primal.ContainsGenericParameters) throw new NoDerivativeException($"{primal.DeclaringType}.{primal} is an open generic method; differentiate a closed instantiation.");
        lock (gate)
        {
            try
            {
                return caches.GetValue(primal.Module.Assembly, assembly => new DerivativeCache(assembly, Options)).Find(primal, choice, kind);
            }
            catch (DiagnosticException e)
            {
                throw new NoDerivativeException(e.Diagnostic.ToString(), e);
            }
        }
    }
}
