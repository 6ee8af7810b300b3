namespace ILDiff.ControlFlow;

using ILDiff.IR;

/// <summary>Where a slot is stored to and where its value on entry to a block is wanted.</summary>
internal sealed class SlotUses(Slot slot)
{
    public Slot Slot { get; } = slot;

    /// <summary>Blocks that store to it, each once.</summary>
    public List<Block> Stores { get; } = [];

    /// <summary>Blocks that load it before any store of their own, each once.</summary>
    public List<Block> ExposedLoads { get; } = [];

    /// <summary>All blocks that access it, each once.</summary>
    public List<Block> Accesses { get; } = [];
}

/// <summary>Finds the slots whose address goes nowhere but into whole loads and stores.</summary>
internal static class PromotableSlots
{
    public static List<SlotUses> Find(IRMethod method)
    {
        var found = new Dictionary<Value, SlotUses>();
        foreach (var block in method.Blocks)
        {
            foreach (var instruction in block.Instructions)
            {
                if (instruction is Slot { IsPinned: false } slot) found.Add(slot, new SlotUses(slot));
            }
        }

        if (found.Count == 0) return [];
        foreach (var block in method.Blocks) Scan(block, found);
        return [.. found.Values];
    }

    private static void Scan(Block block, Dictionary<Value, SlotUses> found)
    {
        foreach (var instruction in block.All)
        {
            switch (instruction)
            {
                case Load { IsVolatile: false } load when found.TryGetValue(load.Address, out var uses) && load.Accessed == uses.Slot.Stored:
                    Access(uses, block);
                    if (!Last(uses.Stores, block) && !Last(uses.ExposedLoads, block)) uses.ExposedLoads.Add(block);
                    break;
                case Store { IsVolatile: false } store when found.TryGetValue(store.Address, out var uses) && store.Accessed == uses.Slot.Stored:
                    Access(uses, block);
                    if (!Last(uses.Stores, block)) uses.Stores.Add(block);
                    found.Remove(store.Value);
                    break;
                default:
                    foreach (var operand in instruction.Operands) found.Remove(operand);
                    break;
            }
        }

        foreach (var edge in block.Edges)
        {
            foreach (var argument in edge.Arguments) found.Remove(argument);
        }
    }

    private static void Access(SlotUses uses, Block block)
    {
        if (!Last(uses.Accesses, block)) uses.Accesses.Add(block);
    }

    private static bool Last(List<Block> list, Block block) => list.Count > 0 && list[^1] == block;
}
