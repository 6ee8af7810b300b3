namespace ILDiff.Differentiation.Reverse;

using ILDiff.Analyses;
using ILDiff.ControlFlow;
using ILDiff.IR;

/// <summary>
/// Finds the floats that a loop only ever adds to: whatever way a visit takes, the next value of such a variable is its
/// value plus (or minus) something that does not depend on it. The derivative of each visit's value by the one before is
/// 1, so the adjoint of a running sum is the same at every visit.
/// </summary>
/// <param name="takesWork">Whether the reverse sweep has anything to do for an instruction; what is not is not asked for its derivative.</param>
internal sealed class RunningSums(PreparedPrimal primal, Uses uses, Func<Instruction, bool> takesWork)
{
    private readonly Dictionary<BlockParameter, bool> known = [];

    /// <summary>Whether a parameter of a loop's header is a running sum of that loop.</summary>
    public bool IsSum(Loop loop, BlockParameter parameter)
    {
        if (!known.TryGetValue(parameter, out var result)) known.Add(parameter, result = parameter.Type.IsFloat && Check(loop, parameter));
        return result;
    }

    private bool Check(Loop loop, BlockParameter sum)
    {
        var members = new HashSet<Value> { sum };
        var others = new HashSet<Value>();
        var work = new Stack<Value>([sum]);
        while (work.TryPop(out var member))
        {
            foreach (var use in uses.Of(member))
            {
                Value? next;
                if (use.Edge is { } edge)
                {
                    if (!loop.Contains(edge.Target) || edge.Target == loop.Header)
                    {
                        // Out of the loop only as it came in, and round it only as itself.
                        if (loop.Contains(edge.Target) ? edge.Target.Parameters[use.Index] != sum : member != sum) return false;
                        continue;
                    }

                    next = edge.Target.Parameters[use.Index];
                }
                else if (!takesWork(use.User))
                {
                    continue;
                }
                else if (use.User is Binary { Operator: BinaryOperator.Add } || (use.User is Binary { Operator: BinaryOperator.Sub } && use.Index == 0))
                {
                    others.Add(use.User.Operand(1 - use.Index));
                    next = use.User;
                }
                else if (use.User is Select && use.Index > 0)
                {
                    next = use.User;
                }
                else
                {
                    return false;
                }

                if (members.Add(next)) work.Push(next);
            }
        }

        return !others.Overlaps(members)
            && loop.Latches.All(l => members.Contains(l.Edge.Arguments[sum.Index]))
            && members.All(m => m == sum || IsMemberEachWay(m, members));
    }

    /// <summary>Where ways or choices meet, the sum has to come along all of them.</summary>
    private bool IsMemberEachWay(Value member, HashSet<Value> members) => member switch
    {
        BlockParameter parameter => primal.Flow.Incoming(parameter.Block).All(i => members.Contains(i.Edge.Arguments[parameter.Index])),
        Select select => members.Contains(select.Operand(1)) && members.Contains(select.Operand(2)),
        _ => true,
    };
}
