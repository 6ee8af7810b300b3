namespace ILDiff.Tests.Differentiation;

using System.Reflection;
using ILDiff.Diagnostics;
using ILDiff.Tests.Support;
using NUnit.Framework;

/// <summary>What the generated members hand out beside the numbers.</summary>
[TestFixture]
public class MemberTests
{
    public struct Leg
    {
        public int Count;
        public double Weight;
    }

    public static double OfNullable(double? x) => x.HasValue ? x.Value * x.Value : 1;

    public static double OfStruct(Leg leg) => leg.Count * leg.Weight;

    public static ref double FirstOf(double[] a) => ref a[0];

    public static double OfReadOnly(in Leg leg, ref readonly double scale, ref double last) => leg.Weight * scale + last;

    [Test]
    public void A_gradient_is_a_shadow_also_in_what_is_no_float()
    {
        Assert.That(((double, double?))Gradient(nameof(OfNullable), 3.0), Is.EqualTo((9.0, (double?)6.0)));
        Assert.That(((double, double?))Gradient(nameof(OfNullable), [null]), Is.EqualTo((1.0, (double?)null)));
    }

    [Test]
    public void A_struct_gradient_keeps_its_integers()
    {
        var original = GetType().GetMethod(nameof(OfStruct))!;
        var rewritten = new DifferentiatedAssembly(GetType().Assembly.Location, [original], new DiffOptions());
        var type = rewritten.Primal(original).GetParameters()[0].ParameterType;
        var leg = Activator.CreateInstance(type)!;
        type.GetField("Count")!.SetValue(leg, 4);
        dynamic pair = rewritten.Member(original, "Gradient")!.Invoke(null, [leg])!;
        object gradient = pair.Item2;
        Assert.That((type.GetField("Count")!.GetValue(gradient), type.GetField("Weight")!.GetValue(gradient)), Is.EqualTo((4, 4.0)));
    }

    [Test]
    public void What_the_primal_takes_for_reading_only_its_members_take_so_too()
    {
        var original = GetType().GetMethod(nameof(OfReadOnly))!;
        var rewritten = new DifferentiatedAssembly(GetType().Assembly.Location, [original], new DiffOptions());
        foreach (var suffix in new[] { "Jvp", "Vjp", "Gradient" })
        {
            var parameters = rewritten.Member(original, suffix)!.GetParameters().ToDictionary(p => p.Name!, p => p.CustomAttributes.Select(a => a.AttributeType.Name).ToList());
            Assert.That(parameters["leg"], Does.Contain("IsReadOnlyAttribute"), suffix);
            Assert.That(parameters["scale"], Does.Contain("RequiresLocationAttribute"), suffix);
            Assert.That(parameters.Where(p => p.Key is not ("leg" or "scale")).SelectMany(p => p.Value), Does.Not.Contain("IsReadOnlyAttribute").And.Not.Contain("RequiresLocationAttribute"), suffix);
        }
    }

    [Test]
    public void A_reference_that_is_returned_is_refused()
    {
        var original = GetType().GetMethod(nameof(FirstOf))!;
        var rewritten = new DifferentiatedAssembly(GetType().Assembly.Location, [original], new DiffOptions());
        Assert.That(rewritten.Failure(original), Does.Contain("error ILD2002").And.Contain("returns a reference to floats"));
    }

    private static object Gradient(string method, params object?[] arguments)
    {
        var original = typeof(MemberTests).GetMethod(method)!;
        var rewritten = new DifferentiatedAssembly(typeof(MemberTests).Assembly.Location, [original], new DiffOptions());
        Assert.That(rewritten.Failure(original), Is.Empty);
        return rewritten.Member(original, "Gradient")!.Invoke(null, arguments)!;
    }
}
