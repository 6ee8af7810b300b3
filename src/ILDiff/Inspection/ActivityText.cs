namespace ILDiff.Inspection;

using ILDiff.Analyses;
using ILDiff.IR;
using ILDiff.Types;

/// <summary>Says in words why a value is active or not.</summary>
internal static class ActivityText
{
    public static string? Of(Value value, Activity activity)
    {
        if (value.Type.Kind == TypeKind.Void) return value is Store store ? OfMemory(store.Address, store.Accessed, activity) : null;
        if (!value.Type.MayCarryFloat()) return null;
        if (!value.Type.IsFloat) return activity.IsActive(value) ? "active: leads to floats that are varied and useful" : "inactive: no float it leads to is both varied and useful";
        if (activity.IsActive(value)) return $"active: varied by {Source(value, activity)}, and useful";
        return activity.IsVaried(value) ? "inactive: varied, but nothing active depends on it" : "inactive: depends on no active input";
    }

    private static string? OfMemory(Value address, IRType accessed, Activity activity) =>
        !accessed.MayCarryFloat() ? null : activity.IsActiveMemory(address, accessed) ? "into active memory" : "into inactive memory";

    private static string Source(Value value, Activity activity) => value switch
    {
        BlockParameter parameter when parameter.Block == parameter.Block.Method.Entry => "being an active parameter",
        BlockParameter => "a value that enters here",
        Load load => $"active memory at {Name(load.Address)}",
        Instruction instruction => instruction.Operands.ToArray().FirstOrDefault(activity.IsVaried) is { } operand ? Name(operand) : "what it is computed from",
        _ => "what it is computed from",
    };

    private static string Name(Value value) => IRPrinter.Of(value);
}
