namespace ILDiff.Simplification;

using ILDiff.IR;

/// <summary>Marks direct calls of methods that the rule book knows as functions of their scalar arguments.</summary>
internal sealed class MarkPureCalls : IPass
{
    public bool Run(IRMethod method, PassContext context)
    {
        var replacement = new Replacement();
        foreach (var block in method.Blocks)
        {
            for (var i = 0; i < block.Instructions.Count; i++)
            {
                if (block.Instructions[i] is not Call { Kind: CallKind.Direct, IsPureFunction: false } call) continue;
                if (context.Rules.Find(call.Method)?.IsPure != true) continue;
                block.Instructions.RemoveAt(i);
                var pure = new Call(call.Method, call.Kind, call.Operands.ToArray(), call.Constrained) { IsPureFunction = true };
                pure.Origin = call.Origin;
                pure.Name = call.Name;
                replacement.Add(call, block.Insert(i, pure));
            }
        }

        replacement.Apply(method);
        return !replacement.IsEmpty;
    }
}
