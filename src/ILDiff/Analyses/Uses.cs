namespace ILDiff.Analyses;

using ILDiff.IR;

/// <summary>One reading of a value: as an operand of an instruction, or as an argument of one of a terminator's edges.</summary>
internal readonly record struct Use(Instruction User, Edge? Edge, int Index)
{
    /// <summary>Where the value must be available.</summary>
    public Block Block => User.Block!;

    public void Set(Value value)
    {
        if (Edge is null) User.SetOperand(Index, value);
        else Edge.Arguments[Index] = value;
    }
}

/// <summary>Who reads each value of a method, a snapshot.</summary>
internal sealed class Uses
{
    private readonly List<Use>?[] uses;

    public Uses(IRMethod method)
    {
        uses = new List<Use>?[method.ValueLimit];
        foreach (var block in method.Blocks)
        {
            foreach (var instruction in block.Instructions) AddOperands(instruction);
            AddOperands(block.Terminator);
            foreach (var edge in block.Edges)
            {
                for (var i = 0; i < edge.Arguments.Count; i++) Add(edge.Arguments[i], new Use(block.Terminator, edge, i));
            }
        }
    }

    public IReadOnlyList<Use> Of(Value value) => value.Id < uses.Length && uses[value.Id] is { } list ? list : [];

    private void AddOperands(Instruction instruction)
    {
        for (var i = 0; i < instruction.Operands.Length; i++) Add(instruction.Operand(i), new Use(instruction, null, i));
    }

    private void Add(Value value, Use use) => (uses[value.Id] ??= []).Add(use);
}
