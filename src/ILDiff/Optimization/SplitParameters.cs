namespace ILDiff.Optimization;

using ILDiff.Analyses;
using ILDiff.ControlFlow;
using ILDiff.IR;
using ILDiff.Types;

/// <summary>
/// Turns a block parameter of struct type into one parameter per leaf field, where its fields are read or replaced, or
/// where such a parameter gets it.
/// </summary>
internal static class SplitParameters
{
    public static bool Run(IRMethod method, FlowGraph flow)
    {
        var chosen = Choose(method, flow);
        if (chosen.Count == 0) return false;
        var whole = new Replacement();
        foreach (var block in flow.ReversePostorder)
        {
            if (block.Parameters.Any(chosen.Contains)) SplitOf(block, chosen, whole);
        }

        // Only now: an argument may be a parameter that was split.
        whole.Apply(method);
        foreach (var from in flow.ReversePostorder)
        {
            foreach (var edge in from.Edges) SplitArguments(from, edge, chosen);
        }

        foreach (var block in flow.ReversePostorder) block.Parameters.RemoveAll(chosen.Contains);
        return true;
    }

    private static HashSet<BlockParameter> Choose(IRMethod method, FlowGraph flow)
    {
        var uses = new Uses(method);
        var candidates = flow.ReversePostorder.Where(b => flow.Incoming(b).Count > 0).SelectMany(b => b.Parameters)
            .Where(p => p.Type.Kind == TypeKind.Struct && StructParts.CanSplit(p.Type)).ToHashSet();
        var chosen = new HashSet<BlockParameter>();
        var work = new Stack<BlockParameter>(candidates.Where(p => uses.Of(p).Any(u => u.User is ExtractField or InsertField { } && u.Index == 0)));
        while (work.TryPop(out var parameter))
        {
            if (!chosen.Add(parameter)) continue;
            foreach (var use in uses.Of(parameter))
            {
                if (use.Edge is { } edge && edge.Target.Parameters[use.Index] is var next && candidates.Contains(next)) work.Push(next);
            }

            var index = parameter.Index;
            foreach (var incoming in flow.Incoming(parameter.Block))
            {
                if (incoming.Edge.Arguments[index] is BlockParameter given && candidates.Contains(given)) work.Push(given);
            }
        }

        return chosen;
    }

    /// <summary>Appends parameters for the leaves and rebuilds the whole from them at the start of the block.</summary>
    private static void SplitOf(Block block, HashSet<BlockParameter> chosen, Replacement whole)
    {
        var old = block.Instructions.ToList();
        block.Instructions.Clear();
        var builder = new IRBuilder(block.Method, block);
        foreach (var parameter in block.Parameters.Where(chosen.Contains).ToList())
        {
            whole.Add(parameter, StructParts.Build(builder, parameter.Type, Leaves(parameter, block)));
        }

        block.Instructions.AddRange(old);
    }

    private static Func<Value> Leaves(BlockParameter parameter, Block block)
    {
        var leaves = StructParts.LeafTypes(parameter.Type).Select(t => block.AddParameter(t.OnStack, parameter.Name)).ToList();
        var next = 0;
        return () => leaves[next++];
    }

    private static void SplitArguments(Block from, Edge edge, HashSet<BlockParameter> chosen)
    {
        var builder = new IRBuilder(from.Method, from);
        var kept = new List<Value>();
        var leaves = new List<Value>();
        for (var i = 0; i < edge.Arguments.Count; i++)
        {
            var parameter = edge.Target.Parameters[i];
            if (chosen.Contains(parameter)) StructParts.Read(builder, parameter.Type, edge.Arguments[i], leaves);
            else kept.Add(edge.Arguments[i]);
        }

        if (leaves.Count == 0) return;
        edge.Arguments.Clear();
        edge.Arguments.AddRange([.. kept, .. leaves]);
    }
}
