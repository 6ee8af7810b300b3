namespace ILDiff.Differentiation.Reverse;

using ILDiff.Analyses;
using ILDiff.Diagnostics;
using ILDiff.IR;
using ILDiff.Types;

/// <summary>
/// All decisions about the reverse mode of one method, before a line of it is emitted: activity, what the reverse
/// sweep needs, what of it is recorded and where.
/// </summary>
internal sealed class ReversePlan
{
    /// <param name="body">The simplified primal; not changed.</param>
    /// <param name="isSplit">Whether the reverse sweep is a method of its own, run later.</param>
    /// <param name="distinctArrays">Positions of parameters known to be different arrays.</param>
    /// <param name="isRepeated">Whether the reverse sweep runs several times after one forward sweep, once for each seed.</param>
    public ReversePlan(
        IRMethod body, ActivitySignature signature, DerivativeClosure closure, bool isSplit, IReadOnlyList<int> distinctArrays, bool isRepeated = false)
    {
        IsRepeated = isRepeated;
        Signature = signature;
        Closure = closure;
        IsSplit = isSplit;
        Primal = new PreparedPrimal(body, copy => new Activity(copy, signature, closure));
        Activity = new Activity(Primal.Method, signature, closure);
        CaughtExceptions.Check(Primal.Method, Activity);
        new ProtectedWork(Primal, Activity, closure).Check();
        closure.Remarks.NoteSteps(Primal.Method, Activity);
        closure.Remarks.NoteLeftOut(Primal.Method);
        var distinct = distinctArrays.Select(i => Primal.Method.Parameters[i]).ToList();
        Overwrites = new Overwrites(Activity.Memory, distinct);
        if (!isSplit && !isRepeated && closure.Options is { Optimize: true, RecordEverything: false })
        {
            Fused = new FusedLoops(Primal, Activity, closure, Overwrites);
            Primal.Fused.UnionWith(Fused.Loops);
            Overwrites = new Overwrites(Activity.Memory, distinct, Primal.Fused.Select(l => l.Latches[0].From).ToHashSet());
        }

        Recomputation = new Recomputation(Primal, isSplit, load => isSplit && Activity.Memory.Of(load.Address).IsExternal || Overwrites.MayBeOverwritten(load));
        Needs = CollectNeeds();
        Recording = new RecordingPlan(Recomputation, Needs, closure.Options.RecordEverything);
        Layout = new TapeLayout(Primal, Recording, Recomputation, isSplit, ReservesInside);
        if (isRepeated) SeveralSeeds.Check(this);
    }

    public ActivitySignature Signature { get; }

    public DerivativeClosure Closure { get; }

    public bool IsSplit { get; }

    /// <summary>Whether the reverse sweep runs several times.</summary>
    public bool IsRepeated { get; }

    public PreparedPrimal Primal { get; }

    public Activity Activity { get; }

    public Overwrites Overwrites { get; }

    /// <summary>The loops whose visits are reversed one by one; null where that is not looked for.</summary>
    public FusedLoops? Fused { get; }

    public Recomputation Recomputation { get; }

    /// <summary>What the reverse sweep reads of the forward sweep.</summary>
    public IReadOnlyList<Item> Needs { get; }

    public RecordingPlan Recording { get; }

    public TapeLayout Layout { get; }

    /// <summary>Whether the derivative touches the tape: by records of its own or by callees that record.</summary>
    public bool UsesTape => Layout.UsesTape || Primal.Method.Instructions.Any(IsSplitCall);

    /// <summary>Whether a call is run as an augmented primal.</summary>
    public bool IsSplitCall(Instruction instruction) =>
        instruction is Call call && Closure.IsActiveCall(call, Activity) && !Closure.IsFormula(call);

    /// <summary>The items and everything they are computed from, down to what is kept or given.</summary>
    public IEnumerable<Item> Closed()
    {
        var seen = new HashSet<Item>();
        var work = new Stack<Item>(Needs);
        while (work.TryPop(out var item))
        {
            if (!seen.Add(item) || Recording.Recorded.Contains(item)) continue;
            foreach (var source in Recomputation.Sources(item) ?? []) work.Push(source);
        }

        return seen;
    }

    private IReadOnlyList<Item> CollectNeeds()
    {
        if (Primal.ReturnBlock is null) return [];
        var scratch = new IRMethod(Primal.Method.Types, Primal.Method.Name, Primal.Method.ReturnType);
        var home = scratch.AddBlock();
        var collector = new NeedCollector();
        var finish = scratch.AddBlock();
        Value? seed = Signature.Result && Primal.Method.ReturnType.HoldsFloat() ? home.AddParameter(Primal.Method.ReturnType.OnStack) : null;
        var sweep = new ReverseSweep(Primal, Activity, Closure, collector, scratch, home, new LoopVisitSlots(), isRepeated: IsRepeated);
        if (Fused is not null) sweep.EmitVisits(Fused, seed, Fused.Loops.ToDictionary(l => l, _ => new Turn(scratch.AddBlock(), b => b.Jump(finish))));
        sweep.Emit(seed, [.. Primal.Method.Parameters.Select(_ => (Value?)null)], finish);
        return collector.Needs;
    }

    private bool ReservesInside(ControlFlow.Loop loop) => Primal.MayBreakOff(loop) || loop.Blocks.SelectMany(b => b.Instructions).Any(IsSplitCall);
}
