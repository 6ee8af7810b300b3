namespace ILDiff.Differentiation;

using ILDiff.Analyses;
using ILDiff.Diagnostics;
using ILDiff.IR;
using ILDiff.Rules;
using ILDiff.Types;

/// <summary>
/// What users should know of derivatives that are made, callees' included. A derivative is made once and serves many
/// requests; each request that uses it repeats what was said of it.
/// </summary>
internal sealed class Remarks(RuleBook rules)
{
    private readonly Dictionary<object, List<Diagnostic>> known = [];
    private readonly Stack<List<Diagnostic>> open = new([[]]);

    /// <summary>What was said since <see cref="Begin"/>, in the order in which it was found.</summary>
    public IReadOnlyList<Diagnostic> Said => open.Peek();

    /// <summary>Starts a request.</summary>
    public void Begin()
    {
        open.Clear();
        open.Push([]);
    }

    /// <summary>Makes a derivative that other requests may use later; what is said meanwhile is said of it.</summary>
    public void Making(object derivative, Action make)
    {
        var own = new List<Diagnostic>();
        known[derivative] = own;
        open.Push(own);
        make();
        open.Pop();
        Say(own);
    }

    /// <summary>A derivative made before is used.</summary>
    public void Using(object derivative) => Say(known.GetValueOrDefault(derivative, []));

    /// <summary>Says where active data become steps.</summary>
    public void NoteSteps(IRMethod method, Activity activity)
    {
        Say([.. StepFunctions.Find(method, activity, rules).Select(step => DerivativeRefusal.Note(step, method, DiagnosticId.StepFunction,
            $"{(step is Call call ? call.Method.ToString() : "a conversion to an integer")} makes steps of active data, which count as constant: the derivative is that between two steps, not that of a trend over many; if the trend is meant, give the method a [CustomVjp]/[CustomJvp] rule"))]);
    }

    /// <summary>Says which implementations of a dispatched method have no derivative, so that meeting one is an exception.</summary>
    public void NoteLeftOut(IRMethod method)
    {
        Say([.. method.Instructions.OfType<Call>().Where(c => c.Method.Name == nameof(Dispatch.LeftOut) && c.Method.DeclaringType.Name == typeof(Dispatch).FullName)
            .Select(c => DerivativeRefusal.Note(c, method, DiagnosticId.ImplementationLeftOut, $"{((Constant)c.Operand(1)).Literal}") with { Severity = Severity.Warning })]);
    }

    /// <summary>Says that a user's rule serves the other mode only.</summary>
    public void NoteHalfRule(MethodHandle primal, MethodHandle rule, bool isJvp) => Say([new Diagnostic(DiagnosticId.HalfRule, Severity.Warning,
        $"{primal} has the rule {rule.Name} for {(isJvp ? "reverse" : "forward")} mode only, so in {(isJvp ? "forward" : "reverse")} mode its body is differentiated; supply a [{(isJvp ? "CustomJvp" : "CustomVjp")}] rule too, or ask for one mode",
        SourceLines.Of(rule.Definition!, 0))]);

    private void Say(IReadOnlyList<Diagnostic> diagnostics)
    {
        var target = open.Peek();
        if (ReferenceEquals(target, diagnostics)) return;
        target.AddRange(diagnostics.Where(d => !target.Contains(d)));
    }
}
