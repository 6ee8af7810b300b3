namespace ILDiff.Differentiation;

using ILDiff.ControlFlow;
using ILDiff.Emission;
using ILDiff.IR;

/// <summary>
/// The values that each block needs from the blocks before it. An address needs nothing but what it is made of, since it
/// is made anew where it is used. For methods without protected regions.
/// </summary>
internal sealed class ValueLiveness
{
    private readonly IRMethod method;
    private readonly Dictionary<Block, BitSet> liveIn = [];

    public ValueLiveness(IRMethod method, FlowGraph flow)
    {
        this.method = method;
        foreach (var block in flow.ReversePostorder) liveIn.Add(block, new BitSet(method.ValueLimit));
        for (var changed = true; changed;)
        {
            changed = false;
            foreach (var block in flow.ReversePostorder.Reverse()) changed |= liveIn[block].UnionWith(Before(block));
        }
    }

    /// <summary>The numbers of the values that are live on entry to a block, its parameters not counted.</summary>
    public IEnumerable<int> LiveIn(Block block) => liveIn[block].Members();

    /// <summary>Calls back for each value, constants apart, that it takes to have the operands of an instruction.</summary>
    public static void ForEachRead(ReadOnlySpan<Value> operands, Action<Value> read)
    {
        foreach (var operand in operands)
        {
            if (operand is Constant) continue;
            if (IsAddress(operand)) ForEachRead(((Instruction)operand).Operands, read);
            else read(operand);
        }
    }

    /// <summary>Whether a value is an address that is made anew at each use.</summary>
    public static bool IsAddress(Value value) => value is ElementAddress or FieldAddress or StaticFieldAddress;

    private BitSet Before(Block block)
    {
        var live = new BitSet(method.ValueLimit);
        foreach (var edge in block.Edges)
        {
            live.UnionWith(liveIn[edge.Target]);
            ForEachRead([.. edge.Arguments], v => live.Add(v.Id));
        }

        foreach (var instruction in block.All.Reverse())
        {
            live.Remove(instruction.Id);
            if (!IsAddress(instruction)) ForEachRead(instruction.Operands, v => live.Add(v.Id));
        }

        foreach (var parameter in block.Parameters) live.Remove(parameter.Id);
        return live;
    }
}
