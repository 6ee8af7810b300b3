namespace ILDiff.Optimization;

using ILDiff.IR;
using ILDiff.Simplification;

/// <summary>
/// Takes structs apart into scalars: variables, block parameters, choices and memory accesses. What is built again
/// where a whole struct is needed vanishes in value numbering and dead-code removal if nothing needs it.
/// </summary>
internal sealed class ScalarReplacement : IPass
{
    public bool Run(IRMethod method, PassContext context)
    {
        var changed = Reachability.Prune(method);
        changed |= new HoistSlots().Run(method, context);
        if (changed) context.Invalidate();
        changed |= SplitSlots.Run(method, context.Flow);
        changed |= SplitParameters.Run(method, context.Flow);
        changed |= SplitAccesses.Run(method, context.Flow);
        return changed;
    }
}
