namespace ILDiff.Rules;

using ILDiff.Types;

/// <summary>The rules of <c>System.Convert</c>, by the kinds of what goes in and comes out.</summary>
internal static class ConvertRules
{
    private static readonly FormulaRule Identity = new([1]);
    private static readonly InactiveRule FromInteger = new(SideEffects.None);
    private static readonly InactiveRule ToInteger = new(SideEffects.MayThrow, "rounds: the derivative is zero wherever it exists");
    private static readonly InactiveRule Text = new(SideEffects.Any);
    private static readonly InactiveRule Unboxing = new(SideEffects.Any, "makes a float from a box or from text; a derivative is lost here") { CutsChain = true };
    private static readonly UnsupportedRule ToDecimal = new(UnsupportedMethods.FixedPoint["System.Decimal"]);

    public static Rule Find(MethodHandle method)
    {
        var from = method.Parameters.Count == 1 ? method.Parameters[0] : null;
        if (method.ReturnType.IsFloat) return from is { IsFloat: true } ? Identity : from is { IsInteger: true } ? FromInteger : Unboxing;
        if (method.Name == "ChangeType") return Unboxing;
        if (from is not { IsFloat: true }) return Text;
        return method.Name == "ToDecimal" ? ToDecimal : method.ReturnType.IsInteger ? ToInteger : Text;
    }
}
