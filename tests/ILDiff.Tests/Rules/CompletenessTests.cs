namespace ILDiff.Tests.Rules;

using System.Reflection;
using ILDiff.Rules;
using NUnit.Framework;

/// <summary>No scalar function of the running framework is without a rule, and no rule is wrong about which it is.</summary>
public class CompletenessTests
{
    private const BindingFlags Statics = BindingFlags.Static | BindingFlags.Public | BindingFlags.DeclaredOnly;

    private static readonly RuleBook Book = new();

    private static IEnumerable<Type> Homes() => [typeof(Math), typeof(MathF), typeof(double), typeof(float)];

    [TestCaseSource(nameof(Homes))]
    public void Every_public_static_method_has_a_rule(Type home) =>
        Assert.That(home.GetMethods(Statics).SelectMany(Closed).Where(m => Find(m) is null), Is.Empty);

    [TestCase(typeof(double))]
    [TestCase(typeof(float))]
    public void Every_operation_of_generic_mathematics_has_a_rule(Type number)
    {
        var implementations = number.GetInterfaces().Where(i => i.Namespace == "System.Numerics")
            .SelectMany(i => number.GetInterfaceMap(i).TargetMethods)
            .Where(m => m.IsStatic && m.DeclaringType == number && !m.Name.Contains("TryConvert"))
            .Distinct().SelectMany(Closed);
        Assert.That(implementations.Where(m => Find(m) is null), Is.Empty);
    }

    /// <summary>A float that comes out of floats does so by a formula, but for roundings and bits.</summary>
    [TestCaseSource(nameof(Homes))]
    public void Floats_from_floats_have_a_formula(Type home)
    {
        string[] flat = ["Floor", "Ceiling", "Truncate", "Round"];
        var without = home.GetMethods(Statics).Where(m => !m.IsGenericMethod && !flat.Contains(m.Name))
            .Where(m => m.GetParameters().Any(p => IsFloat(p.ParameterType)) && (IsFloat(m.ReturnType) || m.ReturnType.Name.StartsWith("ValueTuple")))
            .Where(m => Find(m) is not (FormulaRule or TupleFormulaRule));
        Assert.That(without, Is.Empty);
    }

    [Test]
    public void Every_row_is_some_method_of_the_framework()
    {
        var methods = Homes().SelectMany(h => h.GetMethods(Statics | BindingFlags.NonPublic)).ToList();
        var unknown = ScalarRules.Rows.Where(r => !methods.Any(m => Short(m) == r.Name && m.GetParameters().Length == r.Arity));
        Assert.That(unknown.Select(r => r.Name), Is.Empty);
    }

    [Test]
    public void Rows_are_unique_by_name_and_arity() =>
        Assert.That(ScalarRules.Rows.GroupBy(r => (r.Name, r.Arity)).Where(g => g.Count() > 1).Select(g => g.Key), Is.Empty);

    [Test]
    public void Every_row_has_a_sample_for_each_operand() =>
        Assert.That(ScalarRules.Rows.Where(r => r.Samples.Count == 0 || r.Samples.Any(s => s.Length != r.Arity)), Is.Empty);

    /// <summary>Whether a method may throw decides whether its calls can be moved.</summary>
    [Test]
    public void What_throws_is_not_pure()
    {
        Assert.Multiple(() =>
        {
            Assert.That(Rule(typeof(Math), "Sign", typeof(double)).IsPure, Is.False, "NaN");
            Assert.That(Rule(typeof(Math), "Clamp", typeof(double), typeof(double), typeof(double)).IsPure, Is.False, "min > max");
            Assert.That(Rule(typeof(Math), "Round", typeof(double), typeof(int)).IsPure, Is.False, "16 digits");
            Assert.That(Rule(typeof(Math), "Abs", typeof(int)).IsPure, Is.False, "int.MinValue");
            Assert.That(Rule(typeof(Math), "Abs", typeof(int)).IsMemoryFree, Is.True);
            Assert.That(Rule(typeof(Math), "DivRem", typeof(int), typeof(int), typeof(int).MakeByRefType()).IsMemoryFree, Is.False);
            Assert.That(Rule(typeof(Math), "Max", typeof(int), typeof(int)).IsPure, Is.True);
            Assert.That(Rule(typeof(Math), "Round", typeof(double)).IsPure, Is.True);
            Assert.That(Rule(typeof(Math), "Sin", typeof(double)).IsPure, Is.True);
            Assert.That(Rule(typeof(double), "Parse", typeof(string)).IsPure, Is.False);
        });
    }

    private static Rule Rule(Type type, string name, params Type[] parameters) => Find(type.GetMethod(name, parameters)!)!;

    private static Rule? Find(MethodInfo method) => Book.Find(Methods.Handle(method));

    private static string Short(MethodInfo method) => method.Name[(method.Name.LastIndexOf('.') + 1)..];

    private static bool IsFloat(Type type) => type == typeof(double) || type == typeof(float);

    private static IEnumerable<MethodInfo> Closed(MethodInfo method) => method.IsGenericMethodDefinition
        ? from argument in new[] { typeof(int), typeof(double), typeof(float) }
          where argument == typeof(int) || method.Name.StartsWith("Create")
          select method.MakeGenericMethod(argument)
        : [method];
}
