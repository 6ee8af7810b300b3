namespace ILDiff.Verification;

using Mono.Cecil.Cil;

/// <summary>Control flow: branches, exception regions, returns.</summary>
internal sealed partial class MethodVerifier
{
    private int BranchOperand() => IndexOf(Operand<Instruction>());

    private int IndexOf(Instruction? target)
    {
        if (target is null || !indices.TryGetValue(target, out var place)) throw new VerificationFailure(VerificationCode.BadJumpTarget, "the branch leads outside the method");
        if (place > 0 && IsPrefix(code[place - 1])) Report(VerificationCode.BadJumpTarget, "the branch leads between a prefix and its instruction");
        return place;
    }

    private void BranchOnTruth()
    {
        var value = Pop();
        if (value.Kind is StackKind.Float or StackKind.Value && !value.IsUnknown) Report(VerificationCode.StackUnexpected, $"{value} is neither true nor false");
        BranchTo(BranchOperand());
    }

    private void BranchOn(Comparison comparison)
    {
        Compare(comparison);
        BranchTo(BranchOperand());
    }

    private void Switch()
    {
        var value = Pop();
        if (value.Kind != StackKind.Int32 && !value.IsUnknown) Report(VerificationCode.StackUnexpected, $"switch takes int32, found {value}");
        foreach (var target in Operand<Instruction[]>().Distinct()) BranchTo(IndexOf(target));
    }

    private void BranchTo(int target)
    {
        if (!CanBranch(regions.At(index), target)) return;
        Enter(target, Save());
    }

    /// <summary>A branch stays in its region, but may enter protected regions at their first instruction.</summary>
    private bool CanBranch(Region? from, int target)
    {
        if (from is not null && !from.Contains(target))
        {
            Report(from.Kind switch
            {
                RegionKind.Try => VerificationCode.BranchOutOfTry,
                RegionKind.Filter => VerificationCode.BranchOutOfFilter,
                RegionKind.Finally or RegionKind.Fault => VerificationCode.BranchOutOfFinally,
                _ => VerificationCode.BranchOutOfHandler,
            }, "the branch leaves its exception region");
            return false;
        }

        return CanEnter(from, target);
    }

    private bool CanEnter(Region? from, int target)
    {
        for (var region = regions.At(target); region != from; region = region.Parent)
        {
            if (region is null) return true;
            if (region.Kind == RegionKind.Try && region.Start == target) continue;
            Report(region.Kind switch
            {
                RegionKind.Try => VerificationCode.BranchIntoTry,
                RegionKind.Filter => VerificationCode.BranchIntoFilter,
                _ => VerificationCode.BranchIntoHandler,
            }, "the branch leads into an exception region");
            return false;
        }

        return true;
    }

    /// <summary>Control that simply runs on must stay in its region; it may run into a protected one.</summary>
    private bool FallInto(int next)
    {
        var from = regions.At(index);
        var to = regions.At(next);
        if (from == to) return true;
        if (from is not null && !from.Contains(next))
        {
            Report(from.Kind == RegionKind.Filter ? VerificationCode.Endfilter : VerificationCode.FallthroughException, "control runs out of its exception region");
            return false;
        }

        for (var region = to; region != from && region is not null; region = region.Parent)
        {
            if (region.Kind == RegionKind.Try) continue;
            Report(VerificationCode.FallthroughIntoHandler, "control runs into a handler");
            return false;
        }

        return true;
    }

    /// <summary>A leave crosses protected regions and catch handlers outwards, and goes from a handler back into what it protects.</summary>
    private void LeaveTo(int target)
    {
        depth = 0;
        var region = regions.At(index);
        for (; region is not null && !region.Contains(target); region = region.Parent)
        {
            if (region.Kind is RegionKind.Filter or RegionKind.Finally or RegionKind.Fault)
            {
                Report(region.Kind == RegionKind.Filter ? VerificationCode.BranchOutOfFilter : VerificationCode.BranchOutOfFinally, "leave cannot leave this region");
                return;
            }

            if (region.Kind is RegionKind.Catch or RegionKind.FilterHandler && region.Protects!.Contains(target))
            {
                region = region.Protects;
                break;
            }
        }

        if (CanEnter(region, target)) Enter(target, Save());
    }

    private void EndFinally()
    {
        if (regions.At(index) is not { Kind: RegionKind.Finally or RegionKind.Fault }) Report(VerificationCode.Endfinally, "endfinally outside a finally or fault handler");
    }

    private void EndFilter()
    {
        var value = Pop();
        if (value.Kind != StackKind.Int32) Report(VerificationCode.StackUnexpected, $"endfilter takes int32, found {value}");
        if (depth > 0) Report(VerificationCode.StackUnexpected, "endfilter with more than its result on the stack");
        if (regions.At(index) is not { Kind: RegionKind.Filter } filter || filter.End != index + 1) Report(VerificationCode.Endfilter, "endfilter does not end a filter");
    }

    private void Throw() => PopObject();

    private void Rethrow()
    {
        var region = regions.At(index);
        while (region is { Kind: RegionKind.Try }) region = region.Parent;
        if (region is not { Kind: RegionKind.Catch or RegionKind.FilterHandler }) Report(VerificationCode.Rethrow, "rethrow outside a catch handler");
    }

    private void Return()
    {
        if (regions.At(index) is { } region)
        {
            Report(region.Kind switch
            {
                RegionKind.Try => VerificationCode.ReturnFromTry,
                RegionKind.Filter => VerificationCode.ReturnFromFilter,
                _ => VerificationCode.ReturnFromHandler,
            }, "a return inside an exception region");
        }

        if (!thisInitialised) Report(VerificationCode.ThisUninitReturn, "the constructor returns before it called another one");
        if (returnType.Kind == ILTypeKind.Void)
        {
            if (depth > 0) Report(VerificationCode.ReturnVoid, $"{depth} values on the stack at the return of a method without a result");
            return;
        }

        if (depth == 0)
        {
            Report(VerificationCode.ReturnMissing, $"no result of type {returnType}");
            return;
        }

        var value = PopAs(returnType, "the result");
        if (depth > 0) Report(VerificationCode.ReturnEmpty, $"{depth} more values than the result on the stack");
        if (value.Kind != StackKind.ByRef || returnType.Kind != ILTypeKind.ByRef) return;
        if (!value.IsPermanent) Report(VerificationCode.ReturnPtrToStack, "the returned address may lie in this method's frame");
        if (value.IsReadOnly && !ReturnsReadOnly(method)) Report(VerificationCode.ReadOnlyIllegalWrite, "a read-only address is returned as a writable one");
    }

    private void Jump()
    {
        Unverifiable("jmp");
        if (depth > 0) Report(VerificationCode.StackUnexpected, "jmp takes an empty stack");
    }
}
