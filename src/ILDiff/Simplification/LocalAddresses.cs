namespace ILDiff.Simplification;

using ILDiff.Analyses;
using ILDiff.ControlFlow;
using ILDiff.IR;

/// <summary>
/// The address of an element or field that is used outside the loop in which it is computed is computed again where it is
/// used: what it is made of can be kept from one visit of a loop to the reverse sweep, but no reference can.
/// </summary>
internal sealed class LocalAddresses : IPass
{
    public bool Run(IRMethod method, PassContext context)
    {
        var changed = false;
        while (Repeat(method, context.Loops)) changed = true;
        return changed;
    }

    /// <summary>One level of addresses within addresses: a copy may use an address of the loop in turn.</summary>
    private static bool Repeat(IRMethod method, LoopForest loops)
    {
        var uses = new Uses(method);
        var changed = false;
        foreach (var address in method.Instructions.Where(i => i is ElementAddress or FieldAddress).ToList())
        {
            if (loops.Of(address.Block!) is not { } loop) continue;
            foreach (var use in uses.Of(address).Where(u => !loop.Contains(u.Block)))
            {
                var (block, at) = (use.Block, use.Block.Instructions.IndexOf(use.User));
                use.Set(block.Insert(at < 0 ? block.Instructions.Count : at, address.CloneWith(address.Operands.ToArray())));
                changed = true;
            }
        }

        return changed;
    }
}
