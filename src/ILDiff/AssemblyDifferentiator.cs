namespace ILDiff;

using ILDiff.Analyses;
using ILDiff.Diagnostics;
using ILDiff.Differentiation;
using ILDiff.Differentiation.Members;
using ILDiff.Rules;
using ILDiff.Types;
using ILDiff.Verification;
using Mono.Cecil;

/// <summary>
/// The library's entry: adds derivative members to the types of one loaded module. Loading and writing are
/// <c>Reading</c>'s and <c>Writing</c>'s. Not thread-safe.
/// </summary>
public sealed class AssemblyDifferentiator
{
    private readonly TypeUniverse types;
    private readonly DerivativeSink sink;
    private readonly DerivativeClosure closure;
    private readonly ILVerifier verifier;
    private readonly RuleBook rules;

    /// <summary>Prepares a module for differentiation.</summary>
    /// <param name="module">The module to extend; changed in memory only.</param>
    /// <param name="options">What to generate and how.</param>
    public AssemblyDifferentiator(ModuleDefinition module, DiffOptions options)
    {
        Module = module;
        Options = options;
        types = new TypeUniverse(module);
        rules = new RuleBook(new CustomRules(types, RuleShape));
        Bodies = new BodyStore(types, options, rules);
        sink = new DerivativeSink(types, new PassRunner(options, rules, Bodies), options);
        verifier = new ILVerifier(module);
        closure = new DerivativeClosure(types, options, rules, Bodies, sink);
    }

    /// <summary>The module being extended.</summary>
    public ModuleDefinition Module { get; }

    /// <summary>What to generate and how.</summary>
    public DiffOptions Options { get; }

    internal BodyStore Bodies { get; }

    /// <summary>Called with the IR of each derivative made, as it is emitted.</summary>
    internal Action<IR.IRMethod>? Observe
    {
        set => sink.Observer = value is null ? null : (_, body) => value(body);
    }

    /// <summary>The simplified primal.</summary>
    internal IR.IRMethod Simplified(MethodReference method)
    {
        var primal = types.Method(method, GenericContext.Empty);
        return Bodies.Simplified(primal) ?? throw Fail(primal, DiagnosticId.NoBody, $"the method cannot be read: {Bodies.Failure(primal)}");
    }

    /// <summary>The decisions of reverse mode for a method.</summary>
    internal Differentiation.Reverse.ReversePlan Plan(MethodReference method)
    {
        var primal = types.Method(method, GenericContext.Empty);
        _ = Simplified(method);
        return new Differentiation.Reverse.ReversePlan(closure.Body(primal), SignatureOf(primal), closure, isSplit: false, []);
    }

    /// <summary>
    /// Adds the derivatives of one method to its declaring type. A method that cannot be differentiated leaves
    /// the module unchanged and gets diagnostics; this method does not throw for any input method.
    /// </summary>
    /// <param name="method">A definition, or a closed instantiation of a generic one.</param>
    public MethodOutcome Differentiate(MethodReference method)
    {
        var name = method.FullName;
        closure.Begin();
        sink.Begin();
        try
        {
            var primal = types.Method(method, GenericContext.Empty);
            name = primal.ToString();
            var diagnostics = new List<Diagnostic>();
            var generated = Generate(primal, diagnostics);
            sink.AddAccessAttributes();
            VerifyGenerated(primal);
            return new MethodOutcome(name, generated, [.. diagnostics, .. closure.Remarks.Said]);
        }
        catch (DiagnosticException e)
        {
            return Failed(name, e.Diagnostic);
        }
        catch (Exception e) when (e.TargetSite?.Module.Assembly == typeof(ModuleDefinition).Assembly)
        {
            return Failed(name, new Diagnostic(DiagnosticId.InvalidIL, Severity.Error,
                $"the method or something that it calls cannot be read: {e.Message}", new SourceLocation(Module.Name, name)));
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            return Failed(name, new Diagnostic(DiagnosticId.InternalError, Severity.Error,
                $"ILDiff failed on this method: {e.GetType().Name}: {e.Message}; please report it with the assembly", new SourceLocation(Module.Name, name)));
        }
    }

    /// <summary>The runtime does not check types, so a slip in the emitted IL would be a wrong number: nothing that fails here is kept.</summary>
    private void VerifyGenerated(MethodHandle primal)
    {
        verifier.Refresh();
        var errors = sink.Declared.SelectMany(verifier.Verify).Where(e => e.IsFatal).ToList();
        if (errors.Count > 0) throw Fail(primal, DiagnosticId.VerificationFailed, $"the generated IL failed verification in {errors.Count} places; {errors[0]}");
    }

    private MethodOutcome Failed(string name, Diagnostic diagnostic)
    {
        closure.Rollback();
        sink.Rollback();
        return new MethodOutcome(name, [], [diagnostic]);
    }

    private List<MethodDefinition> Generate(MethodHandle primal, List<Diagnostic> diagnostics)
    {
        if (rules.Find(primal) is not CustomRule && Bodies.Failure(primal) is { } failure) throw Fail(primal, DiagnosticId.NoBody, $"the method cannot be read: {failure}");
        var signature = SignatureOf(primal);
        var builder = new MemberBuilder(closure, sink, primal, signature);
        var generated = new List<MethodDefinition>();

        bool Wanted(DerivativeModes mode, MemberSignature? shape)
        {
            if (shape is null || !Options.Modes.HasFlag(mode)) return false;
            if (!sink.Exists(primal, shape)) return true;
            diagnostics.Add(new Diagnostic(DiagnosticId.MemberExists, Severity.Warning,
                $"{primal.DeclaringType} has a member {shape.Name} with these parameters already; it is kept and none is generated",
                new SourceLocation(Module.Name, primal.ToString())));
            return false;
        }

        if (Wanted(DerivativeModes.Jvp, MemberSignature.Jvp(primal, signature, types))) generated.Add(builder.Jvp());
        var wantsVjp = Wanted(DerivativeModes.Vjp, MemberSignature.Vjp(primal, signature, types));
        var wantsGradient = Wanted(DerivativeModes.Gradient, MemberSignature.Gradient(primal, signature, types));
        if (!wantsVjp && !wantsGradient) return generated;
        var pullback = builder.Vjp();
        generated.Add(sink.Definition(pullback));
        if (wantsGradient) generated.Add(builder.Gradient(pullback));
        return generated;
    }

    private ActivitySignature SignatureOf(MethodHandle primal)
    {
        var wanted = Options.WithRespectTo.ToHashSet();
        var active = new bool[primal.Parameters.Count];
        for (var i = 0; i < active.Length; i++)
        {
            active[i] = primal.Parameters[i].CarriesFloat && (wanted.Count == 0 || wanted.Contains(ParameterNames.Of(primal, i)));
        }

        foreach (var name in wanted)
        {
            var position = Enumerable.Range(0, active.Length).FirstOrDefault(i => ParameterNames.Of(primal, i) == name, -1);
            if (position < 0 || !active[position])
            {
                throw Fail(primal, DiagnosticId.UnknownParameter,
                    position < 0 ? $"there is no parameter '{name}'; name one of the method's parameters" : $"the parameter '{name}' carries no floats; leave it out");
            }
        }

        if (!active.Contains(true)) throw Fail(primal, DiagnosticId.NothingToDifferentiate, "no parameter carries floats, so there is nothing to differentiate with respect to");
        return new ActivitySignature(active, primal.ReturnType.CarriesFloat);
    }

    /// <summary>What a user's rule for a method must look like.</summary>
    private (IReadOnlyList<IRType> Parameters, IRType ReturnType) RuleShape(MethodHandle primal, bool isJvp)
    {
        var signature = CustomRule.SignatureOf(primal);
        if (!isJvp) return ([.. MemberSignature.PullbackParameters(primal, signature, types).Select(p => p.Type)], primal.ReturnType);
        var shape = Differentiation.Forward.TangentSignature.Of(primal, signature, types);
        return ([.. shape.Parameters.Select(p => p.Type)], shape.ReturnType);
    }

    private DiagnosticException Fail(MethodHandle primal, DiagnosticId id, string message) =>
        new(new Diagnostic(id, Severity.Error, message, new SourceLocation(Module.Name, primal.ToString())));
}
