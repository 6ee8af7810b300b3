namespace ILDiff.Simplification;

using ILDiff.ControlFlow;
using ILDiff.IR;

/// <summary>
/// Tidies control flow until nothing moves: decided branches become jumps, unreachable blocks go, empty blocks are
/// threaded, chains of blocks are merged, and block parameters that say nothing new are removed.
/// </summary>
internal sealed class SimplifyFlow : IPass
{
    public bool Run(IRMethod method, PassContext context)
    {
        var changed = false;
        while (Step(method)) changed = true;
        if (changed) context.Invalidate();
        return changed;
    }

    private static bool Step(IRMethod method)
    {
        var changed = false;
        foreach (var block in method.Blocks) changed |= Decide(block);
        changed |= Reachability.Prune(method);
        changed |= ThreadEmpty(method);
        changed |= Reachability.Prune(method);
        changed |= MergeChains(method);
        var flow = new FlowGraph(method);
        changed |= BlockParameters.RemoveTrivial(method, flow);
        changed |= BlockParameters.RemoveUnread(method, flow);
        return changed;
    }

    /// <summary>A branch or switch whose outcome is known, or does not matter, becomes a jump.</summary>
    private static bool Decide(Block block)
    {
        var edge = block.Terminator switch
        {
            Branch { Condition: Constant c } branch => c.IsZero ? branch.WhenFalse : branch.WhenTrue,
            Switch { Selector: Constant { Literal: int i } } choice => i >= 0 && i < choice.Edges.Count - 1 ? choice.Edges[i] : choice.Default,
            Branch or Switch when block.Edges.Skip(1).All(e => IsSame(e, block.Edges[0])) => block.Edges[0],
            _ => null,
        };
        if (edge is null) return false;
        block.Terminate(new Jump(edge, block.Terminator.Type) { Origin = block.Terminator.Origin });
        return true;
    }

    private static bool IsSame(Edge a, Edge b) => a.Target == b.Target && a.Arguments.SequenceEqual(b.Arguments);

    /// <summary>Edges into a block that only jumps on go straight to where it jumps.</summary>
    private static bool ThreadEmpty(IRMethod method)
    {
        var uses = ParameterUses(method);
        var entries = RegionEntries(method);
        var flow = new FlowGraph(method);
        var changed = false;
        foreach (var block in flow.ReversePostorder.Reverse())
        {
            if (block == method.Entry || block.Instructions.Count > 0 || block.Terminator is not Jump { Target: var on } || on.Target == block) continue;
            if (entries.Contains(block) || !block.Parameters.All(p => uses.GetValueOrDefault(p) == on.Arguments.Count(a => a == p))) continue;
            foreach (var (from, edge) in flow.Incoming(block))
            {
                if (edge.Target != block || from == block || (from.Region != block.Region && block.Region != on.Target.Region)) continue;
                Redirect(edge, block, on, uses);
                changed = true;
            }
        }

        return changed;
    }

    private static void Redirect(Edge edge, Block over, Edge on, Dictionary<Value, int> uses)
    {
        var given = edge.Arguments.ToArray();
        edge.Target = on.Target;
        edge.Arguments.Clear();
        foreach (var argument in on.Arguments)
        {
            var passed = argument is BlockParameter p && p.Block == over ? given[p.Index] : argument;
            edge.Arguments.Add(passed);
            if (passed is BlockParameter) uses[passed] = uses.GetValueOrDefault(passed) + 1;
        }
    }

    /// <summary>A block whose only way on is a block with no other way in takes that block's place.</summary>
    private static bool MergeChains(IRMethod method)
    {
        var entries = RegionEntries(method);
        var flow = new FlowGraph(method);
        var replacement = new Replacement();
        var gone = new HashSet<Block>();
        foreach (var block in flow.ReversePostorder)
        {
            if (gone.Contains(block)) continue;
            while (block.Terminator is Jump { Target: var edge } && edge.Target is var next && next != block && next != method.Entry
                && flow.Incoming(next).Count == 1 && next.Region == block.Region && !entries.Contains(next)
                && next.Parameters.Zip(edge.Arguments).All(p => BlockParameters.MayStandFor(p.Second, p.First)))
            {
                for (var i = 0; i < next.Parameters.Count; i++) replacement.Add(next.Parameters[i], BlockParameters.As(edge.Arguments[i], next.Parameters[i]));
                foreach (var instruction in next.Instructions) block.Append(instruction);
                block.Terminate(next.Terminator);
                gone.Add(next);
            }
        }

        if (gone.Count == 0) return false;
        method.Blocks.RemoveAll(gone.Contains);
        replacement.Apply(method);
        return true;
    }

    private static HashSet<Block> RegionEntries(IRMethod method) => [.. method.Regions.Select(r => r.Entry).OfType<Block>()];

    private static Dictionary<Value, int> ParameterUses(IRMethod method)
    {
        var uses = new Dictionary<Value, int>();
        foreach (var instruction in method.Instructions)
        {
            foreach (var operand in instruction.Operands) Count(operand);
            if (instruction is Terminator terminator)
            {
                foreach (var argument in terminator.Edges.SelectMany(e => e.Arguments)) Count(argument);
            }
        }

        return uses;

        void Count(Value value)
        {
            if (value is BlockParameter) uses[value] = uses.GetValueOrDefault(value) + 1;
        }
    }
}
