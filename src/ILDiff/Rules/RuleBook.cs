namespace ILDiff.Rules;

using ILDiff.IR;
using ILDiff.Types;

/// <summary>
/// Looks rules up by the identity of a method: full name of the declaring type, name, arity and kinds of the
/// parameters, not the assembly, since <c>System.Math</c> has lived in several.
/// </summary>
internal sealed class RuleBook(CustomRules? custom = null)
{
    private static readonly ILookup<string, FormulaRow> Rows = ScalarRules.Rows.ToLookup(r => r.Name);

    private readonly Dictionary<MethodHandle, Rule?> found = [];

    /// <summary>The rule for a method, or null: differentiate its body.</summary>
    public Rule? Find(MethodHandle method)
    {
        if (!found.TryGetValue(method, out var rule)) found.Add(method, rule = Search(method));
        return rule;
    }

    /// <summary>The rule of an operator on floats, or null if it has none.</summary>
    public static FormulaRule? Find(BinaryOperator op) => op switch
    {
        BinaryOperator.Add => Operator("op_Addition"),
        BinaryOperator.Sub => Operator("op_Subtraction"),
        BinaryOperator.Mul => Operator("op_Multiply"),
        BinaryOperator.Div => Operator("op_Division"),
        BinaryOperator.Rem => Operator("op_Modulus"),
        _ => null,
    };

    private static FormulaRule Operator(string name) => (FormulaRule)Rows[name].Single().Rule;

    private Rule? Search(MethodHandle method)
    {
        if (custom?.Find(method) is { } supplied) return supplied;
        var type = TypeName(method.DeclaringType);
        if (ScalarRules.Homes.Contains(type)) return Formula(method) ?? ScalarFacts.Find(method);
        if (type == "System.Convert") return ConvertRules.Find(method);
        if (InactiveMethods.IsException(method.DeclaringType)) return InactiveMethods.Find(method, type);
        return UnsupportedMethods.Find(method, type) ?? InactiveMethods.Find(method, type);
    }

    private static Rule? Formula(MethodHandle method)
    {
        if (method.HasThis) return null;
        var name = ShortName(method);
        foreach (var row in Rows[name])
        {
            if (row.Arity == method.Parameters.Count && Fits(row, method)) return row.Rule;
        }

        return null;
    }

    private static bool Fits(FormulaRow row, MethodHandle method)
    {
        for (var i = 0; i < row.Arity; i++)
        {
            if (method.Parameters[i].IsFloat != row.Partials[0][i] is not null) return false;
        }

        return row.Rule is TupleFormulaRule
            ? method.ReturnType.Kind == TypeKind.Struct && method.ReturnType.Fields.Count == row.Partials.Count && method.ReturnType.Fields.All(f => f.Type.IsFloat)
            : method.ReturnType.IsFloat;
    }

    /// <summary>The name without the interface of an explicit implementation.</summary>
    internal static string ShortName(MethodHandle method) => method.Name[(method.Name.LastIndexOf('.') is var dot and > 0 ? dot + 1 : 0)..];

    /// <summary>The full name without type arguments; of an array its own, not that of its elements.</summary>
    internal static string TypeName(IRType type) =>
        type.Definition?.FullName ?? (type.Element is null ? type.Reference.GetElementType().FullName : type.Name);
}
