namespace ILDiff.Simplification;

using ILDiff.IR;

/// <summary>Makes one block the only one that returns, with the result as its parameter. Throws stay where they are.</summary>
internal sealed class UnifyReturns : IPass
{
    public bool Run(IRMethod method, PassContext context)
    {
        var returning = method.Blocks.Where(b => b.Terminator is Return).ToList();
        if (returning.Count < 2) return false;
        var exit = method.AddBlock();
        var result = returning[0].Terminator.Operands.Length == 0 ? null : exit.AddParameter(method.ReturnType.OnStack);
        foreach (var block in returning)
        {
            var old = block.Terminator;
            block.Terminate(new Jump(new Edge(exit, old.Operands.ToArray()), old.Type) { Origin = old.Origin });
        }

        var builder = new IRBuilder(method, exit);
        if (result is null) builder.Return();
        else builder.Return(result);
        context.Invalidate();
        return true;
    }
}
