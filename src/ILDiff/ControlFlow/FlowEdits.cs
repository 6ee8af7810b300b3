namespace ILDiff.ControlFlow;

using ILDiff.IR;

/// <summary>Changes of control flow that keep to the rules of protected regions.</summary>
internal static class FlowEdits
{
    /// <summary>Takes an instruction out; what follows it moves to a new block, and the block is left open for what comes in between.</summary>
    public static Block SplitAt(Block block, Instruction instruction)
    {
        var at = block.Instructions.IndexOf(instruction);
        var rest = block.Method.AddBlock(block.Region);
        foreach (var later in block.Instructions.Skip(at + 1).ToList()) rest.Append(later);
        rest.Terminate(block.Terminator);
        block.Instructions.RemoveRange(at, block.Instructions.Count - at);
        return rest;
    }

    /// <summary>Puts a block without parameters on an edge.</summary>
    public static Block Split(IRMethod method, Block from, Edge edge)
    {
        var between = method.AddBlock(from.Terminator is Leave ? Before(edge.Target, from) : from.Region);
        Jump(between, edge.Target, edge.Arguments);
        edge.Target = between;
        edge.Arguments.Clear();
        return between;
    }

    /// <summary>
    /// Sends edges into one block through a new block with the same parameters. Null where the edges come from both
    /// sides of a border that only the entry of a protected region may be crossed at.
    /// </summary>
    public static Block? Funnel(IRMethod method, Block target, IReadOnlyCollection<Incoming> edges)
    {
        var regions = edges.Select(i => i.From.Terminator is Leave ? Before(target, i.From) : i.From.Region).Distinct().ToList();
        if (regions.Count != 1) return null;
        var funnel = method.AddBlock(regions[0]);
        foreach (var parameter in target.Parameters) funnel.AddParameter(parameter.Type, parameter.Name);
        foreach (var incoming in edges) incoming.Edge.Target = funnel;
        Jump(funnel, target, funnel.Parameters);
        return funnel;
    }

    /// <summary>The region of a block that a <c>leave</c> goes to on its way to the target.</summary>
    private static Region? Before(Block target, Block from)
    {
        var region = target.Region;
        while (region is not null && region.Entry == target && !Contains(region, from)) region = region.Parent;
        return region;
    }

    private static bool Contains(Region region, Block block)
    {
        for (var inner = block.Region; inner is not null; inner = inner.Parent)
        {
            if (inner == region) return true;
        }

        return false;
    }

    private static void Jump(Block block, Block target, IEnumerable<Value> arguments) =>
        block.Terminate(new Jump(new Edge(target, arguments), block.Method.Types.Void));
}
