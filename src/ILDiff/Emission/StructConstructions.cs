namespace ILDiff.Emission;

using ILDiff.ControlFlow;
using ILDiff.IR;
using ILDiff.Types;

/// <summary>
/// Finds slots that only serve to construct a struct: zeroed, passed to a constructor, read, all in one block and
/// nothing else. The read then stands for the construction (<c>newobj</c>), at the place of the call, and slot, zero
/// and call get no code.
/// </summary>
internal sealed class StructConstructions
{
    private readonly Dictionary<Instruction, Call> calls = [];
    private readonly Dictionary<Instruction, Instruction> loads = [];
    private readonly HashSet<Instruction> zeros = [];

    public StructConstructions(FlowGraph flow, Func<Value, bool> isNeeded)
    {
        var uses = new Dictionary<Slot, List<Instruction>>();
        foreach (var instruction in flow.ReversePostorder.SelectMany(b => b.All))
        {
            foreach (var operand in instruction.Operands) Note(operand, instruction);
            foreach (var argument in instruction is Terminator t ? t.Edges.SelectMany(e => e.Arguments) : []) Note(argument, instruction);
        }

        foreach (var (slot, users) in uses)
        {
            if (slot.Stored.Kind == TypeKind.Struct
                && users is [Store { Value: Constant } zero, Call { Kind: CallKind.Direct } call, Load load]
                && zero.Address == slot && load.Address == slot && zero.Accessed == slot.Stored && load.Accessed == slot.Stored
                && !load.IsVolatile && isNeeded(load)
                && call.Operands[0] == slot && call.Method.Name == ".ctor" && call.Method.DeclaringType == slot.Stored
                && zero.Block == call.Block && call.Block == load.Block)
            {
                calls.Add(load, call);
                loads.Add(call, load);
                zeros.Add(zero);
            }
        }

        void Note(Value value, Instruction user)
        {
            if (value is not Slot slot) return;
            if (!uses.TryGetValue(slot, out var users)) uses.Add(slot, users = []);
            users.Add(user);
        }
    }

    /// <summary>Whether a load stands for a construction.</summary>
    public bool IsConstruction(Instruction instruction) => calls.ContainsKey(instruction);

    /// <summary>Whether an instruction has become part of a construction and gets no code of its own.</summary>
    public bool IsReplaced(Instruction instruction) => zeros.Contains(instruction) || loads.ContainsKey(instruction);

    /// <summary>The constructor that a load stands for.</summary>
    public MethodHandle Constructor(Load load) => calls[load].Method;

    /// <summary>What is evaluated for an instruction: its operands, or the arguments of the construction.</summary>
    public ReadOnlySpan<Value> Operands(Instruction instruction) =>
        calls.TryGetValue(instruction, out var call) ? call.Operands[1..] : instruction.Operands;

    /// <summary>The instructions of a block with each construction at the place of its call.</summary>
    public IReadOnlyList<Instruction> Sequence(Block block)
    {
        if (calls.Count == 0) return block.Instructions;
        return [.. block.Instructions.Where(i => !IsConstruction(i) && !zeros.Contains(i)).Select(i => loads.GetValueOrDefault(i, i))];
    }
}
