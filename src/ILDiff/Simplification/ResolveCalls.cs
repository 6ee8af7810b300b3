namespace ILDiff.Simplification;

using ILDiff.IR;
using ILDiff.Types;

/// <summary>
/// Names the method that a virtual call runs, where the type of the receiver settles it: an object just made, or a
/// type that nothing derives from. The call becomes direct if the receiver cannot be null; else it stays virtual,
/// for the null check. The constructor of <c>object</c>, which does nothing, is not called.
/// </summary>
internal sealed class ResolveCalls : IPass
{
    public bool Run(IRMethod method, PassContext context)
    {
        var replacement = new Replacement();
        var removed = false;
        foreach (var block in method.Blocks)
        {
            for (var i = 0; i < block.Instructions.Count; i++)
            {
                if (IsRootConstructor(block.Instructions[i]))
                {
                    block.Instructions.RemoveAt(i--);
                    removed = true;
                    continue;
                }

                if (block.Instructions[i] is not Call { Kind: CallKind.Virtual, Constrained: null } call || Resolved(call, method) is not { } resolved) continue;
                resolved.Origin = call.Origin;
                resolved.Name = call.Name;
                block.Instructions.RemoveAt(i);
                block.Insert(i, resolved);
                replacement.Add(call, resolved);
            }
        }

        replacement.Apply(method);
        return removed || !replacement.IsEmpty;
    }

    private static bool IsRootConstructor(Instruction instruction) =>
        instruction is Call { Method: { Name: ".ctor", DeclaringType.Name: "System.Object" } };

    private static Call? Resolved(Call call, IRMethod method)
    {
        var receiver = call.Operand(0);
        var target = call.IsDispatched ? Target(call.Method, receiver) : call.Method;
        if (target is null || target.Definition is not { IsRuntime: false }) return null;
        var kind = IsNonNull(receiver, method) ? CallKind.Direct : CallKind.Virtual;
        if (kind == CallKind.Virtual && target == call.Method) return null;
        if (target.ReturnType != call.Method.ReturnType || !target.DeclaringType.IsObject) return null;
        return new Call(target, kind, call.Operands.ToArray());
    }

    /// <summary>The method that a virtual one is on this object, if its type is exact.</summary>
    private static MethodHandle? Target(MethodHandle declared, Value receiver)
    {
        var type = receiver.Type;
        var exact = receiver is NewObject or Allocate || type is { Kind: TypeKind.Reference, Definition.IsSealed: true };
        return exact && type.Kind == TypeKind.Reference && Implementations.Find(type, declared) is { HasThis: true, Definition.IsAbstract: false } found ? found : null;
    }

    private static bool IsNonNull(Value value, IRMethod method) => value switch
    {
        NewObject or Allocate or NewArray or Constant { Literal: string } => true,
        Cast { Throws: true } cast => IsNonNull(cast.Operand(0), method),
        BlockParameter { Block: var block } parameter => block == method.Entry && parameter.Index == 0 && method.Source is { HasThis: true, DeclaringType.IsObject: true },
        _ => false,
    };
}
