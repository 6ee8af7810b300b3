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
public sealed partial class AssemblyDifferentiator
{
    private readonly TypeUniverse types;
    private readonly DerivativeSink sink;
    private readonly DerivativeClosure closure;
    private readonly DerivativeClosure unguarded;
    private readonly ILVerifier verifier;
    private readonly RuleBook rules;
    private readonly DispatchTargets targets;
    private readonly Dictionary<MethodDefinition, (MethodHandle, ActivitySignature)> members = [];
    private int readBefore;

    /// <summary>Prepares a module for differentiation.</summary>
    /// <param name="module">The module to extend; changed in memory only.</param>
    /// <param name="options">What to generate and how.</param>
    public AssemblyDifferentiator(ModuleDefinition module, DiffOptions options)
    {
        Module = module;
        Options = options;
        types = new TypeUniverse(module);
        rules = new RuleBook(new CustomRules(types, RuleShape));
        Bodies = new BodyStore(types, options, rules)
        {
            DerivativeCalls = (call, function, held, builder) => Weaving.InnerDerivatives.Write(this, call, function, held, builder),
        };
        sink = new DerivativeSink(types, new PassRunner(options, rules, Bodies), options);
        verifier = new ILVerifier(module);
        targets = new DispatchTargets(types);
        closure = new DerivativeClosure(types, options, rules, Bodies, sink, targets);
        unguarded = new DerivativeClosure(types, options with { StrongZero = false }, rules, Bodies, sink.Uncut, targets);
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
        var signature = RequestActivity.Of(primal, Options.WithRespectTo, []);
        return new Differentiation.Reverse.ReversePlan(closure.Body(primal, signature), signature, closure, isSplit: false, []);
    }

    /// <summary>
    /// Adds the derivatives of one method to its declaring type. A method that cannot be differentiated leaves
    /// the module unchanged and gets diagnostics; this method does not throw for any input method.
    /// </summary>
    /// <param name="method">A definition, or a closed instantiation of a generic one.</param>
    public MethodOutcome Differentiate(MethodReference method) => Differentiate(new DerivativeRequest(method));

    /// <summary>
    /// Adds the derivatives that a request asks for; those that were made for the same request before are given again. A
    /// method that cannot be differentiated leaves the module unchanged and gets diagnostics; this method does not throw for
    /// any input method.
    /// </summary>
    /// <param name="request">What and where.</param>
    public MethodOutcome Differentiate(DerivativeRequest request)
    {
        targets.Begin();
        return Attempt(request);
    }

    /// <summary>An implementation of a dispatched method that turns out to have no derivative is left out, and the rest is tried again.</summary>
    private MethodOutcome Attempt(DerivativeRequest request)
    {
        var name = request.Method.FullName;
        closure.Begin();
        unguarded.Begin();
        sink.Begin();
        innerMade.Clear();
        readBefore = Bodies.Count;
        try
        {
            var primal = types.Method(request.Method, GenericContext.Empty);
            name = primal.ToString();
            var diagnostics = new List<Diagnostic>();
            var generated = Generate(primal, request, diagnostics);
            sink.AddAccessAttributes();
            VerifyGenerated(primal);
            return new MethodOutcome(name, generated, [.. diagnostics, .. closure.Remarks.Said]);
        }
        catch (ImplementationException e) when (targets.TryLeaveOut(e.Implementation, e.Diagnostic))
        {
            Undo();
            return Attempt(request);
        }
        catch (DiagnosticException e)
        {
            return Failed(name, e.Diagnostic.Location is { File: null, Method: null } place ? e.Diagnostic with { Location = place with { Method = name } } : e.Diagnostic);
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
        Undo();
        return new MethodOutcome(name, [], [diagnostic]);
    }

    private void Undo()
    {
        closure.Rollback();
        unguarded.Rollback();
        foreach (var member in sink.Declared) members.Remove(member);
        sink.Rollback();
        ForgetInner();
    }

    private List<MethodDefinition> Generate(MethodHandle primal, DerivativeRequest request, List<Diagnostic> diagnostics)
    {
        if (rules.Find(primal) is not CustomRule && !Bodies.HasFormula(primal) && Bodies.Failure(primal) is { } failure) throw Fail(primal, DiagnosticId.NoBody, $"the method cannot be read: {failure}");
        var signature = RequestActivity.Of(primal, request.WithRespectTo ?? Options.WithRespectTo, request.Constants);
        var home = request.Holder ?? sink.HomeOf(primal);
        var builder = new MemberBuilder(closure, sink, primal, signature, home);
        var modes = request.Modes ?? Options.Modes;
        var generated = new List<MethodDefinition>();

        MemberSignature? Wanted(DerivativeModes mode, Func<MemberSignature?> shapeOf)
        {
            if (!modes.HasFlag(mode) || shapeOf() is not { } shape) return null;
            var earlier = sink.Find(home, shape);
            if (earlier is null) return shape;
            if (members.TryGetValue(earlier, out var made) && made == (primal, signature)) generated.Add(earlier);
            else
            {
                diagnostics.Add(new Diagnostic(DiagnosticId.MemberExists, Severity.Warning,
                    $"{home.FullName} has a member {shape.Name} with these parameters already; it is kept and none is generated",
                    new SourceLocation(Module.Name, primal.ToString())));
            }

            return null;
        }

        void Add(MethodDefinition member)
        {
            generated.Add(member);
            members[member] = (primal, signature);
        }

        if (Wanted(DerivativeModes.Jvp, builder.JvpShape) is { } jvp) Add(builder.Jvp(jvp));
        var vjp = Wanted(DerivativeModes.Vjp, builder.VjpShape);
        var gradient = Wanted(DerivativeModes.Gradient, builder.GradientShape);
        if (vjp is not null || gradient is not null)
        {
            var pullback = builder.Vjp(vjp);
            if (vjp is not null) Add(sink.Definition(pullback));
            if (gradient is not null) Add(builder.Gradient(gradient, pullback));
        }

        if (Wanted(DerivativeModes.Vjps, builder.VjpsShape) is { } vjps) Add(builder.Vjps(vjps));
        var products = new ProductBuilder(unguarded, closure, sink, primal, signature, home);
        if (Wanted(DerivativeModes.Hvp, products.Shape) is { } hvp) Add(products.Build(hvp));
        return generated;
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
