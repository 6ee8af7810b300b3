namespace ILDiff.Differentiation.Reverse;

using ILDiff.Analyses;
using ILDiff.ControlFlow;
using ILDiff.IR;
using ILDiff.Types;

/// <summary>How the visits of a loop are known to the reverse sweep.</summary>
/// <param name="Counter">The header parameter that counts visits from 0.</param>
/// <param name="LastVisit">The last visit, computed before the loop, where that can be.</param>
/// <param name="Variables">The loop's affine variables.</param>
internal sealed record LoopVisits(BlockParameter Counter, Value? LastVisit, Inductions Variables)
{
    /// <summary>For each block that an exit leads to, the parameter that holds the visit at which the loop was left.</summary>
    public Dictionary<Block, BlockParameter> AtExit { get; } = [];
}

/// <summary>
/// A copy of the primal with what reversed control flow reads made ordinary values: each loop gets a visit counter,
/// each exit the visit at which it was taken, each merge the number of the edge that entered it. Those that nobody
/// comes to read are dead code.
/// </summary>
internal sealed class PreparedPrimal
{
    private readonly Dictionary<Loop, LoopVisits> visits = [];
    private readonly Dictionary<Block, BlockParameter> selectors = [];
    private readonly HashSet<Block> returning = [];
    private readonly Dictionary<Block, Decider> deciders = [];

    /// <param name="primal">Not changed.</param>
    /// <param name="activityOf">The activity of the copy before it is prepared; asked for only where exceptions are caught; null makes no checkpoints.</param>
    public PreparedPrimal(IRMethod primal, Func<IRMethod, Activity>? activityOf = null)
    {
        Method = MethodCopy.Of(primal);
        var checkpoints = new Checkpoints(Method, activityOf);
        Flow = new FlowGraph(Method);
        Dominators = new Dominators(Flow);
        Loops = new LoopForest(Flow, Dominators);
        if (!Loops.IsReducible)
        {
            throw DerivativeRefusal.In(Method, Diagnostics.DiagnosticId.UnsupportedConstruct,
                "control enters a loop at several places, which cannot be reversed; give the loop one entry");
        }

        Recoveries = Recovery.Of(Flow, checkpoints);
        FindReturning();
        foreach (var loop in Loops.Loops) AddCounter(loop);
        foreach (var block in Flow.ReversePostorder) AddSelector(block);
    }

    public IRMethod Method { get; }

    public FlowGraph Flow { get; }

    public Dominators Dominators { get; }

    public LoopForest Loops { get; }

    /// <summary>The one block that returns; null if none does.</summary>
    public Block? ReturnBlock => Flow.ReversePostorder.SingleOrDefault(b => b.Terminator is Return);

    public LoopVisits Visits(Loop loop) => visits[loop];

    /// <summary>The parameter that says by which of the incoming edges, in order, a merge was entered.</summary>
    public BlockParameter? Selector(Block block) => selectors.GetValueOrDefault(block);

    /// <summary>The condition that decided by which of two edges a merge was entered, where there is one.</summary>
    public Decider? DeciderOf(Block block) => deciders.GetValueOrDefault(block);

    /// <summary>The loops whose visits are reversed one by one, so that what they compute is at hand as if they were none.</summary>
    public HashSet<Loop> Fused { get; } = [];

    /// <summary>The loop whose visits a value has to be told apart by in the reverse sweep.</summary>
    public Loop? LoopOf(Value value) => value switch
    {
        BlockParameter parameter => Recorded(Loops.Of(parameter.Block)),
        Instruction instruction => Recorded(Loops.Of(instruction.Block!)),
        _ => null,
    };

    /// <summary>The loop, unless it is fused.</summary>
    public Loop? Recorded(Loop? loop) => loop is not null && Fused.Contains(loop) ? null : loop;

    /// <summary>The handlers that catch, with where the reverse sweep goes on from them.</summary>
    public IReadOnlyList<Recovery> Recoveries { get; }

    /// <summary>The recovery whose handler begins with the block.</summary>
    public Recovery? RecoveryAt(Block block) => Recoveries.FirstOrDefault(r => r.Landing.Handler == block);

    /// <summary>The blocks that the reverse sweep may go on at from a block.</summary>
    public IEnumerable<Block> WaysBack(Block block) => Flow.Incoming(block).Select(i => i.From).Concat(RecoveryAt(block)?.Sources ?? []);

    /// <summary>Whether a visit of the loop can be broken off at a checkpoint inside and still be reversed.</summary>
    public bool MayBreakOff(Loop loop) => Recoveries.Any(r => r.Leaves(loop) && r.Sources.Skip(1).Any(loop.Contains));

    /// <summary>Whether the method can still return from a block.</summary>
    public bool CanReturn(Block block) => returning.Contains(block);

    /// <summary>The block that the reverse sweep of a block starts behind: the end of its fused loop's visit, else the return.</summary>
    public Block? Turning(Block block)
    {
        var loop = Loops.Of(block);
        while (loop is not null && !Fused.Contains(loop)) loop = loop.Parent;
        return loop is null ? ReturnBlock : loop.Latches[0].From;
    }

    private void FindReturning()
    {
        var work = new Stack<Block>(Flow.ReversePostorder.Where(b => b.Terminator is Return));
        while (work.TryPop(out var block))
        {
            if (!returning.Add(block)) continue;
            foreach (var before in WaysBack(block)) work.Push(before);
        }
    }

    private void AddCounter(Loop loop)
    {
        var variables = new Inductions(loop);
        var preheader = loop.Entries[0].From;
        var builder = new IRBuilder(Method, preheader);
        var before = preheader.Instructions.Count;
        var thrown = Recoveries.Where(r => r.Leaves(loop) && CanReturn(r.Landing.Handler)).ToList();
        var last = thrown.Count > 0 ? null : variables.LastVisit(builder, Dominators, returning.Contains);
        MoveOut(preheader, before);
        var counter = variables.Canonical;
        if (counter is null)
        {
            var type = last is null ? Method.Types.Int64 : Method.Types.Int32;
            counter = loop.Header.AddParameter(type, "visit");
            Value zero = type.Kind == TypeKind.Int64 ? builder.Long(0) : builder.Int(0);
            Value one = type.Kind == TypeKind.Int64 ? builder.Long(1) : builder.Int(1);
            loop.Entries[0].Edge.Arguments.Add(zero);
            loop.Latches[0].Edge.Arguments.Add(new IRBuilder(Method, loop.Latches[0].From).Add(counter, one));
        }

        var known = new LoopVisits(counter, last, variables);
        foreach (var exit in loop.Exits)
        {
            if (!known.AtExit.TryGetValue(exit.Edge.Target, out var parameter))
            {
                parameter = exit.Edge.Target.AddParameter(counter.Type, "exit");
                known.AtExit.Add(exit.Edge.Target, parameter);
            }

            exit.Edge.Arguments.Add(counter);
        }

        foreach (var recovery in thrown)
        {
            known.AtExit.Add(recovery.Landing.Inside, recovery.Landing.Carry(recovery.Sources.Where(loop.Contains), counter));
        }

        visits.Add(loop, known);
    }

    /// <summary>Moves what was appended to a preheader before the loops around it that it does not depend on, so that it is computed and kept once.</summary>
    private void MoveOut(Block preheader, int from)
    {
        foreach (var instruction in preheader.Instructions.Skip(from).Where(i => i.IsPure).ToList())
        {
            var home = preheader;
            for (var around = Loops.Of(home); around is { Entries: [{ From: { Terminator: Jump } before }] }; around = around.Parent)
            {
                if (instruction.Operands.ToArray().Any(o => DefinedIn(o) is { } block && around.Contains(block))) break;
                home = before;
            }

            if (home == preheader) continue;
            preheader.Instructions.Remove(instruction);
            home.Append(instruction);
        }
    }

    private static Block? DefinedIn(Value value) => value switch
    {
        BlockParameter parameter => parameter.Block,
        Instruction instruction => instruction.Block,
        _ => null,
    };

    private void AddSelector(Block block)
    {
        var incoming = Flow.Incoming(block);
        if (incoming.Count < 2 || Loops.Loops.Any(l => l.Header == block)) return;
        if (FindDecider(block, incoming) is { } decider)
        {
            deciders.Add(block, decider);
            return;
        }

        var selector = block.AddParameter(Method.Types.Int32, "from");
        selectors.Add(block, selector);
        for (var i = 0; i < incoming.Count; i++) incoming[i].Edge.Arguments.Add(Method.Constant(Method.Types.Int32, i));
    }

    private Decider? FindDecider(Block block, IReadOnlyList<Incoming> incoming)
    {
        if (incoming.Count != 2 || Dominators.Immediate(block) is not { Terminator: Branch branch } fork) return null;
        if (Loops.Of(fork) != Loops.Of(block)) return null;
        bool Through(Incoming way, Edge edge) =>
            way.Edge == edge || (edge.Target != block && Flow.Incoming(edge.Target).Count == 1 && Dominators.Dominates(edge.Target, way.From));
        return Through(incoming[0], branch.WhenTrue) && Through(incoming[1], branch.WhenFalse) ? new Decider(branch.Condition, 0)
            : Through(incoming[1], branch.WhenTrue) && Through(incoming[0], branch.WhenFalse) ? new Decider(branch.Condition, 1) : null;
    }
}

/// <summary>What decided by which of two edges a merge was entered.</summary>
/// <param name="Condition">The condition of the branch where the ways part.</param>
/// <param name="WhenTrue">Position of the incoming edge that was taken if it held.</param>
internal sealed record Decider(Value Condition, int WhenTrue);
