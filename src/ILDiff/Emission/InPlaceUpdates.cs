namespace ILDiff.Emission;

using ILDiff.IR;

/// <summary>
/// Moves the computation of a parameter's next value behind the last use of its present one, where nothing stands
/// against it: then one variable can hold both, and the edge has nothing to copy. Only what is pure moves.
/// </summary>
internal static class InPlaceUpdates
{
    /// <summary>Reorders the statements of a block that ends in a jump.</summary>
    public static void Order(List<Instruction> statements, StackSchedule schedule)
    {
        if (statements[^1] is not Jump { Target: var edge }) return;
        var next = new Dictionary<Value, Value>();
        for (var i = 0; i < edge.Arguments.Count; i++)
        {
            if (schedule.IsNeeded(edge.Target.Parameters[i])) next[edge.Target.Parameters[i]] = edge.Arguments[i];
        }

        foreach (var (parameter, argument) in next)
        {
            var from = argument is Instruction update ? statements.IndexOf(update) : -1;
            if (from < 0 || !IsPure(argument, schedule) || next.Values.Count(v => v == argument) > 1) continue;
            var last = statements.FindLastIndex(s => s is not Terminator && Reads(s, parameter, schedule));
            if (last <= from || statements.Skip(from + 1).Any(s => s is not Terminator && Reads(s, argument, schedule))) continue;

            // Neither may it read what is itself updated on the way, nor that be read by the edge.
            var isBlocked = false;
            schedule.ForEachRead((Instruction)argument, r => isBlocked |= next.TryGetValue(r, out var other) && other != argument
                && other is Instruction o && statements.IndexOf(o) is var at && at > from && at <= last);
            if (isBlocked || next.Values.Contains(parameter)) continue;
            statements.RemoveAt(from);
            statements.Insert(last, (Instruction)argument);
        }
    }

    private static bool Reads(Instruction statement, Value value, StackSchedule schedule)
    {
        var found = false;
        schedule.ForEachRead(statement, r => found |= r == value);
        return found;
    }

    private static bool IsPure(Value value, StackSchedule schedule)
    {
        if (value is not Instruction instruction || !instruction.IsPure) return value is not Instruction;
        foreach (var operand in instruction.Operands)
        {
            if (schedule.Of(operand) == Placement.Inlined && !IsPure(operand, schedule)) return false;
        }

        return true;
    }
}
