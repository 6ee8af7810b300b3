namespace ILDiff.Optimization;

using ILDiff.ControlFlow;
using ILDiff.IR;

/// <summary>Puts a copy of a callee's body in the place of a call.</summary>
internal static class BodySplice
{
    /// <summary>
    /// Splits the block at the call: what followed it moves to a new block, which has the result, if any, as its
    /// parameter. What the call's value is replaced by is only noted. The body has no protected regions.
    /// </summary>
    public static void Replace(IRMethod method, Call call, IRMethod body, Replacement results)
    {
        var block = call.Block!;
        var rest = FlowEdits.SplitAt(block, call);

        var copier = new BodyCopier(method) { Outer = block.Region };
        var order = new FlowGraph(body).ReversePostorder;
        copier.AddBlocks(order);
        if (call.Type.Kind != Types.TypeKind.Void) results.Add(call, rest.AddParameter(call.Type, call.Name));
        CopySlots(body, copier);
        foreach (var original in order)
        {
            Copy(original, copier, rest);
            if (call.Origin?.Implementation is { } implementation) Mark(copier.Blocks[original], implementation);
        }

        var builder = new IRBuilder(method, block) { Origin = call.Origin };
        var arguments = call.Operands.ToArray().Select((a, i) => SmallIntegers.Narrow(builder, a, call.Method.Parameters[i]));
        builder.Jump(copier.Blocks[body.Entry], arguments.ToList());
    }

    /// <summary>What stands in the place of a call of one implementation belongs to it.</summary>
    private static void Mark(Block block, Types.MethodHandle implementation)
    {
        foreach (var instruction in block.All)
        {
            if (instruction.Origin is { Implementation: null } origin) instruction.Origin = origin with { Implementation = implementation };
        }
    }

    /// <summary>A slot is one variable however often control passes; the callee's variables start at zero each time.</summary>
    private static void CopySlots(IRMethod body, BodyCopier copier)
    {
        var entry = copier.Blocks[body.Entry];
        var builder = new IRBuilder(entry.Method, entry);
        foreach (var slot in body.Instructions.OfType<Slot>())
        {
            copier.Values[slot] = entry.Append(copier.Copy(slot));
            builder.Store(copier.Values[slot], builder.Zero(slot.Stored), slot.Stored);
        }
    }

    private static void Copy(Block original, BodyCopier copier, Block rest)
    {
        var copy = copier.Blocks[original];
        foreach (var instruction in original.Instructions)
        {
            if (instruction is not Slot) copier.Values[instruction] = copy.Append(copier.Copy(instruction));
        }

        if (original.Terminator is not Return)
        {
            copy.Terminate((Terminator)copier.Copy(original.Terminator));
            return;
        }

        var builder = new IRBuilder(copy.Method, copy) { Origin = original.Terminator.Origin };
        builder.Jump(rest, [.. original.Terminator.Operands.ToArray().Select(v => SmallIntegers.Narrow(builder, copier.Of(v), original.Method.ReturnType))]);
    }
}
