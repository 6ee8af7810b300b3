namespace ILDiff.Differentiation.Reverse;

using ILDiff.Analyses;
using ILDiff.ControlFlow;
using ILDiff.IR;
using ILDiff.Types;

/// <summary>
/// Finds scratch arrays whose contents never pass from one visit of a loop to the next: each visit begins by writing all
/// elements, in a loop over the whole array, and only the loop uses the array. Reversing a visit then leaves the shadow as
/// zero as it was before.
/// </summary>
internal sealed class VisitArrays(PreparedPrimal primal, Uses uses)
{
    private readonly Dictionary<(Loop, NewArray), bool> known = [];

    /// <summary>Whether an address is that of an element of such an array of the loop.</summary>
    public bool Holds(Loop loop, Value address)
    {
        if (address is not ElementAddress { Array: NewArray { Lengths.Length: 1 } array }) return false;
        if (!known.TryGetValue((loop, array), out var result)) known.Add((loop, array), result = Check(loop, array));
        return result;
    }

    private bool Check(Loop loop, NewArray array)
    {
        if (!array.Type.Element!.IsFloat || loop.Contains(array.Block!)) return false;
        var accesses = new List<Instruction>();
        foreach (var use in uses.Of(array))
        {
            if (use.User is ArrayLength && use.Edge is null) continue;
            if (use.User is not ElementAddress element || use.Edge is not null) return false;
            foreach (var access in uses.Of(element))
            {
                if (access.Edge is not null || access.User is not (Load { IsVolatile: false } or Store { IsVolatile: false }) || access.Index != 0 || !loop.Contains(access.Block)) return false;
                accesses.Add(access.User);
            }
        }

        // What is scratch memory of an inner loop is such of the loop too.
        return primal.Loops.Loops.Where(l => loop.Contains(l) && accesses.All(a => l.Contains(a.Block!)))
            .Any(l => accesses.OfType<Store>().Any(s => WritesAll(l, array, s, accesses)));
    }

    /// <summary>Whether a store runs over the whole array in each visit, before anything is read from the array.</summary>
    private bool WritesAll(Loop loop, NewArray array, Store store, List<Instruction> accesses)
    {
        if (primal.Loops.Of(store.Block!) is not { } filling) return false;
        while (filling.Parent is { } around && around != loop) filling = around;
        if (filling.Parent != loop || !IsOverAll(filling, array, store)) return false;
        if (!loop.Latches.All(l => primal.Dominators.Dominates(filling.Header, l.From))) return false;
        return accesses.All(a => a is Store || (primal.Dominators.Dominates(filling.Header, a.Block!) && !filling.Contains(a.Block!)));
    }

    /// <summary><c>for (i = 0; i &lt; length; i++)</c> with the store at <c>i</c> in each visit.</summary>
    private bool IsOverAll(Loop filling, NewArray array, Store store)
    {
        if (filling.Exits is not [{ From: var last }] || last != filling.Header || filling.Latches.Count != 1 || filling.Header.Terminator is not Branch { Condition: Compare test } branch) return false;
        if (((ElementAddress)store.Address).Indices[0] is not BlockParameter index || index.Block != filling.Header) return false;
        if (new Inductions(filling).Of(index) is not { Subtracts: false, Initial: Constant { Literal: 0 }, Step: Constant { Literal: 1 } }) return false;
        if (!primal.Dominators.Dominates(store.Block!, filling.Latches[0].From) || store.Block == filling.Header) return false;
        return filling.Contains(branch.WhenTrue.Target) && test.Operator == CompareOperator.Lt && test.Left == index && IsLength(test.Right, array);
    }

    private static bool IsLength(Value bound, NewArray array) =>
        bound == array.Lengths[0] || (bound is Convert { Target.Kind: TypeKind.Int32 } convert && (IsLength(convert.Operand(0), array) || convert.Operand(0) == array.Lengths[0]))
        || (bound is ArrayLength { Array: var measured } && measured == array);
}
