namespace ILDiff.Differentiation.Reverse;

using ILDiff.Analyses;
using ILDiff.ControlFlow;
using ILDiff.Diagnostics;
using ILDiff.IR;

/// <summary>
/// Refuses what the reverse sweep could not undo where an exception is caught and the method goes on: active memory
/// written by a call, which may throw half-way, or by a handler that runs by the way. Where an exception leaves the method,
/// nothing is reversed, so all is allowed.
/// </summary>
internal sealed class ProtectedWork(PreparedPrimal primal, Activity activity, DerivativeClosure closure)
{
    private const string WayOut = "compute into locals or new arrays there and copy behind the try block";

    private readonly PlainPlaces plain = new(primal.Method, activity.Memory);

    public void Check()
    {
        var recovering = primal.Recoveries.Where(r => primal.CanReturn(r.Landing.Handler)).ToList();
        foreach (var block in primal.Method.Blocks)
        {
            if (IsByTheWay(block, recovering)) RefuseWrites(block);
        }

        foreach (var recovery in recovering)
        {
            var guarded = recovery.Landing.Guarded;
            var fresh = new FreshMemory(primal.Method, activity.Memory, b => RegionRules.IsIn(b, guarded));
            foreach (var call in primal.Method.Blocks.Where(b => RegionRules.IsIn(b, guarded)).SelectMany(b => b.Instructions)) RefuseHalfDone(call, fresh);
            RefuseReferences(recovery);
        }

        foreach (var handler in primal.Method.Regions.Where(r => r.Kind is RegionKind.Catch or RegionKind.FilterHandler))
        {
            if (primal.CanReturn(handler.Entry!) && primal.RecoveryAt(handler.Entry!) is null) throw DerivativeRefusal.In(primal.Method, DiagnosticId.ProtectedRegion,
                "control enters a try region whose exceptions are caught in a way that cannot be reversed; enter it at its start");
        }
    }

    /// <summary>Whether a block belongs to a finally handler that no edge leads through, or to one that runs before a handler that goes on.</summary>
    private static bool IsByTheWay(Block block, List<Recovery> recovering)
    {
        for (var region = block.Region; region is not null; region = region.Parent)
        {
            if (region.Kind == RegionKind.Finally) return true;
            if (region.Kind == RegionKind.Filter && recovering.Exists(r => r.Landing.Guarded == region.Guarded)) return true;
            if (region.Kind is RegionKind.Fault or RegionKind.Filter && recovering.Exists(r => RegionRules.IsIn(block, r.Landing.Guarded))) return true;
        }

        return false;
    }

    private void RefuseWrites(Block block)
    {
        foreach (var instruction in block.Instructions)
        {
            var writes = instruction is Store store ? activity.IsActiveMemory(store.Address, store.Accessed) : Written(instruction).Any();
            if (writes) throw Refuse(instruction,
                "active memory is written in a finally block or a filter on the way to a catch handler that goes on, and could not be undone; move the work out of it");
        }
    }

    private void RefuseHalfDone(Instruction call, FreshMemory fresh)
    {
        if (Written(call).Any(p => !fresh.IsUnseen(call, p)) || (call is Call inactive && closure.Reset(inactive, activity).Any())) throw Refuse(call,
            $"active memory is written by a call in a try block whose exceptions are caught, and what was written up to an exception could not be undone; {WayOut}");
    }

    /// <summary>A reference to a variable cannot be carried out of a loop by an exception.</summary>
    private void RefuseReferences(Recovery recovery)
    {
        var left = primal.Loops.Loops.Where(recovery.Leaves).ToList();
        if (left.Count == 0) return;
        foreach (var instruction in primal.Method.Instructions)
        {
            foreach (var operand in instruction.Operands)
            {
                var defining = operand is BlockParameter parameter ? parameter.Block : (operand as Instruction)?.Block;
                if (operand.Type.IsAddress && left.Exists(l => l.Contains(defining!) && !l.Contains(instruction.Block!))) throw Refuse(instruction,
                    "a reference to a variable that was taken in a loop is used where an exception has led out of it; index the array or name the field there");
            }
        }
    }

    private IEnumerable<MemoryClass> Written(Instruction instruction) =>
        (instruction is Call call ? closure.IsActiveCall(call, activity) && !closure.IsFormula(call) : instruction is NewObject)
            ? activity.Memory.Touched(instruction).Where(p => p is { IsWritten: true, IsVaried: true, IsUseful: true } && !plain.Contains(p))
            : [];

    private DiagnosticException Refuse(Instruction instruction, string message) =>
        DerivativeRefusal.At(instruction, primal.Method, DiagnosticId.ProtectedRegion, message);
}
