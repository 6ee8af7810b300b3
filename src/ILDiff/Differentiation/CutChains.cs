namespace ILDiff.Differentiation;

using ILDiff.IR;
using ILDiff.Rules;
using ILDiff.Types;

/// <summary>
/// Finds methods that make floats from the bits of integers, by the framework's means or by a struct whose fields lie
/// over each other, themselves or through callees.
/// </summary>
internal sealed class CutChains(RuleBook rules, IBodySource bodies)
{
    private readonly Dictionary<MethodHandle, bool> known = [];

    public bool MakesFloats(MethodHandle method)
    {
        if (known.TryGetValue(method, out var result)) return result;
        if (rules.Find(method) is { } rule) return known[method] = rule is InactiveRule { CutsChain: true };
        known[method] = false;
        if (bodies.Simplified(method) is not { } body) return false;
        return known[method] = body.Instructions.Any(i => i is Load load && IsOverlaidFloat(load) || i is Call call && MakesFloats(call.Method));
    }

    /// <summary>Whether a load reads as a float what may have been written as something else.</summary>
    public static bool IsOverlaidFloat(Load load)
    {
        if (!load.Accessed.IsFloat) return false;
        if (load.Address is FieldAddress { Field: { } field } && IsOverlaid(field)) return true;
        var address = load.Address;
        while (address is Convert or Cast) address = ((Instruction)address).Operand(0);
        return address.Type.IsAddress && address.Type.Element is { Kind: not TypeKind.Void } element && element != load.Accessed;
    }

    private static bool IsOverlaid(IRField field)
    {
        if (field.DeclaringType.Definition is not { IsExplicitLayout: true } type) return false;
        var fields = type.Fields.Where(f => !f.IsStatic).ToList();
        return fields.Any(f => f != field.Definition && f.Offset < field.Definition.Offset + 8 && field.Definition.Offset < f.Offset + 8);
    }
}
