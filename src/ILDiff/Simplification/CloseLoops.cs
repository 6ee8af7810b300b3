namespace ILDiff.Simplification;

using ILDiff.Analyses;
using ILDiff.ControlFlow;
using ILDiff.IR;

/// <summary>
/// Loop-closed form: a value computed in a loop leaves it only as a parameter of an exit block, once per loop that it
/// leaves. Needs dedicated exits. To a handler outside the loop, to which no edge leads, it goes through a variable.
/// </summary>
internal sealed class CloseLoops : IPass
{
    public bool Run(IRMethod method, PassContext context)
    {
        var changed = new HoistSlots().Run(method, context);
        var (flow, dominators, loops) = (context.Flow, context.Dominators, context.Loops);

        // Dedicated exits pass on what was there before the loop; as a value of its own it would hide induction variables.
        changed |= BlockParameters.RemoveTrivial(method, flow);
        var landings = Landing.Of(flow);
        foreach (var level in loops.Loops.GroupBy(l => l.Depth).OrderByDescending(g => g.Key))
        {
            var uses = new Uses(method);
            var added = new HashSet<BlockParameter>();
            foreach (var loop in level)
            {
                foreach (var block in flow.ReversePostorder.Where(loop.Contains))
                {
                    foreach (var value in block.Parameters.Concat<Value>(block.Instructions).ToList())
                    {
                        var outside = uses.Of(value).Where(u => !loop.Contains(u.Block)).ToList();
                        if (outside.Count == 0) continue;
                        Close(flow, dominators, loop, landings, value, block, outside, added);
                        changed = true;
                    }
                }
            }

            // Before the loops around are looked at: these must not stand for the parameters of their exits.
            if (added.Count > 0) BlockParameters.RemoveTrivial(method, flow, added.Contains);
        }

        if (changed) BlockParameters.RemoveUnread(method, flow);
        return changed;
    }

    private static void Close(FlowGraph flow, Dominators dominators, Loop loop, IReadOnlyList<Landing> landings, Value value, Block defining, List<Use> outside, HashSet<BlockParameter> added)
    {
        var reaching = new ReachingValues(flow, value.Type, _ => value, value.Name);
        foreach (var exit in loop.Exits.Select(i => i.Edge.Target).Distinct())
        {
            if (!dominators.Dominates(defining, exit)) continue;
            var parameter = exit.AddParameter(value.Type, value.Name);
            foreach (var incoming in flow.Incoming(exit)) incoming.Edge.Arguments.Add(value);
            reaching.DefineAtEntry(exit, parameter);
        }

        foreach (var landing in landings.Where(l => l.Leaves(loop) && !value.Type.IsAddress && dominators.Dominates(defining, l.Before)))
        {
            reaching.DefineAtEntry(landing.Inside, landing.Carry(value));
        }

        foreach (var use in outside)
        {
            if (flow.IsReachable(use.Block)) use.Set(reaching.AtEntry(use.Block));
        }

        added.UnionWith(reaching.Added);
    }
}
