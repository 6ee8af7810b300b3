namespace ILDiff.ControlFlow;

using ILDiff.IR;

/// <summary>Copies of whole methods.</summary>
internal static class MethodCopy
{
    /// <summary>A copy with its parameters, without unreachable blocks.</summary>
    public static IRMethod Of(IRMethod method)
    {
        var copy = new IRMethod(method.Types, method.Name, method.ReturnType) { Source = method.Source };
        copy.ParameterTypes.AddRange(method.ParameterTypes);
        var copier = new BodyCopier(copy);
        copier.AddBlocks(method.Blocks);
        copier.LinkRegions();
        foreach (var block in new Dominators(new FlowGraph(method)).Preorder())
        {
            foreach (var instruction in block.Instructions) copier.Values[instruction] = copier.Blocks[block].Append(copier.Copy(instruction));
            copier.Blocks[block].Terminate((Terminator)copier.Copy(block.Terminator));
        }

        copy.Blocks.RemoveAll(b => b.Terminator is null);
        return copy;
    }
}
