namespace ILDiff.Differentiation;

using ILDiff.ControlFlow;
using ILDiff.IR;
using ILDiff.Types;

/// <summary>
/// Cuts nests of loops out of a method in which many values live on through them unused. The JIT hands out registers in
/// one pass from top to bottom, and such values take them from the variables of the innermost loop, which then go through
/// memory at each visit; in a method of its own the nest has all registers to itself.
/// </summary>
internal sealed class NestOutlining(IRMethod method, Func<DerivativeSignature, MethodHandle> declare)
{
    /// <summary>So many values that only live through are kept in registers or spilled around the nest at no loss.</summary>
    private const int FewThrough = 4;

    private const int MostParameters = 32;

    private readonly FlowGraph flow = new(method);

    /// <summary>Cuts nests out; the methods made of them are called in their places.</summary>
    public IReadOnlyList<(MethodHandle Method, IRMethod Body)> Cut()
    {
        if (method.Regions.Count > 0) return [];
        var loops = new LoopForest(flow, new Dominators(flow));
        var nests = loops.Loops.Where(IsNest).ToList();
        if (nests.Count == 0) return [];
        var liveness = new ValueLiveness(method, flow);
        var parts = new List<(MethodHandle, IRMethod)>();
        var results = new Replacement();
        foreach (var nest in nests)
        {
            var used = Used(nest);
            var left = Results(nest, [.. liveness.LiveIn(nest.Exits[0].Edge.Target)]);
            if (!method.Blocks.Contains(nest.Header) || liveness.LiveIn(nest.Header).Count() - used.Count <= FewThrough) continue;
            if (used.Count + nest.Header.Parameters.Count > MostParameters || used.Exists(v => v is Slot)) continue;
            if (left.Count > 1 || left.Any(v => v.Type.IsAddress)) continue;
            var (part, body) = Outline(nest, used, left.SingleOrDefault(), results);
            parts.AddRange([.. new NestOutlining(body, declare).Cut(), (part, body)]);
        }

        results.Apply(method);
        return parts;
    }

    /// <summary>Whether a loop is a nest of two that is entered and left at one place and keeps no variable by address.</summary>
    private static bool IsNest(Loop loop) =>
        loop.Children.Count > 0 && loop.Entries.Count == 1 && loop.Exits.Count == 1
        && loop.Blocks.All(b => b.All.All(i => i is not (Slot or StackAllocate or Opaque) && !i.Operands.ToArray().Any(o => o is Slot)));

    /// <summary>The values from outside that the nest reads, in order.</summary>
    private List<Value> Used(Loop nest)
    {
        var used = new List<Value>();
        var seen = new HashSet<Value>();
        foreach (var block in flow.ReversePostorder.Where(nest.Contains))
        {
            foreach (var instruction in block.All) ValueLiveness.ForEachRead(instruction.Operands, Note);
            foreach (var edge in block.Edges.Where(e => nest.Contains(e.Target))) ValueLiveness.ForEachRead([.. edge.Arguments], Note);
        }

        return used;

        void Note(Value value)
        {
            if (!IsInside(nest, value) && seen.Add(value)) used.Add(value);
        }
    }

    /// <summary>The values made in the nest that are read after it.</summary>
    private static HashSet<Value> Results(Loop nest, HashSet<int> liveAfter)
    {
        var results = nest.Exits[0].Edge.Arguments.Where(a => IsInside(nest, a)).ToHashSet();
        foreach (var block in nest.Blocks)
        {
            results.UnionWith(block.Parameters.Where(p => liveAfter.Contains(p.Id)));
            results.UnionWith(block.Instructions.Where(i => liveAfter.Contains(i.Id)));
        }

        return results;
    }

    private static bool IsInside(Loop nest, Value value) => value switch
    {
        BlockParameter parameter => nest.Contains(parameter.Block),
        Instruction { Block: { } block } => nest.Contains(block),
        _ => false,
    };

    private (MethodHandle, IRMethod) Outline(Loop nest, List<Value> used, Value? result, Replacement results)
    {
        var (entry, exit) = (nest.Entries[0].Edge, nest.Exits[0].Edge);
        var header = nest.Header.Parameters;
        var handle = declare(new DerivativeSignature(
            "Nest", [.. used.Concat(header).Select((v, i) => (v.Name ?? $"p{i}", v.Type))], result?.Type ?? method.Types.Void));
        var (part, prologue, parameters) = DerivativeMethods.Begin(handle);
        var copier = new BodyCopier(part);
        for (var i = 0; i < used.Count; i++) copier.Values.Add(used[i], parameters[i]);
        var order = flow.ReversePostorder.Where(nest.Contains).ToList();
        copier.AddBlocks(order);
        var done = part.AddBlock();
        copier.Blocks.Add(exit.Target, done);
        foreach (var block in order) Copy(block, copier, prologue, exit);
        var builder = new IRBuilder(part, prologue);
        builder.Jump(copier.Blocks[nest.Header], parameters.Skip(used.Count));
        builder.Block = done;
        builder.Return(result is null ? [] : [copier.Of(result)]);

        var caller = new IRBuilder(method, method.AddBlock()) { Origin = nest.Header.All.First().Origin };
        var call = caller.Call(handle, [.. used, .. entry.Arguments]);
        entry.Target = caller.Block;
        entry.Arguments.Clear();
        if (result is not null) results.Add(result, call);

        // The edge itself, which may be the entry of another nest.
        caller.Block.Terminate(new Jump(exit, method.Types.Void));
        method.Blocks.RemoveAll(nest.Contains);
        return (handle, part);
    }

    private static void Copy(Block block, BodyCopier copier, Block prologue, Edge exit)
    {
        foreach (var instruction in block.All)
        {
            foreach (var operand in instruction.Operands) Rebuild(operand);
            if (instruction is not Terminator terminator)
            {
                copier.Values.Add(instruction, copier.Blocks[block].Append(copier.Copy(instruction)));
                continue;
            }

            foreach (var argument in terminator.Edges.Where(e => e != exit).SelectMany(e => e.Arguments)) Rebuild(argument);
            var edges = terminator.Edges.Select(e => e == exit ? new Edge(copier.Blocks[e.Target], []) : copier.Copy(e)).ToArray();
            copier.Blocks[block].Terminate(terminator.CloneWith([.. terminator.Operands.ToArray().Select(copier.Of)], edges));
        }

        // Addresses from outside: they fault where they are used, not where they are made.
        void Rebuild(Value value)
        {
            if (!ValueLiveness.IsAddress(value) || copier.Values.ContainsKey(value)) return;
            foreach (var operand in ((Instruction)value).Operands) Rebuild(operand);
            copier.Values.Add(value, prologue.Append(copier.Copy((Instruction)value)));
        }
    }
}
