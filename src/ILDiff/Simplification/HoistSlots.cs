namespace ILDiff.Simplification;

using ILDiff.IR;

/// <summary>Moves slots to the entry block: a slot is one variable wherever it stands, and there its address dominates every use.</summary>
internal sealed class HoistSlots : IPass
{
    public bool Run(IRMethod method, PassContext context)
    {
        var slots = new List<Instruction>();
        foreach (var block in method.Blocks.Skip(1))
        {
            slots.AddRange(block.Instructions.Where(i => i is Slot));
            block.Instructions.RemoveAll(i => i is Slot);
        }

        for (var i = 0; i < slots.Count; i++) method.Entry.Insert(i, slots[i]);
        return slots.Count > 0;
    }
}
