namespace ILDiff.IR;

/// <summary>Replaces uses of values throughout a method, following chains.</summary>
internal sealed class Replacement
{
    private readonly Dictionary<Value, Value> map = [];

    public bool IsEmpty => map.Count == 0;

    /// <summary>From now on <paramref name="old"/> means <paramref name="replacement"/>.</summary>
    public void Add(Value old, Value replacement) => map[old] = replacement;

    /// <summary>What a value means now.</summary>
    public Value Of(Value value)
    {
        if (!map.TryGetValue(value, out var last)) return value;
        while (map.TryGetValue(last, out var next)) last = next;

        // Shortens the chain, so that long ones are followed once.
        while (map[value] is var step && step != last)
        {
            map[value] = last;
            value = step;
        }

        return last;
    }

    /// <summary>Rewrites every operand and edge argument of the method.</summary>
    public void Apply(IRMethod method)
    {
        if (IsEmpty) return;
        foreach (var instruction in method.Instructions) Apply(instruction);
    }

    /// <summary>Rewrites the operands and edge arguments of one instruction.</summary>
    public void Apply(Instruction instruction)
    {
        for (var i = 0; i < instruction.Operands.Length; i++) instruction.SetOperand(i, Of(instruction.Operand(i)));
        if (instruction is not Terminator terminator) return;
        foreach (var edge in terminator.Edges)
        {
            for (var i = 0; i < edge.Arguments.Count; i++) edge.Arguments[i] = Of(edge.Arguments[i]);
        }
    }
}
