namespace ILDiff.Optimization;

using ILDiff.Analyses;
using ILDiff.ControlFlow;
using ILDiff.IR;
using ILDiff.Types;

/// <summary>
/// Loads only the fields of a struct in memory that are read, stores a struct that was just built field by field, and
/// chooses between fields instead of structs.
/// </summary>
internal static class SplitAccesses
{
    public static bool Run(IRMethod method, FlowGraph flow)
    {
        var uses = new Uses(method);
        var replacement = new Replacement();
        var changed = false;
        foreach (var block in flow.ReversePostorder)
        {
            var builder = new IRBuilder(method, block);
            var old = block.Instructions.ToList();
            block.Instructions.Clear();
            foreach (var instruction in old)
            {
                if (replacement.Of(instruction) != instruction) continue;
                replacement.Apply(instruction);
                builder.Origin = instruction.Origin;
                switch (instruction)
                {
                    case Load { IsVolatile: false, Accessed.Kind: TypeKind.Struct } load when IsOnlyExtracted(load, uses):
                        LoadFields(builder, load, uses, replacement);
                        break;
                    case Store { IsVolatile: false, Value: InsertField value } store when StructParts.CanSplit(store.Accessed) && IsBuilt(value):
                        StoreFields(builder, store.Address, store.Accessed, value);
                        break;
                    case ExtractField { Container: Select choice } extract:
                        replacement.Add(extract, builder.Select(
                            choice.Operand(0), builder.ExtractField(choice.Operand(1), extract.Field), builder.ExtractField(choice.Operand(2), extract.Field)));
                        break;
                    default:
                        block.Instructions.Add(instruction);
                        continue;
                }

                changed = true;
            }

            replacement.Apply(block.Terminator);
        }

        replacement.Apply(method);
        return changed;
    }

    private static bool IsOnlyExtracted(Load load, Uses uses) =>
        StructParts.CanSplit(load.Accessed) && uses.Of(load) is { Count: > 0 } all && all.All(u => u.User is ExtractField);

    /// <summary>The loads stand where the whole one stood, so that they read the same state of memory.</summary>
    private static void LoadFields(IRBuilder builder, Load load, Uses uses, Replacement replacement)
    {
        foreach (var group in uses.Of(load).Select(u => (ExtractField)u.User).GroupBy(e => e.Field))
        {
            var part = builder.Load(builder.FieldAddress(load.Address, group.Key), group.Key.Type);
            foreach (var extract in group) replacement.Add(extract, part);
        }
    }

    /// <summary>Whether every field was given, so that nothing of an older value is copied.</summary>
    private static bool IsBuilt(InsertField value)
    {
        var given = new HashSet<IRField>();
        Value at = value;
        for (; at is InsertField insert; at = insert.Container) given.Add(insert.Field);
        return at is Constant || given.Count == value.Type.Fields.Count;
    }

    private static void StoreFields(IRBuilder builder, Value address, IRType type, Value value)
    {
        foreach (var field in type.Fields)
        {
            var part = builder.ExtractField(value, field);
            var at = builder.FieldAddress(address, field);
            if (part is InsertField inner && StructParts.IsInner(field.Type) && IsBuilt(inner)) StoreFields(builder, at, field.Type, part);
            else builder.Store(at, part, field.Type);
        }
    }
}
