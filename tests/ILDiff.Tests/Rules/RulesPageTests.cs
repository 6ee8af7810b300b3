namespace ILDiff.Tests.Rules;

using System.Reflection;
using System.Text;
using ILDiff.Rules;
using ILDiff.Tests.Support;
using NUnit.Framework;

/// <summary><c>docs/rules.md</c> is written from the tables, so that it says what the tables say.</summary>
public class RulesPageTests
{
    private static readonly (string Name, Type Type)[] Homes = [("Math", typeof(Math)), ("MathF", typeof(MathF)), ("double", typeof(double)), ("float", typeof(float))];

    [Test]
    public void Page_is_current()
    {
        var page = new StringBuilder();
        page.Append("""
            # Derivative rules

            <!-- Written by RulesPageTests from src/ILDiff/Rules; to change it, change a row and run that test with ILDIFF_BLESS=1. -->

            What ILDiff knows of framework methods without reading their bodies. A method that is not here is differentiated
            through its IL. How to add a rule: [writing-rules.md](writing-rules.md).

            ## Formulas

            Each row gives the partial derivatives of one function; both modes follow from them. *Reads* is what the reverse
            sweep must still have: operands, or the result `r` itself; literal operands are put in first, so that the partial
            of `Pow(x, 2)` is `2 * x`. A row serves every listed home, in each width with the functions of that width. Integer
            operands have no partial. Where a partial is chosen by a comparison, a tie follows the column *at edges*.

            | method | homes | partials | reads | at edges |
            | --- | --- | --- | --- | --- |

            """);
        foreach (var row in ScalarRules.Rows.OrderBy(r => r.Name, StringComparer.Ordinal).ThenBy(r => r.Arity)) Append(page, row);
        AppendFacts(page);
        Golden.Check("docs/rules.md", page.ToString().ReplaceLineEndings("\n"));
    }

    private static void Append(StringBuilder page, FormulaRow row)
    {
        var operands = row.Symbols.Take(row.Arity).ToList();
        var results = row.Symbols.Skip(row.Arity).ToList();
        var partials =
            from component in Enumerable.Range(0, results.Count)
            from operand in Enumerable.Range(0, row.Arity)
            let partial = row.Partials[component][operand]
            where partial is not null
            select $"`∂{results[component]}/∂{operands[operand]} = {FormulaPrinter.Print(partial, i => operands[i], i => results[i])}`";
        var used = row.Partials.SelectMany(p => p).OfType<Formula>().ToList();
        var reads = operands.Where((_, i) => used.Any(p => p.UsesOperand(i))).Concat(used.Any(p => p.UsesResult) ? results : []);
        page.Append($"| {row.Name}({string.Join(", ", operands)}) | {string.Join(", ", HomesOf(row))} | {string.Join("<br>", partials)} | {string.Join(", ", reads)} | {row.Note} |\n");
    }

    private static IEnumerable<string> HomesOf(FormulaRow row) =>
        from home in Homes
        where home.Type.GetMethods(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly)
            .Any(m => m.Name[(m.Name.LastIndexOf('.') + 1)..] == row.Name && m.GetParameters().Length == row.Arity
                && m.GetParameters().Any(p => p.ParameterType == typeof(double) || p.ParameterType == typeof(float)))
        select home.Name;

    private static void AppendFacts(StringBuilder page)
    {
        page.Append($"""

            ## Functions of scalars with no derivative

            Piecewise constant, or not a float: the derivative is zero wherever it exists.

            * Never throw: {List(ScalarFacts.Pure)}.
            * May throw: {List(ScalarFacts.Throwing)}.
            * Text and comparison: {List(ScalarFacts.Other)}.
            * Overloads for integers and decimals.

            ## Calls that no derivative passes through

            They are made once, in the forward sweep. Your own methods marked `[ILDiff.Inactive]` are such calls too.

            * Namespaces: {List(InactiveMethods.Namespaces)}.
            * Types: {List(InactiveMethods.Types)}.
            * Exceptions: all members of those of the framework, and of your own that have no float fields.
            * `ToString()`, `GetHashCode()` and `Equals(object)` of any type.

            """);
        var single = new[] { InactiveMethods.Methods, InactiveMethods.MemoryFree, InactiveMethods.Pure }.SelectMany(m => m);
        foreach (var type in single.GroupBy(m => m.Key, m => m.Value).OrderBy(t => t.Key, StringComparer.Ordinal))
        {
            page.Append($"* Of `{type.Key}`: {List(type.SelectMany(m => m))}.\n");
        }

        page.Append($"""
            * Of `System.BitConverter`: {List(InactiveMethods.ToBits)}; the bits of a float are right for tests of sign and exponent only.

            ## Calls that lose a derivative

            They make a float from data that carry no derivative. Where those were computed from active floats, it is reported.

            * `System.BitConverter`: {List(InactiveMethods.FromBits)}, ToDouble, ToSingle.
            * `System.Double`, `System.Single`: Parse, TryParse, and the operators on bits: {List(ScalarFacts.Bits)}.
            * `System.Convert`: ToDouble and ToSingle of an object or a string, ChangeType.
            * Reading floats from `System.IO`, `System.Buffers.Binary.BinaryPrimitives` and `Microsoft.VisualBasic.CompilerServices.Conversions`.

            ## Unsupported

            An error where an active float goes in; else they are called as they are.


            """);
        foreach (var (type, reason) in UnsupportedMethods.FixedPoint.Concat(UnsupportedMethods.Types)) page.Append($"* `{type}`: {reason}.\n");
        foreach (var group in UnsupportedMethods.Methods.GroupBy(m => m.Value))
        {
            page.Append($"* {string.Join(", ", group.Select(m => $"`{m.Key.Type}.{m.Key.Method}`"))}: {group.Key}.\n");
        }

        foreach (var group in UnsupportedMethods.Namespaces.GroupBy(n => n.Value))
        {
            page.Append($"* Namespaces {string.Join(", ", group.Select(n => $"`{n.Key}`"))}: {group.Key}.\n");
        }
    }

    private static string List(IEnumerable<string> names) => string.Join(", ", names.Order(StringComparer.Ordinal).Select(n => $"`{n}`"));
}
