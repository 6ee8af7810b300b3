namespace ILDiff.Emission;

using ILDiff.ControlFlow;
using ILDiff.IR;
using ILDiff.Types;

/// <summary>
/// Calls in loops that make room on the tape, which they hardly ever have to. Each is written as a test and, behind it,
/// the call with the floats that outlive it copied to memory and back: see <c>TapeSpill</c> in the runtime library. In
/// a method with such calls, those before its innermost loops are treated likewise, without a test: the JIT leaves in
/// memory what a call before a loop put there.
/// </summary>
internal sealed class ColdCalls
{
    /// <summary>More floats than this do not fit into registers anyway.</summary>
    private const int MaxFloats = 24;

    private readonly Dictionary<Instruction, IReadOnlyList<Value>> spilled = [];
    private readonly HashSet<Instruction> cold = [];

    public ColdCalls(FlowGraph flow, LoopForest loops, StackSchedule schedule, Liveness liveness)
    {
        foreach (var block in flow.ReversePostorder.Where(b => loops.Of(b) is not null))
        {
            foreach (var statement in schedule.Statements(block))
            {
                if (statement is Call call && MakesRoom(call.Method) && Note(call)) cold.Add(call);
            }
        }

        if (cold.Count == 0) return;
        foreach (var block in flow.ReversePostorder.Where(b => loops.Of(b) is not { Children.Count: 0 }))
        {
            foreach (var statement in schedule.Statements(block))
            {
                if (HasCall(statement, schedule)) Note(statement);
            }
        }

        bool Note(Instruction statement)
        {
            var floats = liveness.Across(statement).Where(v => v.Type.IsFloat).ToList();
            return floats.Count is > 0 and <= MaxFloats && spilled.TryAdd(statement, floats);
        }
    }

    /// <summary>Whether a statement is a call to be made behind a test.</summary>
    public bool IsCold(Instruction statement) => cold.Contains(statement);

    /// <summary>The floats to be kept in memory during a statement; null where there is nothing to be gained.</summary>
    public IReadOnlyList<Value>? Spilled(Instruction statement) => spilled.GetValueOrDefault(statement);

    /// <summary>Whether a call that the JIT may not see through is part of a statement.</summary>
    private static bool HasCall(Instruction statement, StackSchedule schedule)
    {
        if (statement is Terminator) return false;
        if (statement is Call { IsPureFunction: false } or NewArray or NewObject or Allocate || schedule.Constructions.IsConstruction(statement)) return true;
        foreach (var operand in statement.Operands)
        {
            if (operand is Instruction part && schedule.Of(part) is Placement.Inlined or Placement.Rematerialised && HasCall((Instruction)operand, schedule)) return true;
        }

        return false;
    }

    /// <summary><c>TapeBank&lt;T&gt;.Ensure(long end)</c>: does nothing where there are that many cells.</summary>
    private static bool MakesRoom(MethodHandle method) =>
        method is { Name: "Ensure", HasThis: true, DeclaringType.Definition: { Namespace: "ILDiff", Name: "TapeBank`1" } bank }
        && bank.Module.GetType("ILDiff.TapeSpill") is not null;
}
