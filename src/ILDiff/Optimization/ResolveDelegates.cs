namespace ILDiff.Optimization;

using ILDiff.Analyses;
using ILDiff.ControlFlow;
using ILDiff.IR;
using ILDiff.Types;

/// <summary>Calls the method behind a delegate where it is known what the delegate was made of.</summary>
internal sealed class ResolveDelegates : IPass
{
    public bool Run(IRMethod method, PassContext context)
    {
        var candidates = method.Instructions.OfType<Call>().Where(IsInvocation).ToList();
        if (candidates.Count == 0) return false;
        var origins = new Origins(method);
        var replacement = new Replacement();
        foreach (var call in candidates)
        {
            if (!context.Flow.IsReachable(call.Block!)) continue;
            if (Resolved(call, origins, context.Dominators) is not { } made) continue;
            var block = call.Block!;
            var at = block.Instructions.IndexOf(call);
            block.Instructions.RemoveAt(at);
            foreach (var instruction in made)
            {
                instruction.Origin = call.Origin;
                block.Insert(at++, instruction);
            }

            made[^1].Name = call.Name;
            replacement.Add(call, made[^1]);
        }

        replacement.Apply(method);
        return !replacement.IsEmpty;
    }

    private static bool IsInvocation(Call call) =>
        call.Method is { Name: "Invoke", HasThis: true } && call.Method.DeclaringType.Definition?.BaseType?.FullName == "System.MulticastDelegate";

    private static Instruction[]? Resolved(Call call, Origins origins, Dominators dominators)
    {
        if (MadeOf(call.Operand(0), origins) is not { Operands: [var target, LoadToken { Token: MethodHandle callee }] }) return null;
        var arguments = call.Operands[1..].ToArray();
        if (!callee.HasThis) return callee.Parameters.Count == arguments.Length ? [new Call(callee, CallKind.Direct, arguments)] : null;
        if (callee.Parameters.Count != arguments.Length + 1 || !callee.DeclaringType.IsObject) return null;
        if (target is Load { IsVolatile: false, Address: StaticFieldAddress { Field: { Name: "<>9" or "$I" } field } address } load)
        {
            var again = new StaticFieldAddress(field, address.Type);
            var receiver = new Load(again, load.Accessed);
            return [again, receiver, new Call(callee, CallKind.Direct, [receiver, .. arguments])];
        }

        if (!IsThere(target, call, dominators)) return null;
        return target is Constant ? null : [new Call(callee, CallKind.Direct, [target, .. arguments])];
    }

    /// <summary>Where a delegate of a method that is called as it stands is made, if there is one such place.</summary>
    public static NewObject? MadeOf(Value function, Origins origins)
    {
        if (origins.Of(function) is not { } all) return null;

        // A compiler keeps a delegate that captures nothing in a static field of its own: what it loads from there is the one it makes.
        var made = all.OfType<NewObject>().ToList();
        if (made is not [{ IsDelegate: true, Operands: [_, LoadToken { Kind: TokenKind.Function, Token: MethodHandle }] }]) return null;
        return all.All(o => o == made[0] || IsKeptBy(o, made[0].Block!.Method, made[0])) ? made[0] : null;
    }

    /// <summary>Whether a value of the method is known at a call.</summary>
    public static bool IsThere(Value value, Call call, Dominators dominators) => value is not Instruction { Block: { } home } instruction
        || (home == call.Block ? home.Instructions.IndexOf(instruction) < home.Instructions.IndexOf(call) : dominators.Dominates(home, call.Block!));

    private static bool IsKeptBy(Value value, IRMethod method, NewObject made) =>
        value is Load { Address: StaticFieldAddress { Field: { } field } }
        && (field.Name.StartsWith("<>9__", StringComparison.Ordinal) || field.DeclaringType.Definition?.Name is "<>O" or "_Closure$__")
        && method.Instructions.OfType<Store>().All(s => s.Address is not StaticFieldAddress { Field: var stored } || stored != field || s.Value == made);
}
