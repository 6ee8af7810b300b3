namespace ILDiff.ControlFlow;

using ILDiff.IR;

/// <summary>Removes block parameters that have one value on every way in (or themselves, around a loop).</summary>
internal static class TrivialParameters
{
    public static bool Remove(IRMethod method)
    {
        var ways = Ways(method);
        var replacement = new Replacement();
        var work = new Queue<BlockParameter>();
        foreach (var (block, edges) in ways)
        {
            for (var i = 0; i < block.Parameters.Count; i++)
            {
                if (Only(block.Parameters[i], edges, i, replacement) is not null) work.Enqueue(block.Parameters[i]);
            }
        }

        if (work.Count == 0) return false;
        var incoming = new Dictionary<BlockParameter, (Block Block, int Index)>();
        var users = new Dictionary<Value, List<BlockParameter>>();
        foreach (var (block, edges) in ways)
        {
            for (var i = 0; i < block.Parameters.Count; i++)
            {
                var parameter = block.Parameters[i];
                incoming.Add(parameter, (block, i));
                foreach (var edge in edges)
                {
                    if (edge.Arguments[i] is not BlockParameter argument || argument == parameter) continue;
                    if (!users.TryGetValue(argument, out var list)) users.Add(argument, list = []);
                    list.Add(parameter);
                }
            }
        }

        var removed = new HashSet<BlockParameter>();
        while (work.TryDequeue(out var parameter))
        {
            if (removed.Contains(parameter)) continue;
            var (block, index) = incoming[parameter];
            if (Only(parameter, ways[block], index, replacement) is not { } value) continue;
            removed.Add(parameter);
            replacement.Add(parameter, value);
            if (parameter.Name is not null && value is Instruction { Name: null } or BlockParameter { Name: null }) value.Name = parameter.Name;
            if (!users.TryGetValue(parameter, out var affected)) continue;
            foreach (var user in affected)
            {
                if (!removed.Contains(user)) work.Enqueue(user);
            }

            if (value is not BlockParameter) continue;
            if (users.TryGetValue(value, out var others))
            {
                if (others.Count > affected.Count) (others, affected) = (affected, others);
                affected.AddRange(others);
            }

            users[value] = affected;
        }

        foreach (var (block, edges) in ways) Shrink(block, edges, removed);
        replacement.Apply(method);
        return true;
    }

    private static Dictionary<Block, List<Edge>> Ways(IRMethod method)
    {
        var ways = new Dictionary<Block, List<Edge>>();
        foreach (var block in method.Blocks)
        {
            foreach (var edge in block.Edges)
            {
                if (edge.Target.Parameters.Count == 0) continue;
                if (!ways.TryGetValue(edge.Target, out var list)) ways.Add(edge.Target, list = []);
                list.Add(edge);
            }
        }

        return ways;
    }

    private static Value? Only(BlockParameter parameter, List<Edge> edges, int index, Replacement replacement)
    {
        Value? only = null;
        foreach (var edge in edges)
        {
            var argument = replacement.Of(edge.Arguments[index]);
            if (argument == parameter || argument == only) continue;
            if (only is not null) return null;
            only = argument;
        }

        return only?.Type == parameter.Type ? only : null;
    }

    private static void Shrink(Block block, List<Edge> edges, HashSet<BlockParameter> removed)
    {
        var kept = new List<int>();
        for (var i = 0; i < block.Parameters.Count; i++)
        {
            if (!removed.Contains(block.Parameters[i])) kept.Add(i);
        }

        if (kept.Count == block.Parameters.Count) return;
        block.Parameters.RemoveAll(removed.Contains);
        foreach (var edge in edges)
        {
            var arguments = kept.ConvertAll(i => edge.Arguments[i]);
            edge.Arguments.Clear();
            edge.Arguments.AddRange(arguments);
        }
    }
}
