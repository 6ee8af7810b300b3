namespace ILDiff.Simplification;

using ILDiff.IR;

/// <summary>Calls the runtime library's plain methods in place of the framework's, where those move floats about.</summary>
internal sealed class Substitution : IPass
{
    public bool Run(IRMethod method, PassContext context)
    {
        var replacement = new Replacement();
        foreach (var block in method.Blocks)
        {
            for (var i = 0; i < block.Instructions.Count; i++)
            {
                if (block.Instructions[i] is not Call call) continue;
                var operands = call.Operands.ToArray();
                if (context.Bodies.Substitute(call.Method, [.. operands.Select(o => o.Type)]) is not { } substitute) continue;
                if (call.Method is { HasThis: true, DeclaringType.IsSpan: true })
                {
                    operands[0] = block.Insert(i++, new Load(operands[0], call.Method.DeclaringType) { Origin = call.Origin });
                }

                var made = new Call(substitute, CallKind.Direct, operands) { Origin = call.Origin, Name = call.Name };
                block.Instructions.RemoveAt(i);
                block.Insert(i, made);
                replacement.Add(call, made);
            }
        }

        replacement.Apply(method);
        return !replacement.IsEmpty;
    }
}
