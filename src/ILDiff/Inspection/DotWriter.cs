namespace ILDiff.Inspection;

using System.Text;
using ILDiff.ControlFlow;
using ILDiff.IR;

/// <summary>
/// The control-flow graph of a method in Graphviz's language: a node per block with its instructions, protected regions
/// and loops as nested boxes. <c>dot -Tsvg</c> draws it.
/// </summary>
internal sealed class DotWriter
{
    private readonly IRMethod method;
    private readonly Func<Value, string?>? annotate;
    private readonly FlowGraph flow;
    private readonly LoopForest loops;
    private readonly StringBuilder text = new();
    private int clusters;

    private DotWriter(IRMethod method, Func<Value, string?>? annotate)
    {
        this.method = method;
        this.annotate = annotate;
        flow = new FlowGraph(method);
        loops = new LoopForest(flow, new Dominators(flow));
    }

    /// <summary>The graph.</summary>
    /// <param name="method">A complete method.</param>
    /// <param name="annotate">What to say of a value on its line, as in <see cref="IRPrinter.Print(IRMethod, Func{Value, string?}?)"/>.</param>
    public static string Write(IRMethod method, Func<Value, string?>? annotate = null) => new DotWriter(method, annotate).Write();

    private string Write()
    {
        text.Append($"digraph \"{Escape(method.Name)}\" {{\n  node [shape=box fontname=monospace fontsize=10];\n  edge [fontname=monospace fontsize=9];\n");
        var inside = method.Blocks.ToLookup(Innermost);
        var nested = method.Regions.Cast<object>().Concat(loops.Loops).ToLookup(Around);
        Clusters(null, inside, nested, "  ");
        foreach (var block in method.Blocks) Edges(block);
        return text.Append("}\n").ToString();
    }

    private void Clusters(object? container, ILookup<object?, Block> inside, ILookup<object?, object> nested, string indent)
    {
        foreach (var block in inside[container]) text.Append($"{indent}{block} [label=\"{Label(block)}\"{(flow.IsReachable(block) ? "" : " style=dashed")}];\n");
        foreach (var cluster in nested[container])
        {
            var (title, style) = cluster is Loop loop ? ($"loop {loop.Header}", "rounded") : ($"r{method.Regions.IndexOf((Region)cluster)} {((Region)cluster).Kind.ToString().ToLowerInvariant()}", "dashed");
            text.Append($"{indent}subgraph cluster_{clusters++} {{\n{indent}  label=\"{title}\"; style={style};\n");
            Clusters(cluster, inside, nested, indent + "  ");
            text.Append($"{indent}}}\n");
        }
    }

    /// <summary>The innermost region or loop of a block, whichever is inside the other.</summary>
    private object? Innermost(Block block)
    {
        var loop = flow.IsReachable(block) ? loops.Of(block) : null;
        return loop is null ? block.Region : Holding(loop, block.Region);
    }

    /// <summary>The loop, unless it spans the region: then the region is the inner one.</summary>
    private static object? Holding(Loop loop, Region? region) =>
        region is not null && loop.Blocks.Any(b => !RegionRules.IsIn(b, region)) ? region : loop;

    /// <summary>What is drawn around a region or loop.</summary>
    private object? Around(object cluster)
    {
        if (cluster is Region region)
        {
            var loop = region.Entry is { } entry && flow.IsReachable(entry) ? loops.Of(entry) : null;
            while (loop is not null && !loop.Blocks.Any(b => !RegionRules.IsIn(b, region))) loop = loop.Parent;
            return loop is null || (region.Parent is { } parent && loop.Blocks.Any(b => !RegionRules.IsIn(b, parent))) ? region.Parent : loop;
        }

        var header = ((Loop)cluster).Header;
        var held = header.Region;
        while (held is not null && ((Loop)cluster).Blocks.Any(b => !RegionRules.IsIn(b, held))) held = held.Parent;
        var outer = ((Loop)cluster).Parent;
        return outer is null || (held is not null && outer.Blocks.Any(b => !RegionRules.IsIn(b, held))) ? held : outer;
    }

    private string Label(Block block)
    {
        var label = new StringBuilder();
        label.Append(Escape(block.Parameters.Count == 0 ? $"{block}:" : $"{block}({string.Join(", ", block.Parameters.Select(p => $"{IRPrinter.Of(p)}: {IRNames.Of(p.Type)}"))}):")).Append("\\l");
        foreach (var value in block.Parameters.Cast<Value>().Concat(block.All))
        {
            var comment = annotate?.Invoke(value);
            if (value is Instruction instruction) label.Append("  ").Append(Escape(IRPrinter.Print(instruction)));
            else if (comment is { Length: > 0 }) label.Append("  ").Append(Escape(IRPrinter.Of(value)));
            else continue;
            if (comment is { Length: > 0 }) label.Append("  // ").Append(Escape(comment));
            label.Append("\\l");
        }

        return label.ToString();
    }

    private void Edges(Block block)
    {
        for (var i = 0; i < block.Edges.Count; i++)
        {
            var edge = block.Edges[i];
            var name = block.Terminator switch
            {
                Branch => i == 0 ? "true" : "false",
                Switch => i == block.Edges.Count - 1 ? "default" : $"{i}",
                Leave => "leave",
                _ => "",
            };
            var back = flow.IsReachable(block) && loops.Of(block) is not null && loops.Loops.Any(l => l.Header == edge.Target && l.Contains(block));
            text.Append($"  {block} -> {edge.Target} [label=\"{name}\"{(back ? " style=bold" : "")}];\n");
        }

        foreach (var handler in FlowGraph.Handlers(block).Where(h => h.Region?.Guarded?.Entry == block))
        {
            text.Append($"  {block} -> {handler} [style=dotted];\n");
        }
    }

    private static string Escape(string text) => text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal);
}
