namespace ILDiff.Differentiation;

using ILDiff.Analyses;
using ILDiff.Diagnostics;
using ILDiff.Differentiation.Reverse;
using ILDiff.IR;
using ILDiff.Rules;
using ILDiff.Types;

/// <summary>
/// The closed set of derivatives that the requests need: follows calls, makes each derivative of a callee once per
/// activity, and answers how a call is to be treated: inactive, by rule, by body, or refused.
/// </summary>
internal sealed class DerivativeClosure : ICallPolicy
{
    private readonly IBodySource bodies;
    private readonly IDerivativeSink sink;
    private readonly CutChains cutChains;
    private readonly Dictionary<MethodHandle, MemoryGraph?> graphs = [];
    private readonly Dictionary<MethodHandle, IRMethod> inProgress = [];
    private readonly Dictionary<(MethodHandle, ActivitySignature), ISplitDerivative> splits = [];
    private readonly Dictionary<(MethodHandle, ActivitySignature), MethodHandle> tangents = [];
    private readonly List<Action> undo = [];
    private readonly DispatchedBodies dispatched;

    public DerivativeClosure(TypeUniverse types, DiffOptions options, RuleBook rules, IBodySource bodies, IDerivativeSink sink, DispatchTargets targets)
    {
        Types = types;
        Options = options;
        Rules = rules;
        this.bodies = bodies;
        this.sink = sink;
        cutChains = new CutChains(rules, bodies);
        Remarks = new Remarks(rules);
        dispatched = new DispatchedBodies(this, bodies, targets);
    }

    public TypeUniverse Types { get; }

    public DiffOptions Options { get; }

    public RuleBook Rules { get; }

    public Remarks Remarks { get; }

    /// <summary>Starts a request: what it adds to the closure is taken back by <see cref="Rollback"/>.</summary>
    public void Begin()
    {
        undo.Clear();
        Remarks.Begin();
    }

    /// <summary>How many derivatives were begun since <see cref="Begin"/>.</summary>
    public int Begun => undo.Count;

    /// <summary>Forgets the derivatives that were begun since <see cref="Begin"/>, but for so many, some of which may be unfinished.</summary>
    public void Rollback(int keep = 0)
    {
        foreach (var action in undo.Skip(keep)) action();
        undo.RemoveRange(keep, undo.Count - keep);
    }

    public FormulaRule? FormulaOf(Call call) => Rules.Find(call.Method) as FormulaRule;

    public TupleFormulaRule? TupleFormulaOf(Call call) => Rules.Find(call.Method) as TupleFormulaRule;

    public bool IsFormula(Call call) => Rules.Find(call.Method) is FormulaRule or TupleFormulaRule;

    public bool IsInactive(Call call) => Rules.Find(call.Method) switch
    {
        InactiveRule => true,
        FormulaRule or TupleFormulaRule or UnsupportedRule => false,
        _ => !call.Method.ReturnType.MayCarryFloat() && !call.Operands.ToArray().Any(o => o.Type.MayCarryFloat()),
    };

    public bool IsOpaque(Call call) => Rules.Find(call.Method) is InactiveRule or FormulaRule or TupleFormulaRule;

    public bool TouchesMemory(Call call) => Rules.Find(call.Method) is { IsMemoryFree: false };

    /// <summary>The float variables that an inactive call sets through references: what they held before has no more influence.</summary>
    public IEnumerable<Value> Reset(Call call, Activity activity) => !IsInactive(call) || Rules.Find(call.Method) is { IsMemoryFree: true } ? []
        : call.Operands.ToArray().Where((o, i) => IsSet(call.Method, i) && o.Type is { Kind: TypeKind.ByRef, Element.IsFloat: true } && activity.IsActive(o));

    /// <summary>Whether a method may set what its parameter refers to: not what it is called on, nor what it takes by <c>in</c>.</summary>
    private static bool IsSet(MethodHandle method, int parameter)
    {
        var position = parameter - (method.HasThis ? 1 : 0);
        return position >= 0 && method.Definition?.Parameters.ElementAtOrDefault(position) is not { IsIn: true, IsOut: false };
    }

    public bool DependsOn(Call call, int operand) => Rules.Find(call.Method) switch
    {
        FormulaRule rule => rule.Partials[operand] is { IsZero: false },
        TupleFormulaRule rule => rule.Partials.Any(p => p[operand] is { IsZero: false }),
        _ => true,
    };

    public MemoryGraph? Graph(MethodHandle callee)
    {
        if (graphs.TryGetValue(callee, out var known)) return known;
        graphs.Add(callee, null);
        if (Rules.Find(callee) is UnsupportedRule) return null;
        var body = bodies.Simplified(callee);
        if (body is null) return null;
        inProgress.Add(callee, body);
        graphs[callee] = new MemoryGraph(body, this);
        inProgress.Remove(callee);
        return graphs[callee];
    }

    public IRMethod? BodyInProgress(MethodHandle callee) => inProgress.GetValueOrDefault(callee);

    public IReadOnlyList<MethodHandle>? Implementations(Call call) => dispatched.Implementations(call);

    /// <summary>Whether active data flow into or out of a call, or it sets references to where they are kept: the shadows have to follow.</summary>
    public bool IsActiveCall(Call call, Activity activity)
    {
        if (IsInactive(call)) return false;
        if (activity.IsActive(call)) return true;
        if (IsFormula(call)) return false;
        foreach (var operand in call.Operands)
        {
            if (operand.Type.IsFloat && activity.IsActive(operand)) return true;
        }

        return activity.Memory.Touched(call).Any(p =>
            (p.IsVaried && p.IsUseful && (p.IsRead || p.IsWritten)) || (p.IsWritten && p.KnownTarget is { } target && target.LeadsToActive()));
    }

    /// <summary>A float made of bits that were computed from active data has a derivative that is not zero and not known; it matters where it reaches an output.</summary>
    public void CheckCutChain(Call call, Activity activity, IRMethod method)
    {
        if ((call.Type.IsFloat && !activity.IsUseful(call)) || !cutChains.MakesFloats(call.Method) || !BitsOfVaried(call, activity, [])) return;
        throw DerivativeRefusal.At(call, method, DiagnosticId.UnsupportedRule,
            $"{call.Method} makes a float from data that were computed from active floats, which cuts the derivative; put the bit manipulation into a method with a [CustomVjp]/[CustomJvp] rule or mark it [Inactive]");
    }

    /// <summary>The pushforward of the callee of an active call.</summary>
    public MethodHandle Tangent(Call call, ActivitySignature signature)
    {
        try
        {
            return Tangent(call.Method, signature);
        }
        catch (DiagnosticException e) when (IsOfImplementation(e, call))
        {
            throw new ImplementationException(e.Diagnostic, call.Method);
        }
    }

    /// <summary>The pushforward of a method.</summary>
    public MethodHandle Tangent(MethodHandle callee, ActivitySignature signature)
    {
        if (tangents.TryGetValue((callee, signature), out var known))
        {
            Remarks.Using(known);
            return known;
        }

        if (RuleOf(callee, isJvp: true) is { } rule && signature.Equals(CustomRule.SignatureOf(callee))) return rule;
        var made = sink.Declare(callee, Forward.TangentSignature.Of(callee, signature, Types));
        tangents.Add((callee, signature), made);
        undo.Add(() => tangents.Remove((callee, signature)));
        Remarks.Making(made, () => sink.Define(made, RuleOf(callee, isJvp: true) is { } custom
            ? CustomDerivative.Tangent(made, custom, callee, signature)
            : Forward.TangentBuilder.Build(Body(callee, signature), made, signature, this)));
        return made;
    }

    /// <summary>The augmented primal and the adjoint of the callee of an active call.</summary>
    public ISplitDerivative Split(Call call, Activity activity, IRMethod caller)
    {
        RequireBody(call, caller, isJvp: false);
        var key = (call.Method, SignatureOf(call, activity));
        if (splits.TryGetValue(key, out var known))
        {
            known.FreezeInputs();
            Remarks.Using(known);
            return known;
        }

        ISplitDerivative made = RuleOf(call.Method, isJvp: false) is { } rule
            ? new CustomSplit(call.Method, rule, key.Item2, Types, sink)
            : new SplitDerivative(Body(call.Method, key.Item2), call.Method, key.Item2, this, sink);
        splits.Add(key, made);
        undo.Add(() => splits.Remove(key));
        try
        {
            Remarks.Making(made, made.Build);
        }
        catch (DiagnosticException e) when (IsOfImplementation(e, call))
        {
            throw new ImplementationException(e.Diagnostic, call.Method);
        }

        return made;
    }

    /// <summary>Whether what went wrong below a call is the matter of the implementation called, for which others may stand.</summary>
    private static bool IsOfImplementation(DiagnosticException failure, Call call) =>
        failure is not ImplementationException && call.Origin?.Implementation == call.Method;

    /// <summary>Which of a call's arguments and whether its result are active.</summary>
    public static ActivitySignature SignatureOf(Call call, Activity activity)
    {
        var operands = call.Operands.ToArray();
        return new ActivitySignature([.. operands.Select(activity.IsActive)], activity.IsActive(call));
    }

    /// <summary>Refuses an active call whose target cannot be known or read.</summary>
    public void RequireBody(Call call, IRMethod caller, bool isJvp)
    {
        if (Rules.Find(call.Method) is UnsupportedRule rule)
        {
            throw DerivativeRefusal.At(call, caller, DiagnosticId.UnsupportedRule, $"{call.Method} has active arguments: {rule.Reason}");
        }

        if (RuleOf(call.Method, isJvp) is not null && !call.IsDispatched) return;
        if (call.IsDispatched && DerivativeRefusal.IsDelegate(call.Method.DeclaringType))
        {
            throw DerivativeRefusal.At(call, caller, DiagnosticId.UnknownTarget,
                $"what a delegate of type {call.Method.DeclaringType} runs is not known here, and its arguments are active; pass the lambda directly to the method that calls it, or restrict the active parameters with --wrt");
        }

        if (call.IsDispatched || call.Method.Definition is { IsAbstract: true })
        {
            throw DerivativeRefusal.At(call, caller, DiagnosticId.UnknownTarget,
                $"the target of the virtual call to {call.Method} is not known, and its arguments are active: {dispatched.Refusal(call)}; call a static or sealed method, or restrict the active parameters with --wrt");
        }

        if (call.Type.Kind == TypeKind.ByRef)
        {
            throw DerivativeRefusal.At(call, caller, DiagnosticId.UnsupportedConstruct,
                $"{call.Method} returns a reference to active data and cannot be inlined; return an index or the value");
        }

        if (call.Operands.ToArray().Any(o => o.Type is { IsSpan: false, IsAddress: false } && o.Type.HoldsSpan()))
        {
            throw DerivativeRefusal.At(call, caller, DiagnosticId.UnsupportedConstruct,
                $"{call.Method} takes a ref struct with spans of active data and cannot be inlined; pass the spans themselves");
        }

        if (bodies.Failure(call.Method) is { } failure)
        {
            throw DerivativeRefusal.At(call, caller, DiagnosticId.UnsupportedCall,
                $"{call.Method} has active arguments and cannot be differentiated: {failure}; supply a rule with [CustomVjp]/[CustomJvp], mark it [Inactive], or restrict the active parameters with --wrt");
        }

        if (call.Type.HoldsSpan())
        {
            throw DerivativeRefusal.At(call, caller, DiagnosticId.UnsupportedConstruct,
                $"{call.Method} returns a span of active data and cannot be inlined; slice in the caller");
        }
    }

    /// <summary>The form of a method that is differentiated under an activity: normalized, with a choice in the place of each active virtual call.</summary>
    public IRMethod Body(MethodHandle method, ActivitySignature signature) => dispatched.Of(Body(method), signature);

    /// <summary>The form of a method that members of its name are made of: of a virtual one, what a call of it runs.</summary>
    public IRMethod Called(MethodHandle method, ActivitySignature signature) =>
        dispatched.CallOf(method) is { } call ? dispatched.Of(call, signature) : Body(method, signature);

    private IRMethod Body(MethodHandle method) => bodies.Normalized(method)
        ?? throw new DiagnosticException(new Diagnostic(DiagnosticId.UnsupportedCall, Severity.Error,
            $"{method} has no body that can be read: {bodies.Failure(method)}", new SourceLocation(Types.Module.Name, method.ToString())));

    /// <summary>The user's rule for a method in one mode, or null. With a rule for the other mode only, that is remarked, since the body may not do.</summary>
    public MethodHandle? RuleOf(MethodHandle method, bool isJvp)
    {
        if (Rules.Find(method) is not CustomRule rule) return null;
        if ((isJvp ? rule.Jvp : rule.Vjp) is { } found) return found;
        Remarks.NoteHalfRule(method, (isJvp ? rule.Vjp : rule.Jvp)!, isJvp);
        return null;
    }

    private static bool BitsOfVaried(Value value, Activity activity, HashSet<Value> seen)
    {
        if (!seen.Add(value)) return false;
        if (activity.IsVaried(value)) return true;
        if (value.Type.IsAddress && MemoryGraph.IsTracked(value.Type) && activity.Memory.Of(value).IsVaried) return true;
        if (value.Type.IsSpan && activity.Memory.Of(value).Part(MemoryClass.Elements).IsVaried) return true;
        return value switch
        {
            Slot or NewObject or Allocate => WrittenTo((Instruction)value).Any(v => BitsOfVaried(v, activity, seen)),
            Instruction instruction => instruction.Operands.ToArray().Any(o => BitsOfVaried(o, activity, seen)),
            BlockParameter parameter => IncomingOf(parameter).Any(a => BitsOfVaried(a, activity, seen)),
            _ => false,
        };
    }

    /// <summary>What is stored in a local variable, or goes into a call that is given its address; for a new object likewise.</summary>
    private static IEnumerable<Value> WrittenTo(Instruction storage) => storage.Block!.Method.Instructions
        .Where(i => i == storage || (i is Store store ? store.Address == storage : i is Call && i.Operands.Contains(storage)))
        .SelectMany(i => i.Operands.ToArray());

    private static IEnumerable<Value> IncomingOf(BlockParameter parameter) => parameter.Block.Method.Blocks
        .SelectMany(b => b.Edges).Where(e => e.Target == parameter.Block).Select(e => e.Arguments[parameter.Index]);
}

/// <summary>Where generated methods go.</summary>
internal interface IDerivativeSink
{
    /// <summary>A new method for a derivative of the primal; its body follows.</summary>
    MethodHandle Declare(MethodHandle primal, DerivativeSignature signature);

    /// <summary>Optimises and emits the body.</summary>
    void Define(MethodHandle derivative, IRMethod body);
}

/// <summary>The shape of a generated method.</summary>
/// <param name="Suffix">Says what it is, for its name.</param>
/// <param name="Parameters">Names and types, in order.</param>
/// <param name="ReturnType">What it returns.</param>
internal sealed record DerivativeSignature(string Suffix, IReadOnlyList<(string Name, IRType Type)> Parameters, IRType ReturnType);
