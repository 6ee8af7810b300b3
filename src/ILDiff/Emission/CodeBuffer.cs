namespace ILDiff.Emission;

using Mono.Cecil;
using Mono.Cecil.Cil;

/// <summary>A place in the code that jumps can name before it is reached.</summary>
internal sealed class Label
{
    /// <summary>Where it lies, once code has been written there.</summary>
    public Instruction? Instruction { get; set; }
}

/// <summary>Collects instructions, keeps count of the evaluation stack and binds labels.</summary>
internal sealed class CodeBuffer
{
    private readonly List<(Instruction Jump, Label[] Targets)> jumps = [];
    private readonly List<Label> unbound = [];
    private Action<Instruction>? atNext;

    public List<Instruction> Instructions { get; } = [];

    /// <summary>Values on the evaluation stack now.</summary>
    public int Depth { get; set; }

    public int MaxDepth { get; private set; }

    /// <summary>Local variables and arguments read, written or addressed.</summary>
    public int LocalReferences { get; private set; }

    public void Emit(OpCode op, int delta) => Append(Instruction.Create(op), delta);

    public void Emit(OpCode op, int delta, TypeReference type) => Append(Instruction.Create(op, type), delta);

    public void Emit(OpCode op, int delta, FieldReference field) => Append(Instruction.Create(op, field), delta);

    public void Emit(OpCode op, int delta, MethodReference method) => Append(Instruction.Create(op, method), delta);

    public void Emit(OpCode op, int delta, ParameterDefinition argument)
    {
        LocalReferences++;
        Append(Instruction.Create(op, argument), delta);
    }

    public void Emit(OpCode op, int delta, VariableDefinition variable)
    {
        LocalReferences++;
        Append(Instruction.Create(op, variable), delta);
    }

    public void Load(Storage place)
    {
        if (place.Variable is { } variable) Emit(OpCodes.Ldloc, 1, variable);
        else Emit(OpCodes.Ldarg, 1, place.Argument!);
    }

    public void Store(Storage place)
    {
        if (place.Variable is { } variable) Emit(OpCodes.Stloc, -1, variable);
        else Emit(OpCodes.Starg, -1, place.Argument!);
    }

    public void Address(Storage place)
    {
        if (place.Variable is { } variable) Emit(OpCodes.Ldloca, 1, variable);
        else Emit(OpCodes.Ldarga, 1, place.Argument!);
    }

    public void Constant(int value) => Append(Instruction.Create(OpCodes.Ldc_I4, value), 1);

    public void Constant(long value)
    {
        if (value == (int)value)
        {
            Constant((int)value);
            Emit(OpCodes.Conv_I8, 0);
        }
        else
        {
            Append(Instruction.Create(OpCodes.Ldc_I8, value), 1);
        }
    }

    public void Constant(float value) => Append(Instruction.Create(OpCodes.Ldc_R4, value), 1);

    public void Constant(double value) => Append(Instruction.Create(OpCodes.Ldc_R8, value), 1);

    public void Constant(string value) => Append(Instruction.Create(OpCodes.Ldstr, value), 1);

    public void Jump(OpCode op, int delta, Label target)
    {
        var jump = Instruction.Create(op, Instruction.Create(OpCodes.Nop));
        jumps.Add((jump, [target]));
        Append(jump, delta);
    }

    public void Switch(Label[] targets)
    {
        var jump = Instruction.Create(OpCodes.Switch, Array.Empty<Instruction>());
        jumps.Add((jump, targets));
        Append(jump, -1);
    }

    /// <summary>Puts a label at the next instruction.</summary>
    public void Mark(Label label) => unbound.Add(label);

    /// <summary>Calls back with the next instruction.</summary>
    public void AtNext(Action<Instruction> action) => atNext = action;

    /// <summary>Fills in the targets of all jumps.</summary>
    public void BindJumps()
    {
        foreach (var (jump, targets) in jumps)
        {
            jump.Operand = jump.OpCode == OpCodes.Switch
                ? targets.Select(t => t.Instruction!).ToArray()
                : targets[0].Instruction!;
        }
    }

    private void Append(Instruction instruction, int delta)
    {
        foreach (var label in unbound) label.Instruction = instruction;
        unbound.Clear();
        atNext?.Invoke(instruction);
        atNext = null;
        Instructions.Add(instruction);

        // While it runs, an instruction that pops and pushes needs no more than the larger of the two depths.
        Depth += delta;
        MaxDepth = Math.Max(MaxDepth, Depth);
    }
}
