namespace ILDiff.Emission;

using Mono.Cecil;
using Mono.Cecil.Cil;

/// <summary>Chooses the shortest encoding of each instruction, and numbers variables so that the busiest get it.</summary>
internal static class ShortForms
{
    private static readonly OpCode[] ConstantOps =
    [
        OpCodes.Ldc_I4_M1, OpCodes.Ldc_I4_0, OpCodes.Ldc_I4_1, OpCodes.Ldc_I4_2, OpCodes.Ldc_I4_3, OpCodes.Ldc_I4_4,
        OpCodes.Ldc_I4_5, OpCodes.Ldc_I4_6, OpCodes.Ldc_I4_7, OpCodes.Ldc_I4_8,
    ];

    private static readonly OpCode[] ReadArgument = [OpCodes.Ldarg_0, OpCodes.Ldarg_1, OpCodes.Ldarg_2, OpCodes.Ldarg_3];
    private static readonly OpCode[] ReadLocal = [OpCodes.Ldloc_0, OpCodes.Ldloc_1, OpCodes.Ldloc_2, OpCodes.Ldloc_3];
    private static readonly OpCode[] WriteLocal = [OpCodes.Stloc_0, OpCodes.Stloc_1, OpCodes.Stloc_2, OpCodes.Stloc_3];

    private static readonly Dictionary<Code, OpCode> ShortJumps = new()
    {
        [Code.Br] = OpCodes.Br_S, [Code.Brtrue] = OpCodes.Brtrue_S, [Code.Brfalse] = OpCodes.Brfalse_S,
        [Code.Beq] = OpCodes.Beq_S, [Code.Bne_Un] = OpCodes.Bne_Un_S,
        [Code.Blt] = OpCodes.Blt_S, [Code.Blt_Un] = OpCodes.Blt_Un_S, [Code.Ble] = OpCodes.Ble_S, [Code.Ble_Un] = OpCodes.Ble_Un_S,
        [Code.Bgt] = OpCodes.Bgt_S, [Code.Bgt_Un] = OpCodes.Bgt_Un_S, [Code.Bge] = OpCodes.Bge_S, [Code.Bge_Un] = OpCodes.Bge_Un_S,
        [Code.Leave] = OpCodes.Leave_S,
    };

    public static void Apply(MethodBody body)
    {
        NumberVariables(body);
        foreach (var instruction in body.Instructions) Shorten(instruction);
        while (ShortenJumps(body)) { }
    }

    /// <summary>The bytes of IL.</summary>
    public static int Size(MethodBody body) => body.Instructions.Sum(i => i.GetSize());

    private static void NumberVariables(MethodBody body)
    {
        var references = new Dictionary<VariableDefinition, int>();
        foreach (var instruction in body.Instructions)
        {
            if (instruction.Operand is VariableDefinition variable) references[variable] = references.GetValueOrDefault(variable) + 1;
        }

        var sorted = body.Variables.Where(references.ContainsKey).OrderByDescending(v => references[v]).ToList();
        body.Variables.Clear();
        foreach (var variable in sorted) body.Variables.Add(variable);
    }

    private static void Shorten(Instruction instruction)
    {
        switch (instruction.OpCode.Code)
        {
            case Code.Ldc_I4:
                var value = (int)instruction.Operand;
                if (value is >= -1 and <= 8) Set(instruction, ConstantOps[value + 1], null);
                else if (value == (sbyte)value) Set(instruction, OpCodes.Ldc_I4_S, (sbyte)value);
                break;
            case Code.Ldarg or Code.Ldarga or Code.Starg:
                Number(instruction, ((ParameterDefinition)instruction.Operand).Sequence, ReadArgument, [], OpCodes.Ldarg_S, OpCodes.Ldarga_S, OpCodes.Starg_S);
                break;
            case Code.Ldloc or Code.Ldloca or Code.Stloc:
                Number(instruction, ((VariableDefinition)instruction.Operand).Index, ReadLocal, WriteLocal, OpCodes.Ldloc_S, OpCodes.Ldloca_S, OpCodes.Stloc_S);
                break;
        }
    }

    private static void Number(Instruction instruction, int index, OpCode[] reads, OpCode[] writes, OpCode read, OpCode address, OpCode write)
    {
        var (fixedForms, form) = instruction.OpCode.Code switch
        {
            Code.Ldarg or Code.Ldloc => (reads, read),
            Code.Ldarga or Code.Ldloca => ([], address),
            _ => (writes, write),
        };
        if (index < fixedForms.Length) Set(instruction, fixedForms[index], null);
        else if (index <= byte.MaxValue) Set(instruction, form, instruction.Operand);
    }

    private static bool ShortenJumps(MethodBody body)
    {
        var offset = 0;
        foreach (var instruction in body.Instructions)
        {
            instruction.Offset = offset;
            offset += instruction.GetSize();
        }

        // Shortening only brings targets closer, so what is in reach now stays so.
        var changed = false;
        foreach (var instruction in body.Instructions)
        {
            if (!ShortJumps.TryGetValue(instruction.OpCode.Code, out var shortJump)) continue;
            var distance = ((Instruction)instruction.Operand).Offset - (instruction.Offset + instruction.GetSize());
            if (distance is < sbyte.MinValue or > sbyte.MaxValue) continue;
            Set(instruction, shortJump, instruction.Operand);
            changed = true;
        }

        return changed;
    }

    private static void Set(Instruction instruction, OpCode op, object? operand)
    {
        instruction.OpCode = op;
        instruction.Operand = operand;
    }
}
