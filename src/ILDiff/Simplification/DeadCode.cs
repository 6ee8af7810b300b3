namespace ILDiff.Simplification;

using ILDiff.ControlFlow;
using ILDiff.IR;

/// <summary>
/// Removes what no effect depends on, by marking from the effects: unused instructions, block parameters used only by
/// each other, slots and boxes that are stored to but never read.
/// </summary>
internal sealed class DeadCode : IPass
{
    public bool Run(IRMethod method, PassContext context)
    {
        var changed = Reachability.Prune(method);
        var flow = new FlowGraph(method);
        var marking = new Marking(flow);
        foreach (var instruction in method.Instructions)
        {
            if (instruction.IsRemovable && !Caught.Decides(instruction)) continue;
            if (instruction is Store { IsVolatile: false } store && LocalRoot(store.Address) is { } root) marking.Defer(root, store);
            else marking.Mark(instruction);
        }

        marking.Drain();
        foreach (var block in method.Blocks) changed |= block.Instructions.RemoveAll(i => !marking.IsLive(i)) > 0;
        changed |= BlockParameters.Remove(flow, flow.ReversePostorder.Where(b => flow.Incoming(b).Count > 0), p => !marking.IsLive(p));
        if (changed) context.Invalidate();
        return changed;
    }

    /// <summary>The slot that an address lies in, where storing there can neither throw nor be seen from elsewhere.</summary>
    private static Slot? LocalRoot(Value address)
    {
        while (address is FieldAddress { Container.Type.IsAddress: true } field) address = field.Container;
        return address as Slot;
    }

    /// <summary>What is live so far, and what becomes live with it.</summary>
    private sealed class Marking(FlowGraph flow)
    {
        private readonly HashSet<Value> live = [];
        private readonly Stack<Value> work = new();
        private readonly Dictionary<Slot, List<Store>> deferred = [];

        public bool IsLive(Value value) => live.Contains(value);

        public void Mark(Value value)
        {
            if (value is not Constant && live.Add(value)) work.Push(value);
        }

        /// <summary>The store matters only if something else reads the slot.</summary>
        public void Defer(Slot slot, Store store)
        {
            if (!deferred.TryGetValue(slot, out var stores)) deferred[slot] = stores = [];
            stores.Add(store);
        }

        public void Drain()
        {
            while (work.TryPop(out var value))
            {
                if (value is Slot slot && deferred.Remove(slot, out var stores)) stores.ForEach(Mark);
                if (value is Instruction instruction)
                {
                    foreach (var operand in instruction.Operands) Mark(operand);
                }
                else if (value is BlockParameter parameter)
                {
                    var index = parameter.Index;
                    foreach (var incoming in flow.Incoming(parameter.Block))
                    {
                        if (parameter.Block != flow.Method.Entry) Mark(incoming.Edge.Arguments[index]);
                    }
                }
            }
        }
    }
}
