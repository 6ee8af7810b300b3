namespace ILDiff.Simplification;

using ILDiff.IR;

/// <summary>
/// Puts every value that crosses blocks, and every block parameter, into a slot, so that edges can be moved freely;
/// <see cref="ControlFlow.PromoteSlots"/> takes it back. The parameters of the entry and of handlers, which no edge gives,
/// stay. Not a pass of the pipeline: part of those that move edges.
/// </summary>
internal static class DemoteValues
{
    public static void Run(IRMethod method)
    {
        var given = method.Regions.Where(r => r.Guarded is not null).Select(r => r.Entry).OfType<Block>().Append(method.Entry).ToHashSet();
        var slots = new Dictionary<Value, Slot>();
        var slotBuilder = new List<Slot>();
        Slot SlotOf(Value value)
        {
            if (!slots.TryGetValue(value, out var slot))
            {
                slots.Add(value, slot = new Slot(value.Type, method.Types.ByRefTo(value.Type)) { Name = value.Name });
                slotBuilder.Add(slot);
            }

            return slot;
        }

        void Cross(Value value, Block user)
        {
            if (value is BlockParameter parameter && given.Contains(parameter.Block) && user != parameter.Block) SlotOf(value);
            if (value is not Instruction instruction || value is Slot || instruction.Block == user) return;
            if (!IsAddress(instruction)) SlotOf(value);
            else foreach (var operand in instruction.Operands) Cross(operand, user);
        }

        foreach (var block in method.Blocks.Where(b => !given.Contains(b)))
        {
            foreach (var parameter in block.Parameters) SlotOf(parameter);
        }

        foreach (var block in method.Blocks)
        {
            foreach (var value in block.All.SelectMany(i => i.Operands.ToArray().Concat(i is Terminator t ? t.Edges.SelectMany(e => e.Arguments) : [])))
            {
                Cross(value, block);
            }
        }

        var rewritten = method.Blocks.ToList();
        foreach (var block in rewritten) Rewrite(method, block, given.Contains(block), slots);
        foreach (var block in rewritten.Where(b => !given.Contains(b))) block.Parameters.Clear();
        for (var i = 0; i < slotBuilder.Count; i++) method.Entry.Insert(i, slotBuilder[i]);
    }

    private static void Rewrite(IRMethod method, Block block, bool isGiven, Dictionary<Value, Slot> slots)
    {
        var nothing = method.Types.Void;
        var here = block.Instructions.ToList();
        var terminator = block.Terminator;
        block.Instructions.Clear();
        var loaded = new Dictionary<Value, Value>();
        Value Read(Value value)
        {
            var isLocal = value is Instruction i ? i.Block == block : value is BlockParameter p && p.Block == block && isGiven;
            if (!isLocal && value is Instruction address && IsAddress(address))
            {
                return block.Append(address.CloneWith([.. address.Operands.ToArray().Select(Read)]));
            }

            if (isLocal || !slots.TryGetValue(value, out var slot)) return value;
            if (!loaded.TryGetValue(value, out var load)) loaded.Add(value, load = block.Append(new Load(slot, slot.Stored)));
            return load;
        }

        void ReadOperands(Instruction instruction)
        {
            for (var i = 0; i < instruction.Operands.Length; i++) instruction.SetOperand(i, Read(instruction.Operand(i)));
        }

        if (isGiven)
        {
            foreach (var parameter in block.Parameters.Where(slots.ContainsKey)) block.Append(new Store(slots[parameter], parameter, slots[parameter].Stored, nothing));
        }

        foreach (var instruction in here)
        {
            ReadOperands(instruction);
            block.Append(instruction);
            if (slots.TryGetValue(instruction, out var slot)) block.Append(new Store(slot, instruction, slot.Stored, nothing));
        }

        ReadOperands(terminator);
        foreach (var edge in terminator.Edges) MoveArguments(method, block, edge, slots, Read);
    }

    /// <summary>Addresses cannot be kept in variables and followed backwards; they are computed again where they are used.</summary>
    private static bool IsAddress(Instruction instruction) => instruction is ElementAddress or FieldAddress or StaticFieldAddress;

    /// <summary>An edge's arguments are stored on the way, in a block of their own where the source has several edges.</summary>
    private static void MoveArguments(IRMethod method, Block block, Edge edge, Dictionary<Value, Slot> slots, Func<Value, Value> read)
    {
        if (edge.Arguments.Count == 0) return;
        var values = edge.Arguments.Select(read).ToList();
        var parameters = edge.Target.Parameters;
        edge.Arguments.Clear();
        var at = block;
        if (block.Edges.Count > 1)
        {
            at = method.AddBlock(block.Region);
            new IRBuilder(method, at).Jump(edge.Target);
            edge.Target = at;
        }

        for (var i = 0; i < values.Count; i++) at.Append(new Store(slots[parameters[i]], values[i], slots[parameters[i]].Stored, method.Types.Void));
    }
}
