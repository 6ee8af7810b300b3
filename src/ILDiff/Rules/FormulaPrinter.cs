namespace ILDiff.Rules;

using System.Globalization;
using ILDiff.IR;

/// <summary>Prints formulas as a reader of mathematics expects them.</summary>
internal static class FormulaPrinter
{
    private static readonly Dictionary<double, string> Named = new()
    {
        [Math.PI] = "π", [1 / Math.PI] = "(1/π)", [Math.PI / 180] = "(π/180)", [180 / Math.PI] = "(180/π)",
        [Math.Log(2)] = "ln 2", [Math.Log(10)] = "ln 10", [double.PositiveInfinity] = "∞",
    };

    public static string Print(Formula formula, Func<int, string> operand, Func<int, string> result) =>
        Print(formula, operand, result, 0);

    // binding: how tightly the surroundings bind: 0 not, 1 as a sum, 2 as a product, 3 as a divisor.
    private static string Print(Formula f, Func<int, string> operand, Func<int, string> result, int binding)
    {
        string Of(int input, int inner) => Print(f.Inputs[input], operand, result, inner);
        string Right(int inner) => Of(1, inner) is var text && text.StartsWith('-') ? $"({text})" : text;
        string Wrap(int own, string text) => own < binding ? $"({text})" : text;
        return f.Kind switch
        {
            FormulaKind.Constant => Number(f.Value),
            FormulaKind.Operand => operand(f.Index),
            FormulaKind.Result => result(f.Index),
            FormulaKind.Neg => Wrap(2, "-" + Of(0, 2)),
            FormulaKind.Add => Wrap(1, $"{Of(0, 1)} + {Right(1)}"),
            FormulaKind.Sub => Wrap(1, $"{Of(0, 1)} - {Right(2)}"),
            FormulaKind.Mul => Wrap(2, $"{Of(0, 2)} * {Right(2)}"),
            FormulaKind.Div => Wrap(2, $"{Of(0, 2)} / {Right(3)}"),
            FormulaKind.Call => $"{f.Function}({string.Join(", ", f.Inputs.Select((_, i) => Of(i, 0)))})",
            _ => Wrap(0, $"{Of(0, 1)} {Symbol(f.Comparison)} {Of(1, 1)} ? {Of(2, 1)} : {Of(3, 0)}"),
        };
    }

    private static string Number(double value) =>
        Named.TryGetValue(Math.Abs(value), out var name) ? (value < 0 ? "-" : "") + name : value.ToString("R", CultureInfo.InvariantCulture);

    private static string Symbol(CompareOperator comparison) => comparison switch
    {
        CompareOperator.Eq => "==",
        CompareOperator.Ne => "≠",
        CompareOperator.Lt => "<",
        CompareOperator.Le => "≤",
        CompareOperator.Gt => ">",
        _ => "≥",
    };
}
