namespace ILDiff.Simplification;

using ILDiff.Analyses;
using ILDiff.ControlFlow;
using ILDiff.IR;
using ILDiff.Types;

/// <summary>
/// Puts arrays in the place of local variables of inline array types, which compilers make for collection expressions and
/// <c>params</c> spans. Only where each use is plain: clearing all, an element by its index, a span from the first element on.
/// </summary>
internal sealed class InlineBuffers : IPass
{
    public bool Run(IRMethod method, PassContext context)
    {
        var slots = method.Instructions.OfType<Slot>().Where(s => s.Stored.InlineLength() is not null).ToList();
        if (slots.Count == 0) return false;

        // Inlined helpers give the address back through the parameter of a block.
        var changed = BlockParameters.RemoveTrivial(method, context.Flow);
        var uses = new Uses(method);
        foreach (var slot in slots) changed |= new Buffer(method, slot, uses, context.Dominators).Replace();
        return changed;
    }

    private sealed class Buffer(IRMethod method, Slot slot, Uses uses, Dominators dominators)
    {
        private readonly IRType element = slot.Stored.Fields[0].Type;
        private readonly List<Store> clearings = [];
        private readonly List<Instruction> aliases = [];
        private readonly List<Instruction> steps = [];
        private readonly List<(Instruction User, int Index)> firsts = [];

        public bool Replace()
        {
            if (!Follow(slot, isElement: false) || !steps.Concat(firsts.Select(f => f.User)).All(IsAfterClearing)) return false;
            var array = method.Types.ArrayOf(element);
            var home = method.Entry.Insert(0, new Slot(array, method.Types.ByRefTo(array)) { Name = slot.Name });
            foreach (var clearing in clearings)
            {
                var made = Before(clearing, new NewArray(array, [method.Constant(method.Types.Int32, slot.Stored.InlineLength()!.Value)]));
                Before(clearing, new Store(home, made, array, method.Types.Void));
            }

            var replacement = new Replacement();
            foreach (var step in steps) replacement.Add(step, Rebuild((Call)step, Before(step, new Load(home, array))));
            foreach (var (user, index) in firsts) user.SetOperand(index, First(user, Before(user, new Load(home, array))));
            replacement.Apply(method);
            var gone = clearings.Concat(steps).Concat(aliases).Append(slot).ToHashSet();
            foreach (var block in method.Blocks) block.Instructions.RemoveAll(gone.Contains);
            return true;
        }

        /// <summary>Sorts the uses of the variable's address, or of that of its first element; false if there is one of another kind.</summary>
        private bool Follow(Value address, bool isElement)
        {
            foreach (var use in uses.Of(address))
            {
                switch (use.User)
                {
                    case Store { IsVolatile: false, Value: Constant } store when !isElement && use.Index == 0:
                        clearings.Add(store);
                        break;
                    case FieldAddress field when !isElement:
                        aliases.Add(field);
                        if (!Follow(field, isElement: true)) return false;
                        break;
                    case Call call when Is(call, "Unsafe", "As") || Is(call, "Unsafe", "AsRef"):
                        aliases.Add(call);
                        if (!Follow(call, isElement || call.Type.Element == element)) return false;
                        break;
                    case Call call when isElement && use.Index == 0 && (Is(call, "Unsafe", "Add") || Is(call, "MemoryMarshal", "CreateSpan") || Is(call, "MemoryMarshal", "CreateReadOnlySpan")):
                        if (call.Operand(1).Type.Kind != TypeKind.Int32) return false;
                        steps.Add(call);
                        break;
                    case Load { IsVolatile: false } when isElement:
                    case Store { IsVolatile: false } when isElement && use.Index == 0:
                        firsts.Add((use.User, 0));
                        break;
                    default:
                        return false;
                }
            }

            return true;
        }

        private bool IsAfterClearing(Instruction user) => clearings.Any(c => c.Block == user.Block
            ? user.Block!.Instructions.IndexOf(c) < user.Block.Instructions.IndexOf(user)
            : dominators.Dominates(c.Block!, user.Block!));

        private Instruction Rebuild(Call step, Load array) => step.Type.IsSpan
            ? Before(step, new MakeSpan(step.Type, [array, method.Constant(method.Types.Int32, 0), step.Operand(1)]))
            : Before(step, new ElementAddress(method.Types.ByRefTo(element), [array, step.Operand(1)]));

        private ElementAddress First(Instruction user, Load array) =>
            Before(user, new ElementAddress(method.Types.ByRefTo(element), [array, method.Constant(method.Types.Int32, 0)]));

        private static T Before<T>(Instruction user, T instruction) where T : Instruction
        {
            instruction.Origin = user.Origin;
            return user.Block!.Insert(user.Block.Instructions.IndexOf(user), instruction);
        }

        private static bool Is(Call call, string type, string name) =>
            call.Method.Name == name && call.Method.DeclaringType.Definition is { } definition && definition.Name == type
            && definition.Namespace is "System.Runtime.CompilerServices" or "System.Runtime.InteropServices";
    }
}
