namespace ILDiff.Differentiation.Reverse;

using ILDiff.Analyses;
using ILDiff.ControlFlow;
using ILDiff.IR;

/// <summary>
/// Loops whose visits are reversed one by one, each right after its forward part, so that nothing of them has to be kept
/// for a reverse sweep. That is right where visits do not depend on each other but through sums, and the adjoints of the
/// sums are known beforehand: the way from a sum to the result is linear with known coefficients, active memory is only
/// read, and what is read there is not overwritten later, when its shadow would be cleared, unless it is scratch memory of
/// each visit. Adjoints are then sums over the visits, in whatever order.
/// </summary>
internal sealed class FusedLoops
{
    private readonly PreparedPrimal primal;
    private readonly Activity activity;
    private readonly DerivativeClosure closure;
    private readonly Overwrites overwrites;
    private readonly Uses uses;
    private readonly RunningSums sums;
    private readonly VisitArrays scratch;
    private readonly Dictionary<Loop, Dictionary<BlockParameter, Outlook>> fused = [];

    public FusedLoops(PreparedPrimal primal, Activity activity, DerivativeClosure closure, Overwrites overwrites)
    {
        this.primal = primal;
        this.activity = activity;
        this.closure = closure;
        this.overwrites = overwrites;
        uses = new Uses(primal.Method);
        sums = new RunningSums(primal, uses, TakesWork);
        scratch = new VisitArrays(primal, uses);
        if (primal.ReturnBlock is null) return;
        foreach (var loop in primal.Loops.Loops)
        {
            if (loop.Parent is { } parent && !fused.ContainsKey(parent)) continue;
            if (HasFusableShape(loop) && HasFusableBody(loop) && OutlooksOf(loop) is { } outlooks) fused.Add(loop, outlooks);
        }
    }

    /// <summary>The loops, outer ones first; each stands in no loop or in one of these.</summary>
    public IReadOnlyCollection<Loop> Loops => fused.Keys;

    /// <summary>Emits the adjoints that a visit of the loop starts from: of each of its sums, what it is after the visit.</summary>
    public IEnumerable<(Value Next, Value Adjoint)> Seeds(Loop loop, IRBuilder builder, IForwardAccess forward, Value seed)
    {
        foreach (var (sum, outlook) in fused[loop]) yield return (loop.Latches[0].Edge.Arguments[sum.Index], Adjoint(loop, outlook, builder, forward, seed));
    }

    private bool TakesWork(Instruction instruction) => ReverseSweep.TakesWork(instruction, activity, closure);

    /// <summary>Left at the header alone, except towards a throw.</summary>
    private bool HasFusableShape(Loop loop) =>
        loop.Entries is [{ From.Terminator: Jump }] && loop.Latches is [{ From: { Terminator: Jump } latch }] && latch != loop.Header
        && loop.Exits.Where(e => primal.CanReturn(e.Edge.Target)).ToList() is [var exit] && exit.From == loop.Header
        && primal.Loops.Of(exit.Edge.Target) == loop.Parent && primal.Flow.Incoming(exit.Edge.Target).Count == 1
        && loop.Blocks.All(b => b.Region is null) && !loop.Header.Instructions.Any(TakesWork);

    private bool HasFusableBody(Loop loop)
    {
        foreach (var instruction in loop.Blocks.SelectMany(b => b.Instructions).Where(TakesWork))
        {
            switch (instruction)
            {
                case Load load when !overwrites.MayBeOverwritten(load) || scratch.Holds(loop, load.Address):
                case Store store when scratch.Holds(loop, store.Address):
                case Binary or Unary or Convert or Select or ExtractField or InsertField:
                case Call call when closure.IsFormula(call) || activity.Memory.Touched(call).Count == 0:
                    break;
                default:
                    return false;
            }
        }

        return true;
    }

    private Dictionary<BlockParameter, Outlook>? OutlooksOf(Loop loop)
    {
        var result = new Dictionary<BlockParameter, Outlook>();
        foreach (var parameter in loop.Header.Parameters.Where(p => activity.IsActive(p) && p.Type.HoldsFloat()))
        {
            if (!sums.IsSum(loop, parameter) || OutlookAfter(loop, parameter) is not { } outlook) return null;
            result.Add(parameter, outlook);
        }

        var exit = ExitOf(loop);
        var leaving = exit.Target.Parameters.Where(p => activity.IsActive(p) && p.Type.HoldsFloat()).Select(p => exit.Arguments[p.Index]);
        return result.Count > 0 && leaving.All(v => v is Constant || v is BlockParameter p && result.ContainsKey(p)) ? result : null;
    }

    private Edge ExitOf(Loop loop) => loop.Exits.Single(e => e.From == loop.Header).Edge;

    /// <summary>How the adjoint of a sum after its loop follows from the adjoint of the result, or of a sum of the loop around.</summary>
    private Outlook? OutlookAfter(Loop loop, BlockParameter sum)
    {
        var exit = ExitOf(loop);
        var left = exit.Target.Parameters.Where(p => activity.IsActive(p) && exit.Arguments[p.Index] == sum).ToList();
        if (left.Count != 1) return null;
        var region = loop.Parent;
        var end = region is null ? primal.ReturnBlock! : region.Latches[0].From;
        var steps = new List<(BinaryOperator Operator, Value? Other)>();
        for (Value value = left[0]; ;)
        {
            if (uses.Of(value).Where(IsActiveUse).ToList() is not [var use]) return null;
            var user = use.User;
            if (use.Edge is { } edge)
            {
                var parameter = edge.Target.Parameters[use.Index];
                if (edge.Target == region?.Header) return fused[region].ContainsKey(parameter) ? new Outlook(region, parameter, steps) : null;
                if (primal.Flow.Incoming(edge.Target).Count == 1 && primal.Loops.Of(edge.Target) == region && primal.Dominators.Dominates(edge.Target, end)) value = parameter;
                else if (PassedOn(edge.Target, parameter, region, end) is { } after) value = after;
                else return null;
                continue;
            }

            if (user is Return) return region is null ? new Outlook(null, null, steps) : null;
            if (primal.Loops.Of(user.Block!) != region || !primal.Dominators.Dominates(user.Block!, end)) return null;
            switch (user)
            {
                case Binary { Operator: BinaryOperator.Add } sumOf when sumOf.Left != sumOf.Right:
                    break;
                case Binary { Operator: BinaryOperator.Sub } difference when difference.Left != difference.Right:
                    if (use.Index == 1) steps.Add((BinaryOperator.Sub, null));
                    break;
                case Binary { Operator: BinaryOperator.Mul } product when IsSettled(product.Operand(1 - use.Index), loop):
                    steps.Add((BinaryOperator.Mul, product.Operand(1 - use.Index)));
                    break;
                case Binary { Operator: BinaryOperator.Div } quotient when use.Index == 0 && IsSettled(quotient.Right, loop):
                    steps.Add((BinaryOperator.Div, quotient.Right));
                    break;
                case Unary { Operator: UnaryOperator.Neg }:
                    steps.Add((BinaryOperator.Sub, null));
                    break;
                default:
                    return null;
            }

            value = user;
        }
    }

    private bool IsActiveUse(Use use) => use.Edge is { } edge ? activity.IsActive(edge.Target.Parameters[use.Index]) : use.User is Return || TakesWork(use.User);

    /// <summary>A later loop that adds to the same sum leaves its adjoint as it is.</summary>
    private BlockParameter? PassedOn(Block header, BlockParameter parameter, Loop? region, Block end)
    {
        if (primal.Loops.Of(header) is not { } later || later.Header != header || later.Parent != region || !HasFusableShape(later)) return null;
        if (!primal.Dominators.Dominates(header, end) || !sums.IsSum(later, parameter)) return null;
        var exit = ExitOf(later);
        var left = exit.Target.Parameters.Where(p => activity.IsActive(p) && exit.Arguments[p.Index] == parameter).ToList();
        return left.Count == 1 && primal.Dominators.Dominates(exit.Target, end) ? left[0] : null;
    }

    /// <summary>Whether a value is there when the loop begins, or can be computed then.</summary>
    private bool IsSettled(Value value, Loop loop, int depth = 4) => IsThere(value, loop)
        || (depth > 0 && value is Binary or Unary or Convert { ThrowsOnOverflow: false } && value is Instruction { IsPure: true } instruction && instruction.Operands.ToArray().All(o => IsSettled(o, loop, depth - 1)));

    private bool IsThere(Value value, Loop loop) => value switch
    {
        Constant => true,
        BlockParameter parameter => parameter.Block != loop.Header && primal.Dominators.Dominates(parameter.Block, loop.Header),
        Instruction instruction => instruction.Block != loop.Header && primal.Dominators.Dominates(instruction.Block!, loop.Header),
        _ => false,
    };

    private Value Settled(Value value, Loop loop, IRBuilder builder, IForwardAccess forward) => IsThere(value, loop)
        ? forward.Primal(builder, value)
        : builder.Add(((Instruction)value).CloneWith([.. ((Instruction)value).Operands.ToArray().Select(o => Settled(o, loop, builder, forward))]));

    private Value Adjoint(Loop loop, Outlook outlook, IRBuilder builder, IForwardAccess forward, Value seed)
    {
        var adjoint = outlook.Around is { } around ? Adjoint(around, fused[around][outlook.Sum!], builder, forward, seed) : seed;
        for (var i = outlook.Steps.Count - 1; i >= 0; i--)
        {
            var (step, other) = outlook.Steps[i];
            adjoint = other is null ? builder.Neg(adjoint) : builder.Binary(step, adjoint, Settled(other, loop, builder, forward));
        }

        return adjoint;
    }

    /// <summary>The steps from a sum to the result, or to the sum of the loop around that takes it in.</summary>
    /// <param name="Around">The loop around; null for the result.</param>
    /// <param name="Sum">The sum of the loop around.</param>
    /// <param name="Steps">What the value is multiplied or divided by on its way, in its order; negated where nothing is given.</param>
    private sealed record Outlook(Loop? Around, BlockParameter? Sum, List<(BinaryOperator Operator, Value? Other)> Steps);
}

/// <summary>Where a visit of a fused loop turns from its forward part to its reverse.</summary>
/// <param name="Start">The block of the reverse part to begin in.</param>
/// <param name="Resume">Ends the reverse part: goes on to the next visit.</param>
internal sealed record Turn(Block Start, Action<IRBuilder> Resume);
