namespace ILDiff.Optimization;

using ILDiff.Analyses;
using ILDiff.IR;
using ILDiff.Types;

/// <summary>
/// Within blocks, removes stores that the next store to the same place makes pointless, since nothing reads the place or
/// can see it in between, and stores of what was read from the same place and is there still. Adjoints that are taken,
/// cleared and given back to the same element come to nothing this way.
/// </summary>
internal sealed class DeadStores : IPass
{
    /// <summary>How many instructions are looked at for each store, so that long blocks stay linear.</summary>
    private const int Reach = 64;

    public bool Run(IRMethod method, PassContext context)
    {
        var effects = Effects.Of(method, context);
        var faults = new Faults(method, effects.Alias.Origins);
        var changed = false;
        foreach (var block in method.Blocks)
        {
            // From the end: a store that goes no longer stands between others.
            for (var i = block.Instructions.Count - 1; i >= 0; i--)
            {
                if (block.Instructions[i] is not Store { IsVolatile: false } store || !IsPlain(store.Accessed)) continue;
                if (!IsOverwritten(block, i, store, effects, faults)) continue;
                block.Instructions.RemoveAt(i);
                changed = true;
            }

            for (var i = block.Instructions.Count - 1; i >= 0; i--)
            {
                if (block.Instructions[i] is not Store { IsVolatile: false } store || !IsPlain(store.Accessed) || !IsThereAlready(block, i, store, effects)) continue;
                block.Instructions.RemoveAt(i);
                changed = true;
            }
        }

        return changed;
    }

    private static bool IsPlain(IRType type) => type.IsFloat || type.Kind is TypeKind.Int32 or TypeKind.Int64;

    private static bool IsOverwritten(Block block, int at, Store store, Effects effects, Faults faults)
    {
        // That a store throws may be all there is to it, and what it has written is seen where a later instruction throws.
        if (!store.Role.IsInReverse() && !faults.IsSafe(store.Address)) return false;
        var isHidden = store.Role.IsInReverse() || (block.Region is null && effects.Alias.IsPrivate(store.Address));
        for (var i = at + 1; i < Math.Min(block.Instructions.Count, at + Reach); i++)
        {
            var next = block.Instructions[i];
            if (next is Store { IsVolatile: false } later && later.Accessed == store.Accessed && effects.Alias.MustAlias(later.Address, store.Address)) return true;
            if (effects.MayRead(next, store.Address, store.Accessed, store.Role)) return false;
            if (!isHidden && (next is Store write ? !faults.IsSafe(write.Address) : !faults.IsSafe(next))) return false;
        }

        return false;
    }

    /// <summary>Whether the value was read from the place in this block, and nothing has been written there since.</summary>
    private static bool IsThereAlready(Block block, int at, Store store, Effects effects)
    {
        if (store.Value is not Load { IsVolatile: false } load || load.Block != block || load.Accessed != store.Accessed) return false;
        if (!effects.Alias.MustAlias(load.Address, store.Address)) return false;
        for (var i = at - 1; i >= Math.Max(0, at - Reach); i--)
        {
            var before = block.Instructions[i];
            if (before == load) return true;
            if (effects.MayWrite(before, store.Address, store.Accessed, store.Role)) return false;
        }

        return false;
    }
}
