namespace ILDiff.Tests.Rules;

using System.Reflection;
using System.Runtime.CompilerServices;
using ILDiff.Rules;
using NUnit.Framework;

/// <summary>Every row, at every sample, in every home that has the method.</summary>
public class FormulaRowTests
{
    private static readonly Type[] Wide = [typeof(Math), typeof(double)];
    private static readonly Type[] Narrow = [typeof(MathF), typeof(float)];

    private static IEnumerable<TestCaseData> DoubleCases() => Cases(Wide);

    private static IEnumerable<TestCaseData> SingleCases() => Cases(Narrow);

    [TestCaseSource(nameof(DoubleCases))]
    public void Partials_match_differences(string home, string name, double[] sample)
    {
        var (row, method) = Locate(Wide, home, name, sample);
        var results = Components(Invoke(method, sample)).ToArray();
        for (var component = 0; component < row.Partials.Count; component++)
        {
            for (var operand = 0; operand < row.Arity; operand++)
            {
                if (row.Partials[component][operand] is not { } partial) continue;
                var expected = Difference(x => Components(Invoke(method, [.. sample[..operand], x, .. sample[(operand + 1)..]]))[component], sample[operand]);
                var actual = partial.Evaluate(sample, results);
                Assert.That(actual, Is.EqualTo(expected).Within(1e-9 * Math.Max(Math.Abs(expected), Scale(results[component], sample[operand]))), $"∂{component}/∂{operand}");
            }
        }
    }

    [TestCaseSource(nameof(SingleCases))]
    public void Single_precision_agrees_with_double(string home, string name, double[] sample)
    {
        var (row, method) = Locate(Narrow, home, name, sample);
        var narrow = sample.Select(x => (float)x).ToArray();
        var exact = narrow.Select(x => (double)x).ToArray();
        var twin = Wide.SelectMany(Named).First(m => m.Name == name && Fits(row, m, typeof(double)));
        var results = Components(Invoke(twin, exact)).ToArray();
        var rounded = Components(Invoke(method, exact)).Select(r => (float)r).ToArray();
        foreach (var partial in row.Partials.SelectMany(p => p).OfType<Formula>())
        {
            var expected = partial.Evaluate(exact, results);
            Assert.That(partial.Evaluate(narrow, rounded), Is.EqualTo(expected).Within(1e-5 * Math.Max(1, Math.Abs(expected))));
        }
    }

    [TestCase(0.0, 0.0, 0.0, 0.0)]
    [TestCase(3.0, 0.0, 0.0, 1.0986122886681098)]
    [TestCase(0.0, 1.0, 1.0, 0.0)]
    [TestCase(0.0, 2.0, 0.0, 0.0)]
    [TestCase(-2.0, 3.0, 12.0, 0.0)]
    public void Pow_at_its_edges(double x, double p, double dx, double dp)
    {
        var row = Row("Pow", 2);
        var r = Math.Pow(x, p);
        Assert.That(row.Partials[0][0]!.Evaluate([x, p], r), Is.EqualTo(dx));
        Assert.That(row.Partials[0][1]!.Evaluate([x, p], r), Is.EqualTo(dp).Within(1e-15));
    }

    [TestCase("Abs", new[] { 0.0 }, new[] { 1.0 })]
    [TestCase("Sqrt", new[] { 0.0 }, new[] { double.PositiveInfinity })]
    [TestCase("Cbrt", new[] { 0.0 }, new[] { double.PositiveInfinity })]
    [TestCase("Hypot", new[] { 0.0, 0.0 }, new[] { 0.0, 0.0 })]
    [TestCase("Max", new[] { 2.0, 2.0 }, new[] { 1.0, 0.0 })]
    [TestCase("Min", new[] { 2.0, 2.0 }, new[] { 1.0, 0.0 })]
    [TestCase("MaxNumber", new[] { double.NaN, 2.0 }, new[] { 0.0, 1.0 })]
    [TestCase("MaxNumber", new[] { 2.0, double.NaN }, new[] { 1.0, 0.0 })]
    [TestCase("MaxMagnitude", new[] { -3.0, 3.0 }, new[] { 0.0, 1.0 })]
    [TestCase("MinMagnitude", new[] { -3.0, 3.0 }, new[] { 1.0, 0.0 })]
    [TestCase("Clamp", new[] { 1.0, 1.0, 2.0 }, new[] { 1.0, 0.0, 0.0 })]
    [TestCase("Clamp", new[] { 2.0, 1.0, 2.0 }, new[] { 1.0, 0.0, 0.0 })]
    [TestCase("CopySign", new[] { 0.0, -1.0 }, new[] { -1.0, 0.0 })]
    [TestCase("Acosh", new[] { 1.0 }, new[] { double.PositiveInfinity })]
    [TestCase("Asinh", new[] { 1e200 }, new[] { 1e-200 })]
    [TestCase("op_Modulus", new[] { 1.0, 0.1 }, new[] { 1.0, -9.0 })]
    public void Kinks_and_edges_follow_the_documented_convention(string name, double[] at, double[] expected)
    {
        var row = Row(name, at.Length);
        var result = name == "op_Modulus" ? at[0] % at[1] : Invoke(Wide.SelectMany(Named).First(m => m.Name == name && Fits(row, m, typeof(double))), at);
        var actual = row.Partials[0].Select(p => p!.Evaluate(at, (double)result));
        Assert.That(actual, Is.EqualTo(expected));
    }

    [TestCase("Asin", 0.9999999999, 70710.67519510884)]
    [TestCase("Acosh", 1.0000000001, 70710.67519157329)]
    [TestCase("ExpM1", -40, 4.248354255291589e-18)]
    [TestCase("Atanh", 0.99999999, 49999999.99876204)]
    public void Partials_keep_their_digits_near_cancellation(string name, double x, double expected)
    {
        var row = Row(name, 1);
        var result = (double)Invoke(typeof(double).GetMethod(name, [typeof(double)])!, [x]);
        Assert.That(row.Partials[0][0]!.Evaluate([x], result), Is.EqualTo(expected).Within(1e-14 * expected));
    }

    private static FormulaRow Row(string name, int arity) => ScalarRules.Rows.Single(r => r.Name == name && r.Arity == arity);

    private static IEnumerable<TestCaseData> Cases(Type[] homes) =>
        from row in ScalarRules.Rows
        from home in homes
        where Named(home).Any(m => m.Name == row.Name && Fits(row, m, Float(homes)))
        from sample in row.Samples
        where Float(homes) == typeof(double) || sample.All(x => Math.Abs(x) < 1e30)
        select new TestCaseData(home.Name, row.Name, sample);

    private static Type Float(Type[] homes) => homes[1];

    private static (FormulaRow Row, MethodInfo Method) Locate(Type[] homes, string home, string name, double[] sample)
    {
        var row = Row(name, sample.Length);
        return (row, Named(homes.Single(h => h.Name == home)).Single(m => m.Name == name && Fits(row, m, Float(homes))));
    }

    private static MethodInfo[] Named(Type home) => home.GetMethods(BindingFlags.Public | BindingFlags.Static | BindingFlags.DeclaredOnly);

    private static bool Fits(FormulaRow row, MethodInfo method, Type floatType) =>
        !method.IsGenericMethod
        && method.GetParameters().Select(p => p.ParameterType).SequenceEqual(row.Partials[0].Select(p => p is null ? typeof(int) : floatType))
        && (method.ReturnType == floatType || typeof(ITuple).IsAssignableFrom(method.ReturnType));

    private static object Invoke(MethodInfo method, double[] arguments)
    {
        if (method.Name.EndsWith("Estimate") && method.Name.StartsWith("Reciprocal"))
        {
            // The estimates are steps; they stand for the exact functions.
            return method.Name.Contains("Sqrt") ? 1 / Math.Sqrt(arguments[0]) : 1 / arguments[0];
        }

        var converted = method.GetParameters().Select((p, i) => Convert.ChangeType(arguments[i], p.ParameterType)).ToArray();
        return method.Invoke(null, converted)!;
    }

    private static double[] Components(object result) => result is ITuple tuple
        ? [.. Enumerable.Range(0, tuple.Length).Select(i => Convert.ToDouble(tuple[i]))]
        : [Convert.ToDouble(result)];

    /// <summary>How large a derivative of this magnitude of values naturally is; the scale of rounding.</summary>
    private static double Scale(double result, double operand) => Math.Abs(result) / Math.Max(Math.Abs(operand), 1);

    /// <summary>A central difference, extrapolated three times to step zero.</summary>
    private static double Difference(Func<double, double> f, double x)
    {
        var table = new double[5];
        var step = 0.02 * Math.Max(Math.Abs(x), 0.1);
        for (var i = 0; i < table.Length; i++, step /= 2)
        {
            var above = x + step;
            var below = x - step;
            table[i] = (f(above) - f(below)) / (above - below);
        }

        for (double factor = 4, level = 1; level < table.Length; level++, factor *= 4)
        {
            for (var i = 0; i < table.Length - level; i++) table[i] = ((factor * table[i + 1]) - table[i]) / (factor - 1);
        }

        return table[0];
    }
}
