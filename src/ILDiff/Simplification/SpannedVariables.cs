namespace ILDiff.Simplification;

using ILDiff.Analyses;
using ILDiff.IR;
using ILDiff.Types;

/// <summary>Puts an array of one element in the place of a local variable that a span is made over, so that all spans are of arrays.</summary>
internal sealed class SpannedVariables : IPass
{
    public bool Run(IRMethod method, PassContext context)
    {
        var slots = method.Instructions.OfType<Call>().Where(IsOverVariable).Select(c => (Slot)c.Operand(1)).Distinct().ToList();
        if (slots.Count == 0) return false;
        var uses = new Uses(method);
        var changed = false;
        foreach (var slot in slots)
        {
            var all = uses.Of(slot).ToList();
            if (!all.All(IsPlain)) continue;
            Replace(method, slot, all.Select(u => u.User));
            changed = true;
        }

        return changed;
    }

    private static bool IsOverVariable(Call call) =>
        call.Method is { Name: ".ctor", DeclaringType.IsSpan: true, Parameters: [_, { Kind: TypeKind.ByRef } taken] } && call.Operand(1) is Slot slot && slot.Stored == taken.Element;

    private static bool IsPlain(Use use) => use.User switch
    {
        Load { IsVolatile: false } => true,
        Store { IsVolatile: false } => use.Index == 0,
        Call call => use.Index == 1 && IsOverVariable(call),
        _ => false,
    };

    private static void Replace(IRMethod method, Slot slot, IEnumerable<Instruction> users)
    {
        var type = method.Types.ArrayOf(slot.Stored);
        var array = method.Entry.Insert(0, new NewArray(type, [method.Constant(method.Types.Int32, 1)]) { Name = slot.Name });
        var place = method.Entry.Insert(1, new ElementAddress(method.Types.ByRefTo(slot.Stored), [array, method.Constant(method.Types.Int32, 0)]));
        foreach (var user in users)
        {
            if (user is not Call call)
            {
                user.SetOperand(0, place);
                continue;
            }

            var at = call.Block!.Instructions.IndexOf(call);
            var span = call.Method.DeclaringType;
            call.Block.Instructions.RemoveAt(at);
            var made = call.Block.Insert(at, new MakeSpan(span, [array]) { Origin = call.Origin });
            call.Block.Insert(at + 1, new Store(call.Operand(0), made, span, method.Types.Void) { Origin = call.Origin });
        }

        slot.Block!.Instructions.Remove(slot);
    }
}
