namespace ILDiff;

using ILDiff.ControlFlow;
using ILDiff.IR;
using ILDiff.Rules;

/// <summary>
/// What passes may ask about the method at hand: analyses are made on demand, kept, and dropped when a pass reports a
/// change or calls <see cref="Invalidate"/>.
/// </summary>
internal sealed class PassContext(IRMethod method, DiffOptions options, RuleBook rules, IBodySource bodies)
{
    private FlowGraph? flow;
    private Dominators? dominators;
    private LoopForest? loops;

    public DiffOptions Options { get; } = options;

    public RuleBook Rules { get; } = rules;

    /// <summary>Bodies of other methods, for inlining.</summary>
    public IBodySource Bodies { get; } = bodies;

    public FlowGraph Flow => flow ??= new FlowGraph(method);

    public Dominators Dominators => dominators ??= new Dominators(Flow);

    public LoopForest Loops => loops ??= new LoopForest(Flow, Dominators);

    /// <summary>Forgets all analyses; to be called by a pass that goes on to use them after changing control flow.</summary>
    public void Invalidate()
    {
        flow = null;
        dominators = null;
        loops = null;
    }
}

/// <summary>Where passes get the simplified bodies of callees.</summary>
internal interface IBodySource
{
    /// <summary>The simplified body, or null where there is none to read or it is being read already (recursion). Not to be changed.</summary>
    IRMethod? Simplified(Types.MethodHandle method);

    /// <summary>The simplified body in the normal form that is differentiated; null where <see cref="Simplified"/> is. Not to be changed.</summary>
    IRMethod? Normalized(Types.MethodHandle method);

    /// <summary>Brings a copy of such a body into that form again after a change.</summary>
    void Renormalize(IRMethod body);

    /// <summary>The runtime library's substitute for a framework method called with operands of these types; null if there is none.</summary>
    Types.MethodHandle? Substitute(Types.MethodHandle method, IReadOnlyList<Types.IRType> operands);

    /// <summary>
    /// Appends what a call of <c>Diff</c> gives, from the derivatives of its function; null, and nothing appended, if they
    /// cannot be made.
    /// </summary>
    IR.Value? Derivative(IR.Call call, IR.NewObject function, IR.Value held, IR.IRBuilder builder);

    /// <summary>Why a method has no body to read; null if it has one.</summary>
    string? Failure(Types.MethodHandle method);
}
