namespace ILDiff.Optimization;

using ILDiff.ControlFlow;
using ILDiff.IR;

/// <summary>
/// Finds parameters of one block that always agree, such as two induction variables that start and step alike: each
/// edge gives both the same value, or, under the assumption that they agree, values computed in the same way.
/// </summary>
internal static class CongruentParameters
{
    private const int Depth = 6;

    public static List<(BlockParameter Parameter, BlockParameter Equal)> Find(Block block, FlowGraph flow, Replacement replacement)
    {
        var result = new List<(BlockParameter, BlockParameter)>();
        var incoming = flow.Incoming(block);
        if (block.Parameters.Count < 2 || incoming.Count == 0) return result;
        foreach (var group in block.Parameters.GroupBy(p => (p.Type, replacement.Of(incoming[0].Edge.Arguments[p.Index]))))
        {
            var representatives = new List<BlockParameter>();
            foreach (var parameter in group)
            {
                var equal = representatives.Find(r => incoming.All(i => Agree(i.Edge.Arguments[r.Index], i.Edge.Arguments[parameter.Index], r, parameter, replacement, Depth)));
                if (equal is null) representatives.Add(parameter);
                else result.Add((parameter, equal));
            }
        }

        return result;
    }

    private static bool Agree(Value a, Value b, BlockParameter first, BlockParameter second, Replacement replacement, int depth)
    {
        (a, b) = (replacement.Of(a), replacement.Of(b));
        if (a == b || (a == first && b == second) || (a == second && b == first)) return true;
        if (depth == 0 || a is not Instruction { IsPure: true } x || b is not Instruction { IsPure: true } y) return false;
        if (x.GetType() != y.GetType() || x.Operands.Length != y.Operands.Length || x.Type != y.Type) return false;

        // Alike but for the operands: the copy of one with the operands of the other has the other's key.
        var moved = x.CloneWith(y.Operands.ToArray());
        if (InstructionKey.Of(moved) is not { } key || !key.Equals(InstructionKey.Of(y))) return false;
        for (var i = 0; i < x.Operands.Length; i++)
        {
            if (!Agree(x.Operand(i), y.Operand(i), first, second, replacement, depth - 1)) return false;
        }

        return true;
    }
}
