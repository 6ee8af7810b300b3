namespace ILDiff.Simplification;

using ILDiff.ControlFlow;
using ILDiff.IR;
using ILDiff.Types;

/// <summary>Removal of block parameters that say nothing new. Those of the entry and of handlers stay: they are not given by edges.</summary>
internal static class BlockParameters
{
    /// <summary>
    /// Replaces parameters that have one value whatever way control came: by an optimistic fixed point, so that
    /// parameters which only pass a value around among themselves go too. Limited to those that pass a filter, if given.
    /// </summary>
    public static bool RemoveTrivial(IRMethod method, FlowGraph flow, Func<BlockParameter, bool>? only = null)
    {
        var value = new Dictionary<BlockParameter, Value>();
        var blocks = flow.ReversePostorder.Where(b => b.Parameters.Count > 0 && flow.Incoming(b).Count > 0).ToList();
        var open = blocks.SelectMany(b => b.Parameters).Where(p => only is null || only(p)).ToHashSet();
        if (open.Count == 0) return false;
        for (var changed = true; changed;)
        {
            changed = false;
            foreach (var block in blocks)
            {
                for (var i = 0; i < block.Parameters.Count; i++)
                {
                    var parameter = block.Parameters[i];
                    if (!open.Contains(parameter)) continue;
                    if (value.TryGetValue(parameter, out var known) && known == parameter) continue;
                    if (Meet(parameter, flow.Incoming(block), i, value, open) is not { } next || next == known) continue;
                    if (!MayStandFor(next, parameter)) next = parameter;

                    // A second change of mind settles it, so that the iteration ends.
                    value[parameter] = known is null ? next : parameter;
                    changed = true;
                }
            }
        }

        var replacement = new Replacement();
        foreach (var (parameter, known) in value)
        {
            if (known != parameter) replacement.Add(parameter, As(known, parameter));
        }

        if (replacement.IsEmpty) return false;
        Remove(flow, blocks, p => replacement.Of(p) != p);
        replacement.Apply(method);
        return true;
    }

    /// <summary>Whether a value may be used where the parameter was: of the same type, or a reference of a type derived from it.</summary>
    public static bool MayStandFor(Value value, BlockParameter parameter) =>
        value.Type == parameter.Type || value is Constant { Literal: null, Type.IsObject: true } || (value.Type.IsObject && parameter.Type.IsObject && Assignability.IsAssignable(value.Type, parameter.Type));

    /// <summary>The value as what stands for the parameter: a null reference takes on its type.</summary>
    public static Value As(Value value, BlockParameter parameter) =>
        value is Constant { Literal: null, Type.IsObject: true } ? parameter.Block.Method.Constant(parameter.Type, null) : value;

    /// <summary>Removes the parameters that no instruction reads, directly or through other parameters.</summary>
    public static bool RemoveUnread(IRMethod method, FlowGraph flow)
    {
        var read = new HashSet<BlockParameter>();
        var work = new Stack<BlockParameter>();
        foreach (var instruction in method.Instructions)
        {
            foreach (var operand in instruction.Operands) Read(operand);
        }

        while (work.TryPop(out var parameter))
        {
            var index = parameter.Index;
            foreach (var incoming in flow.Incoming(parameter.Block)) Read(incoming.Edge.Arguments[index]);
        }

        return Remove(flow, flow.ReversePostorder.Where(b => flow.Incoming(b).Count > 0), p => !read.Contains(p));

        void Read(Value value)
        {
            if (value is BlockParameter { } parameter && parameter.Block != method.Entry && read.Add(parameter)) work.Push(parameter);
        }
    }

    /// <summary>Removes parameters and the arguments for them; nothing may read them any more.</summary>
    public static bool Remove(FlowGraph flow, IEnumerable<Block> blocks, Func<BlockParameter, bool> goes)
    {
        var changed = false;
        foreach (var block in blocks)
        {
            for (var i = block.Parameters.Count - 1; i >= 0; i--)
            {
                if (!goes(block.Parameters[i])) continue;
                block.Parameters.RemoveAt(i);
                foreach (var incoming in flow.Incoming(block)) incoming.Edge.Arguments.RemoveAt(i);
                changed = true;
            }
        }

        return changed;
    }

    /// <summary>The one value that all edges agree on, the parameter itself if they do not, null if none is known yet.</summary>
    private static Value? Meet(BlockParameter parameter, IReadOnlyList<Incoming> incoming, int index, Dictionary<BlockParameter, Value> value, HashSet<BlockParameter> open)
    {
        Value? meet = null;
        foreach (var edge in incoming)
        {
            var argument = edge.Edge.Arguments[index];
            if (argument is BlockParameter other && open.Contains(other))
            {
                if (!value.TryGetValue(other, out var known)) continue;
                argument = known;
            }

            if (argument == parameter || argument == meet) continue;
            if (meet is not null) return parameter;
            meet = argument;
        }

        return meet;
    }
}
