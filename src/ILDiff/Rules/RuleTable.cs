namespace ILDiff.Rules;

using System.Collections;
using System.Reflection;

/// <summary>One method of scalar mathematics, in all widths and homes that have it.</summary>
/// <param name="Name">The name of the method.</param>
/// <param name="Symbols">How the row calls the operands and then the results.</param>
/// <param name="Rule">Its <see cref="FormulaRule"/> or <see cref="TupleFormulaRule"/>.</param>
/// <param name="Partials">For each component of the result, for each operand.</param>
/// <param name="Note">What holds at kinks and edges, and why the formula is not the textbook's.</param>
/// <param name="Samples">Points to test it at.</param>
internal sealed record FormulaRow(
    string Name, IReadOnlyList<string> Symbols, Rule Rule, IReadOnlyList<IReadOnlyList<Formula?>> Partials, string? Note, IReadOnlyList<double[]> Samples)
{
    public int Arity => Partials[0].Count;
}

/// <summary>
/// Rows written as lambdas from operands and result to partials. The lambdas run once, on symbols; their parameters'
/// names are those of the documentation.
/// </summary>
internal sealed class RuleTable : IEnumerable<FormulaRow>
{
    private static readonly Formula R = Formula.Result();

    private readonly List<FormulaRow> rows = [];

    public void Add(string name, Func<Formula, Formula, Formula?[]> partials, params double[][] samples) =>
        Add(name, partials, null, samples);

    public void Add(string name, Func<Formula, Formula, Formula?[]> partials, string? note, params double[][] samples) =>
        Add(name, partials.Method, partials(X(0), R), note, samples);

    public void Add(string name, Func<Formula, Formula, Formula, Formula?[]> partials, params double[][] samples) =>
        Add(name, partials, null, samples);

    public void Add(string name, Func<Formula, Formula, Formula, Formula?[]> partials, string? note, params double[][] samples) =>
        Add(name, partials.Method, partials(X(0), X(1), R), note, samples);

    public void Add(string name, Func<Formula, Formula, Formula, Formula, Formula?[]> partials, params double[][] samples) =>
        Add(name, partials, null, samples);

    public void Add(string name, Func<Formula, Formula, Formula, Formula, Formula?[]> partials, string? note, params double[][] samples) =>
        Add(name, partials.Method, partials(X(0), X(1), X(2), R), note, samples);

    /// <summary>A function with two results; the partials are listed by component.</summary>
    public void AddTuple(string name, Func<Formula, Formula, Formula, Formula?[][]> partials, params double[][] samples)
    {
        var components = partials(X(0), Formula.Result(0), Formula.Result(1));
        rows.Add(new FormulaRow(name, Names(partials.Method), new TupleFormulaRule(components), components, null, samples));
    }

    /// <summary>Marks the row as a method that may throw.</summary>
    public void Throws(string name)
    {
        var index = rows.FindIndex(r => r.Name == name);
        rows[index] = rows[index] with { Rule = new FormulaRule(rows[index].Partials[0], throws: true) };
    }

    public IEnumerator<FormulaRow> GetEnumerator() => rows.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private static Formula X(int index) => Formula.Operand(index);

    private static string[] Names(MethodInfo lambda) => [.. lambda.GetParameters().Select(p => p.Name!)];

    private void Add(string name, MethodInfo lambda, Formula?[] partials, string? note, double[][] samples) =>
        rows.Add(new FormulaRow(name, Names(lambda), new FormulaRule(partials), [partials], note, samples));
}
