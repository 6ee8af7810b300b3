namespace ILDiff.Optimization;

using ILDiff.Analyses;
using ILDiff.ControlFlow;
using ILDiff.IR;
using ILDiff.Reading;
using ILDiff.Types;

/// <summary>
/// Calls the method itself where the run-time type of the receiver is known, or the method behind a delegate where it
/// is known what the delegate was made of.
/// </summary>
internal sealed class Devirtualize : IPass
{
    public bool Run(IRMethod method, PassContext context)
    {
        var candidates = method.Instructions.OfType<Call>().Where(c => c is { Kind: CallKind.Virtual, Constrained: null, Method.HasThis: true }).ToList();
        if (candidates.Count == 0) return false;
        var origins = new Origins(method);
        var replacement = new Replacement();
        foreach (var call in candidates)
        {
            if (!context.Flow.IsReachable(call.Block!)) continue;
            var made = OfDelegate(call, origins, context.Dominators) ?? OfReceiver(method, call, origins);
            if (made is null) continue;
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

    /// <summary>Whether a reference can be nothing but an object: new, or the receiver of the method that it is used in.</summary>
    public static bool IsNonNull(IRMethod method, Value reference, Origins origins) =>
        origins.Of(reference) is { } all && all.All(o => o is NewObject or NewArray or Box || (method.Source is { HasThis: true } && o == method.Parameters[0] && o.Type.IsObject));

    private static Instruction[]? OfReceiver(IRMethod method, Call call, Origins origins)
    {
        if (call.Method.Definition is not { } declared) return null;
        var receiver = call.Operand(0);
        var target = declared.IsVirtual ? ExactType(receiver, origins) is { } exact ? Implementations.Find(exact, call.Method) : null : call.Method;
        if (target?.Definition is not { IsAbstract: false } || target.Parameters.Count != call.Operands.Length || !target.DeclaringType.IsObject) return null;
        if (IsNonNull(method, receiver, origins)) return [new Call(target, CallKind.Direct, call.Operands.ToArray())];
        return target == call.Method ? null : [new Call(target, CallKind.Virtual, call.Operands.ToArray())];
    }

    /// <summary>The type that the object certainly has, no derived one.</summary>
    private static IRType? ExactType(Value receiver, Origins origins)
    {
        if (receiver.Type.Definition is { IsSealed: true, IsInterface: false }) return receiver.Type;
        if (origins.Of(receiver) is not { Count: > 0 } all || all[0] is not NewObject first) return null;
        return all.All(o => o is NewObject made && made.Constructor.DeclaringType == first.Constructor.DeclaringType) ? first.Constructor.DeclaringType : null;
    }

    private static Instruction[]? OfDelegate(Call call, Origins origins, Dominators dominators)
    {
        if (call.Method.Name != "Invoke" || call.Method.DeclaringType.Definition?.BaseType?.FullName != "System.MulticastDelegate") return null;
        if (origins.Of(call.Operand(0)) is not { } all) return null;

        // A compiler keeps a delegate that captures nothing in a static field of its own: what it loads from there is the one it makes.
        var made = all.OfType<NewObject>().ToList();
        if (made is not [{ Operands: [var target, LoadToken { Kind: TokenKind.Function, Token: MethodHandle callee }] }]) return null;
        if (all.Any(o => o != made[0] && !IsKeptBy(o, made[0].Block!.Method, made[0]))) return null;
        var arguments = call.Operands[1..].ToArray();
        if (!callee.HasThis) return callee.Parameters.Count == arguments.Length ? [new Call(callee, CallKind.Direct, arguments)] : null;
        if (callee.Parameters.Count != arguments.Length + 1 || !callee.DeclaringType.IsObject) return null;
        if (target is Load { IsVolatile: false, Address: StaticFieldAddress { Field: { Name: "<>9" } field } address } load)
        {
            var again = new StaticFieldAddress(field, address.Type);
            var receiver = new Load(again, load.Accessed);
            return [again, receiver, new Call(callee, CallKind.Direct, [receiver, .. arguments])];
        }

        if (target is Instruction { Block: { } home } instruction && (home == call.Block ? home.Instructions.IndexOf(instruction) > home.Instructions.IndexOf(call) : !dominators.Dominates(home, call.Block!))) return null;
        return target is Constant ? null : [new Call(callee, CallKind.Direct, [target, .. arguments])];
    }

    private static bool IsKeptBy(Value value, IRMethod method, NewObject made) =>
        value is Load { Address: StaticFieldAddress { Field: { } field } }
        && (field.Name.StartsWith("<>9__", StringComparison.Ordinal) || field.DeclaringType.Definition?.Name == "<>O")
        && method.Instructions.OfType<Store>().All(s => s.Address is not StaticFieldAddress { Field: var stored } || stored != field || s.Value == made);
}
