namespace ILDiff.Reading;

using ILDiff.IR;
using ILDiff.Types;
using Mono.Cecil.Cil;
using Instruction = Mono.Cecil.Cil.Instruction;

/// <summary>A stretch of IL that runs from its first instruction to its last.</summary>
internal sealed class ILBlock(int index, int start)
{
    public int Index { get; } = index;

    /// <summary>Index of the first instruction.</summary>
    public int Start { get; } = start;

    /// <summary>Index after the last instruction.</summary>
    public int End { get; set; }

    public Region? Region { get; set; }

    /// <summary>Its block in the IR; null while it is not known to be reachable.</summary>
    public Block? Block { get; set; }

    /// <summary>Position in an order where blocks come after their predecessors, but for loops.</summary>
    public int Order { get; set; } = -1;

    /// <summary>Types on the stack at its start; null until control was seen to come here, or where an entry is only ever null.</summary>
    public IRType?[]? Stack { get; set; }
}

/// <summary>The IL of a method cut into blocks at branch targets and region boundaries.</summary>
internal sealed class ILFlow
{
    private readonly Dictionary<Instruction, int> indices = [];
    private readonly ILBlock?[] byStart;

    public ILFlow(MethodBody body, Action<Instruction, string> fail)
    {
        Instructions = [.. body.Instructions];
        for (var i = 0; i < Instructions.Length; i++) indices[Instructions[i]] = i;
        var leaders = Leaders(body, fail);
        byStart = new ILBlock?[Instructions.Length];
        var blocks = new List<ILBlock>();
        for (var i = 0; i < Instructions.Length; i++)
        {
            if (!leaders[i]) continue;
            if (blocks.Count > 0) blocks[^1].End = i;
            blocks.Add(byStart[i] = new ILBlock(blocks.Count, i));
        }

        if (blocks.Count > 0) blocks[^1].End = Instructions.Length;
        Blocks = blocks;
    }

    public Instruction[] Instructions { get; }

    public IReadOnlyList<ILBlock> Blocks { get; }

    /// <summary>Where an instruction stands; the end of the code for null; -1 for one of no body.</summary>
    public int IndexOf(Instruction? instruction) =>
        instruction is null ? Instructions.Length : indices.GetValueOrDefault(instruction, -1);

    /// <summary>The block that starts at an instruction, or null.</summary>
    public ILBlock? Starting(Instruction? instruction)
    {
        var index = IndexOf(instruction);
        return index >= 0 && index < byStart.Length ? byStart[index] : null;
    }

    /// <summary>The block after another, in the order of the code.</summary>
    public ILBlock? After(ILBlock block) => block.Index + 1 < Blocks.Count ? Blocks[block.Index + 1] : null;

    /// <summary>Where control can go from a block, exceptions aside.</summary>
    public IEnumerable<ILBlock> Successors(ILBlock block)
    {
        var last = Instructions[block.End - 1];
        switch (last.OpCode.FlowControl)
        {
            case FlowControl.Branch or FlowControl.Cond_Branch when last.Operand is Instruction target && Starting(target) is { } to:
                yield return to;
                break;
            case FlowControl.Cond_Branch when last.Operand is Instruction[] targets:
                foreach (var each in targets)
                {
                    if (Starting(each) is { } one) yield return one;
                }

                break;
        }

        if (Falls(last) && After(block) is { } next) yield return next;
    }

    /// <summary>Whether control goes on to the instruction after it.</summary>
    public static bool Falls(Instruction instruction) =>
        instruction.OpCode.FlowControl is not (FlowControl.Branch or FlowControl.Return or FlowControl.Throw) && instruction.OpCode.Code != Code.Jmp;

    private bool[] Leaders(MethodBody body, Action<Instruction, string> fail)
    {
        var leaders = new bool[Instructions.Length + 1];
        leaders[0] = true;
        for (var i = 0; i < Instructions.Length; i++)
        {
            var instruction = Instructions[i];
            switch (instruction.OpCode.OperandType)
            {
                case OperandType.InlineBrTarget or OperandType.ShortInlineBrTarget:
                    Mark(instruction, instruction.Operand as Instruction);
                    break;
                case OperandType.InlineSwitch:
                    if (instruction.Operand is not Instruction[] targets) throw new InvalidOperationException("switch without targets");
                    foreach (var target in targets) Mark(instruction, target);
                    break;
            }

            if (instruction.OpCode.FlowControl is FlowControl.Branch or FlowControl.Cond_Branch or FlowControl.Return or FlowControl.Throw
                || instruction.OpCode.Code == Code.Jmp) leaders[i + 1] = true;
        }

        foreach (var handler in body.ExceptionHandlers)
        {
            foreach (var bound in (Instruction?[])[handler.TryStart, handler.TryEnd, handler.HandlerStart, handler.HandlerEnd, handler.FilterStart])
            {
                var index = IndexOf(bound);
                if (index >= 0) leaders[index] = true;
            }
        }

        return leaders;

        void Mark(Instruction from, Instruction? target)
        {
            var index = target is null ? -1 : IndexOf(target);
            if (index < 0 || index >= Instructions.Length) fail(from, "it branches to no instruction");
            else leaders[index] = true;
        }
    }
}
