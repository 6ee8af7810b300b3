namespace ILDiff.Differentiation.Reverse;

using ILDiff.Analyses;
using ILDiff.ControlFlow;
using ILDiff.Diagnostics;
using ILDiff.IR;

/// <summary>
/// Refuses active work that an exception may leave half done and that is then caught, and such in handlers that run by
/// the way. Where an exception leaves the method, nothing is reversed, so all else inside protected regions is ordinary code.
/// </summary>
internal sealed class ProtectedWork(PreparedPrimal primal, Activity activity, DerivativeClosure closure)
{
    public void Check()
    {
        foreach (var block in primal.Method.Blocks)
        {
            if (IsByTheWay(block)) Refuse(block, "active data are computed in a finally handler that stands beside a catch handler of the same region; nest the two");
            else if (IsCaught(block)) Refuse(block, "active data are computed inside a try region whose exceptions are caught, or in a loop with one, which cannot be reversed yet; move the computation out of the try block");
        }
    }

    private static bool IsByTheWay(Block block)
    {
        for (var region = block.Region; region is not null; region = region.Parent)
        {
            if (region.Kind == RegionKind.Finally) return true;
        }

        return false;
    }

    /// <summary>Whether the block is in a region, or in a loop around one, that catches exceptions and goes on.</summary>
    private bool IsCaught(Block block)
    {
        if (Recovers(block)) return true;
        for (var loop = primal.Loops.Of(block); loop is not null; loop = loop.Parent)
        {
            if (loop.Blocks.Any(Recovers)) return true;
        }

        return false;
    }

    private bool Recovers(Block block)
    {
        for (var region = block.Region; region is not null; region = region.Parent)
        {
            if (IsRecovering(region) || primal.Method.Regions.Any(r => r.Guarded == region && IsRecovering(r))) return true;
        }

        return false;
    }

    private bool IsRecovering(Region handler) => handler.Kind is RegionKind.Catch or RegionKind.FilterHandler && primal.CanReturn(handler.Entry!);

    private void Refuse(Block block, string message)
    {
        foreach (var instruction in block.Instructions)
        {
            var active = instruction is Store store
                ? activity.IsActiveMemory(store.Address, store.Accessed)
                : instruction is Call call ? closure.IsActiveCall(call, activity) : instruction.Type.IsFloat && activity.IsActive(instruction);
            if (active) throw DerivativeRefusal.At(instruction, primal.Method, DiagnosticId.ProtectedRegion, message);
        }
    }
}
