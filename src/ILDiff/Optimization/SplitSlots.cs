namespace ILDiff.Optimization;

using ILDiff.Analyses;
using ILDiff.ControlFlow;
using ILDiff.IR;
using ILDiff.Types;

/// <summary>
/// Turns a struct variable whose address is used only to read and write it or its fields into one variable per leaf
/// field. A whole load becomes a struct built of the parts, a whole store stores them one by one.
/// </summary>
internal static class SplitSlots
{
    /// <summary>Needs the slots in the entry block and no unreachable blocks.</summary>
    public static bool Run(IRMethod method, FlowGraph flow)
    {
        var uses = new Uses(method);
        var parts = new Dictionary<Value, Part>();
        foreach (var slot in method.Instructions.OfType<Slot>().Where(s => IsSplittable(s, uses))) parts.Add(slot, new Part(slot.Stored, slot.Name));
        if (parts.Count == 0) return false;
        var loads = new Replacement();
        foreach (var block in flow.ReversePostorder) Rewrite(block, new IRBuilder(method, block), parts, loads);
        loads.Apply(method);
        return true;
    }

    private static bool IsSplittable(Slot slot, Uses uses)
    {
        if (slot.IsPinned || slot.Stored.Kind != TypeKind.Struct || !StructParts.CanSplit(slot.Stored)) return false;
        var hasField = false;
        var work = new Stack<(Value Address, IRType Type)>([(slot, slot.Stored)]);
        while (work.TryPop(out var next))
        {
            foreach (var use in uses.Of(next.Address))
            {
                switch (use.User)
                {
                    case FieldAddress field when StructParts.IsInner(next.Type) && field.Field.DeclaringType == next.Type:
                        hasField = true;
                        work.Push((field, field.Field.Type));
                        break;
                    case Load { IsVolatile: false } load when IsWhole(load.Accessed, next.Type):
                        break;
                    case Store { IsVolatile: false } store when use.Index == 0 && use.Edge is null && IsWhole(store.Accessed, next.Type):
                        break;
                    default:
                        return false;
                }
            }
        }

        return hasField;
    }

    /// <summary>Whether an access as one type reads exactly a variable of the other.</summary>
    private static bool IsWhole(IRType accessed, IRType stored) =>
        accessed == stored || (stored.Kind != TypeKind.Struct && TypeRules.SameMemory(stored, accessed));

    private static void Rewrite(Block block, IRBuilder builder, Dictionary<Value, Part> parts, Replacement loads)
    {
        var old = block.Instructions.ToList();
        block.Instructions.Clear();
        foreach (var instruction in old)
        {
            builder.Origin = instruction.Origin;
            switch (instruction)
            {
                case Slot when parts.TryGetValue(instruction, out var part):
                    part.Declare(builder);
                    break;
                case FieldAddress field when parts.TryGetValue(field.Container, out var part):
                    parts.Add(field, part.Children[field.Field]);
                    break;
                case Load load when parts.TryGetValue(load.Address, out var part):
                    loads.Add(load, part.Load(builder, load.Accessed));
                    break;
                case Store store when parts.TryGetValue(store.Address, out var part):
                    part.Store(builder, loads.Of(store.Value), store.Accessed);
                    break;
                default:
                    block.Instructions.Add(instruction);
                    break;
            }
        }
    }

    /// <summary>The variable for one leaf, or the parts of an inner struct.</summary>
    private sealed class Part(IRType type, string? name)
    {
        private Slot? slot;

        public Dictionary<IRField, Part> Children { get; } =
            StructParts.IsInner(type) ? type.Fields.ToDictionary(f => f, f => new Part(f.Type, name is null ? f.Name : $"{name}.{f.Name}")) : [];

        public void Declare(IRBuilder builder)
        {
            if (Children.Count == 0) slot = builder.Slot(type, name);
            foreach (var child in Children.Values) child.Declare(builder);
        }

        public Value Load(IRBuilder builder, IRType accessed)
        {
            if (slot is not null) return builder.Load(slot, accessed);
            Value whole = builder.Zero(type);
            foreach (var (field, child) in Children) whole = builder.InsertField(whole, field, child.Load(builder, field.Type));
            return whole;
        }

        public void Store(IRBuilder builder, Value value, IRType accessed)
        {
            if (slot is not null) builder.Store(slot, value, accessed);
            foreach (var (field, child) in Children) child.Store(builder, builder.ExtractField(value, field), field.Type);
        }
    }
}
