namespace ILDiff.IR;

using ILDiff.Types;

/// <summary>A way out of a block, with a value for each parameter of the target.</summary>
internal sealed class Edge(Block target, IEnumerable<Value> arguments)
{
    public Block Target { get; set; } = target;

    public List<Value> Arguments { get; } = [.. arguments];
}

/// <summary>The last instruction of a block. Operands do not include the arguments of edges.</summary>
internal abstract class Terminator(IRType nothing, Edge[] edges, params Value[] operands) : Instruction(nothing, operands)
{
    public IReadOnlyList<Edge> Edges { get; } = edges;

    public override bool WritesMemory => true;

    /// <summary>A copy in no block with other operands and edges (same number of each).</summary>
    public Terminator CloneWith(Value[] newOperands, Edge[] newEdges)
    {
        var clone = Clone(newOperands, newEdges);
        clone.Origin = Origin;
        return clone;
    }

    protected sealed override Instruction Clone(Value[] operands) =>
        Clone(operands, [.. Edges.Select(e => new Edge(e.Target, e.Arguments))]);

    protected abstract Terminator Clone(Value[] operands, Edge[] edges);
}

internal sealed class Jump(Edge target, IRType nothing) : Terminator(nothing, [target])
{
    public Edge Target => Edges[0];

    protected override Terminator Clone(Value[] o, Edge[] e) => new Jump(e[0], Type);
}

/// <summary>Takes the first edge if the <c>int</c> condition is not zero, else the second.</summary>
internal sealed class Branch(Value condition, Edge whenTrue, Edge whenFalse, IRType nothing) : Terminator(nothing, [whenTrue, whenFalse], condition)
{
    public Value Condition => Operand(0);

    public Edge WhenTrue => Edges[0];

    public Edge WhenFalse => Edges[1];

    protected override Terminator Clone(Value[] o, Edge[] e) => new Branch(o[0], e[0], e[1], Type);
}

/// <summary>Edge <c>i</c> for the value <c>i</c>; the last edge for any other.</summary>
internal sealed class Switch(Value selector, Edge[] edges, IRType nothing) : Terminator(nothing, edges, selector)
{
    public Value Selector => Operand(0);

    public Edge Default => Edges[^1];

    protected override Terminator Clone(Value[] o, Edge[] e) => new Switch(o[0], e, Type);
}

/// <summary>Returns one operand, or none from a <c>void</c> method.</summary>
internal sealed class Return(Value[] values, IRType nothing) : Terminator(nothing, [], values)
{
    protected override Terminator Clone(Value[] o, Edge[] e) => new Return(o, Type);
}

/// <summary><c>throw</c>; with no operand <c>rethrow</c>.</summary>
internal sealed class Throw(Value[] exception, IRType nothing) : Terminator(nothing, [], exception)
{
    protected override Terminator Clone(Value[] o, Edge[] e) => new Throw(o, Type);
}

/// <summary><c>leave</c>: out of the protected regions that do not contain the target, through their finally handlers.</summary>
internal sealed class Leave(Edge target, IRType nothing) : Terminator(nothing, [target])
{
    protected override Terminator Clone(Value[] o, Edge[] e) => new Leave(e[0], Type);
}

/// <summary><c>endfinally</c> (no operand) or <c>endfilter</c> (one).</summary>
internal sealed class EndHandler(Value[] decision, IRType nothing) : Terminator(nothing, [], decision)
{
    protected override Terminator Clone(Value[] o, Edge[] e) => new EndHandler(o, Type);
}
