namespace ILDiff.Optimization;

using ILDiff.Analyses;
using ILDiff.IR;
using ILDiff.Types;

/// <summary>
/// Puts the derivatives that a method takes by <c>Diff</c> in the place of the calls, where it is known of what function. They
/// are methods with bodies from then on, which are differentiated like any other.
/// </summary>
internal sealed class BindDerivatives : IPass
{
    public bool Run(IRMethod method, PassContext context)
    {
        var candidates = method.Instructions.OfType<Call>().Where(c => c.Method.DeclaringType.Definition?.FullName == "ILDiff.Diff").ToList();
        if (candidates.Count == 0) return false;
        var origins = new Origins(method);
        var replacement = new Replacement();
        foreach (var call in candidates)
        {
            if (!context.Flow.IsReachable(call.Block!) || ResolveDelegates.MadeOf(call.Operand(0), origins) is not { } function) continue;
            var block = call.Block!;
            var before = block.Instructions.Count;
            var builder = new IRBuilder(method, block) { Origin = call.Origin };
            var held = function.Operand(0);
            if (held is Load { IsVolatile: false, Address: StaticFieldAddress { Field: { Name: "<>9" or "$I" } field } } load)
            {
                held = builder.Load(builder.StaticFieldAddress(field), load.Accessed);
            }
            else if (!ResolveDelegates.IsThere(held, call, context.Dominators))
            {
                continue;
            }

            var result = context.Bodies.Derivative(call, function, held, builder);
            var made = block.Instructions.Skip(before).ToList();
            foreach (var instruction in made) block.Instructions.Remove(instruction);
            if (result is null) continue;
            var at = block.Instructions.IndexOf(call);
            block.Instructions.RemoveAt(at);
            foreach (var instruction in made) block.Insert(at++, instruction);
            replacement.Add(call, result);
        }

        replacement.Apply(method);
        return !replacement.IsEmpty;
    }
}
