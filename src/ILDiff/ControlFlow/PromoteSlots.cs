namespace ILDiff.ControlFlow;

using ILDiff.IR;
using ILDiff.Types;

/// <summary>
/// Turns slots that are only loaded and stored whole into SSA values: pruned SSA by iterated dominance frontiers, as
/// in Cytron et al. (1991). A slot that a handler may read after an exception stays in memory. Unreachable blocks are
/// dropped on the way.
/// </summary>
internal sealed class PromoteSlots : IPass
{
    public bool Run(IRMethod method, PassContext context) => Promote(method);

    /// <summary>The pass without a context, for a method that is just being made.</summary>
    public static bool Promote(IRMethod method)
    {
        var flow = new FlowGraph(method);
        var changed = Unreachable.Drop(method, flow);
        var slots = PromotableSlots.Find(method);
        if (slots.Count > 0) changed |= new Renaming(method, flow, new Dominators(flow), slots).Run();
        return TrivialParameters.Remove(method) | changed;
    }

    /// <summary>Places block parameters and rewrites the method in one walk of the dominator tree.</summary>
    private sealed class Renaming(IRMethod method, FlowGraph flow, Dominators dominators, List<SlotUses> slots)
    {
        private readonly IRBuilder builder = new(method, method.Entry);
        private readonly Dictionary<Value, Value> loaded = [];
        private readonly Dictionary<Value, int> numbers = [];
        private readonly Value?[] current = new Value?[slots.Count];
        private readonly Stack<(int Slot, Value? Before)> undo = [];
        private readonly Dictionary<Block, List<(int Slot, BlockParameter Parameter)>> placed = [];

        public bool Run()
        {
            PlaceParameters();
            if (numbers.Count == 0) return false;
            var walk = new Stack<(Block? Block, int Undo)>([(method.Entry, 0)]);
            while (walk.TryPop(out var next))
            {
                if (next.Block is not { } block)
                {
                    while (undo.Count > next.Undo)
                    {
                        var (slot, before) = undo.Pop();
                        current[slot] = before;
                    }

                    continue;
                }

                walk.Push((null, undo.Count));
                Rewrite(block);
                foreach (var child in dominators.Children(block)) walk.Push((child, 0));
            }

            return true;
        }

        private void PlaceParameters()
        {
            var frontiers = new DominanceFrontiers(flow, dominators);
            var liveness = new SlotLiveness(flow);
            var stamp = new int[flow.ReversePostorder.Count];
            var work = new Stack<Block>();
            for (var i = 0; i < slots.Count; i++)
            {
                liveness.Find(slots[i]);
                if (!liveness.IsPromotable(slots[i])) continue;
                numbers.Add(slots[i].Slot, i);
                foreach (var block in slots[i].Stores) work.Push(block);
                while (work.TryPop(out var block))
                {
                    foreach (var join in frontiers.Of(block))
                    {
                        var order = flow.Order(join);
                        if (stamp[order] == i + 1 || !liveness.IsLiveIn(order)) continue;
                        stamp[order] = i + 1;
                        if (!placed.TryGetValue(join, out var list)) placed.Add(join, list = []);
                        list.Add((i, join.AddParameter(slots[i].Slot.Stored.OnStack, slots[i].Slot.Name)));
                        work.Push(join);
                    }
                }
            }
        }

        private void Rewrite(Block block)
        {
            if (placed.TryGetValue(block, out var parameters))
            {
                foreach (var (slot, parameter) in parameters) Set(slot, parameter);
            }

            var instructions = block.Instructions.ToArray();
            block.Instructions.Clear();
            builder.Block = block;
            foreach (var instruction in instructions)
            {
                if (Rewrite(instruction)) block.Instructions.Add(instruction);
            }

            RewriteOperands(block.Terminator);
            foreach (var edge in block.Edges)
            {
                for (var i = 0; i < edge.Arguments.Count; i++) edge.Arguments[i] = Of(edge.Arguments[i]);
                if (!placed.TryGetValue(edge.Target, out var wanted)) continue;
                foreach (var (slot, _) in wanted) edge.Arguments.Add(Get(slot));
            }
        }

        /// <summary>False if the instruction is to go.</summary>
        private bool Rewrite(Instruction instruction)
        {
            switch (instruction)
            {
                case Slot when numbers.ContainsKey(instruction):
                    return false;
                case Load load when numbers.TryGetValue(load.Address, out var slot):
                    var value = Get(slot);
                    loaded.Add(load, value);
                    return false;
                case Store store when numbers.TryGetValue(store.Address, out var slot):
                    builder.Origin = store.Origin;
                    var stored = SmallIntegers.Narrow(builder, Of(store.Value), store.Accessed);
                    if (stored is Instruction { Name: null }) stored.Name = slots[slot].Slot.Name;
                    Set(slot, stored);
                    return false;
                default:
                    RewriteOperands(instruction);
                    return true;
            }
        }

        private void RewriteOperands(Instruction instruction)
        {
            for (var i = 0; i < instruction.Operands.Length; i++) instruction.SetOperand(i, Of(instruction.Operand(i)));
        }

        private Value Of(Value value) => loaded.GetValueOrDefault(value, value);

        private Value Get(int slot) => current[slot] ?? method.Zero(slots[slot].Slot.Stored);

        private void Set(int slot, Value value)
        {
            undo.Push((slot, current[slot]));
            current[slot] = value;
        }
    }
}
