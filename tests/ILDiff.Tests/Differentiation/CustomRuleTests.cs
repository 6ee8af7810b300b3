namespace ILDiff.Tests.Differentiation;

using System.Reflection;
using System.Runtime.CompilerServices;
using ILDiff.Diagnostics;
using ILDiff.Reading;
using ILDiff.Tests.Support;
using Mono.Cecil;
using NUnit.Framework;

/// <summary>Rules that users supply are used where they should be, and reported where they do not fit. Their numbers here are not derivatives.</summary>
[TestFixture]
public class CustomRuleTests
{
    public static double Small(double x) => x;

    [CustomJvp(typeof(CustomRuleTests), nameof(Small))]
    public static (double Value, double Tangent) SmallRule(double x, double xTangent) => (x, 5 * xTangent);

    [CustomVjp(typeof(CustomRuleTests), nameof(Small))]
    public static double SmallPullback(double x, ref double xAdjoint, double resultAdjoint)
    {
        xAdjoint += 7 * resultAdjoint;
        return x;
    }

    public static double CallsSmall(double x) => 2 * Small(x);

    public static double Root(double x) => BitConverter.Int64BitsToDouble(BitConverter.DoubleToInt64Bits(Math.Cbrt(x)));

    [CustomVjp(typeof(CustomRuleTests), nameof(Root))]
    public static double RootPullback(double x, ref double xAdjoint, double resultAdjoint)
    {
        var y = Math.Cbrt(x);
        xAdjoint += resultAdjoint / (3 * y * y);
        return y;
    }

    public static double CallsRoot(double x) => Root(x * x);

    [MethodImpl(MethodImplOptions.NoInlining)]
    public static double Half(double x) => x * x;

    [CustomVjp(typeof(CustomRuleTests), nameof(Half))]
    public static double HalfPullback(double x, ref double xAdjoint, double resultAdjoint)
    {
        xAdjoint += 11 * resultAdjoint;
        return x * x;
    }

    public static double CallsHalf(double x) => Half(x) + 1;

    public sealed class Spring(double stiffness)
    {
        public double Energy(double x) => stiffness * x * x / 2;
    }

    [CustomVjp(typeof(Spring), nameof(Spring.Energy))]
    public static double EnergyPullback(Spring self, Spring selfAdjoint, double x, ref double xAdjoint, double resultAdjoint)
    {
        xAdjoint += 13 * resultAdjoint;
        return self.Energy(x);
    }

    [CustomJvp(typeof(Spring), nameof(Spring.Energy))]
    public static (double Value, double Tangent) EnergyRule(Spring self, Spring selfTangent, double x, double xTangent) => (self.Energy(x), 13 * xTangent);

    private static readonly Spring Stiff = new(3);

    public static double CallsEnergy(double x) => Stiff.Energy(x);

    [TestCase(nameof(CallsSmall), 10, 14)]
    [TestCase(nameof(Small), 5, 7)]
    [TestCase(nameof(CallsEnergy), 13, 13)]
    [TestCase(nameof(CallsHalf), 6, 11)]
    public void A_rule_takes_the_place_of_the_body(string method, double tangent, double adjoint)
    {
        var original = GetType().GetMethod(method)!;
        var rewritten = new DifferentiatedAssembly(GetType().Assembly.Location, [original], new DiffOptions());
        Assert.That(rewritten.Failure(original), Is.Empty);
        dynamic pair = rewritten.Member(original, "Jvp")!.Invoke(null, [3.0, 1.0])!;
        Assert.That((double)pair.Item2, Is.EqualTo(tangent));
        object[] arguments = [3.0, 0.0, 1.0];
        rewritten.Member(original, "Vjp")!.Invoke(null, arguments);
        Assert.That(arguments[1], Is.EqualTo(adjoint));
    }

    [Test]
    public void A_rule_makes_differentiable_what_is_not()
    {
        var original = GetType().GetMethod(nameof(CallsRoot))!;
        var rewritten = new DifferentiatedAssembly(GetType().Assembly.Location, [original], new DiffOptions { Modes = DerivativeModes.Vjp | DerivativeModes.Gradient });
        Assert.That(rewritten.Failure(original), Is.Empty);
        dynamic pair = rewritten.Member(original, "Gradient")!.Invoke(null, [8.0])!;
        Assert.That((double)pair.Item1, Is.EqualTo(4).Within(1e-15));
        Assert.That((double)pair.Item2, Is.EqualTo(2.0 / 3 * Math.Pow(8, -1.0 / 3)).Within(1e-15));
    }

    [Test]
    public void A_rule_for_one_mode_is_remarked_in_the_other()
    {
        var outcome = Differentiate(nameof(CallsHalf));
        Assert.That(outcome.Differentiated);
        Assert.That(outcome.Diagnostics.Select(d => (d.Id, d.Severity)), Is.EqualTo(new[] { (DiagnosticId.HalfRule, Severity.Warning) }));
        Assert.That(outcome.Diagnostics[0].ToString(), Does.Contain("CustomRuleTests.cs(").And.Contain("HalfPullback"));
    }

    [TestCase("parameter", "does not fit 'Small'; expected is System.Double(System.Double, System.Double&, System.Double)")]
    [TestCase("method", "is for 'ILDiff.Tests.Differentiation.CustomRuleTests.Missing', which does not exist")]
    [TestCase("twice", "is a second rule for")]
    public void A_rule_that_does_not_fit_stops_every_request(string defect, string message)
    {
        using var assembly = AssemblyLoader.Load(GetType().Assembly.Location, []);
        var type = assembly.Module.GetType(GetType().FullName);
        var rule = type.Methods.Single(m => m.Name == nameof(SmallPullback));
        var other = type.Methods.Single(m => m.Name == nameof(HalfPullback));
        if (defect == "parameter") rule.Parameters[1].ParameterType = assembly.Module.TypeSystem.Double;
        else if (defect == "method") rule.CustomAttributes[0].ConstructorArguments[1] = new CustomAttributeArgument(assembly.Module.TypeSystem.String, "Missing");
        else other.CustomAttributes[0].ConstructorArguments[1] = new CustomAttributeArgument(assembly.Module.TypeSystem.String, nameof(Small));
        var differentiator = new AssemblyDifferentiator(assembly.Module, new DiffOptions());
        foreach (var method in (string[])[nameof(CallsSmall), nameof(CallsEnergy)])
        {
            var outcome = differentiator.Differentiate(type.Methods.Single(m => m.Name == method));
            Assert.That(outcome.Diagnostics.Select(d => d.Id), Is.EqualTo(new[] { DiagnosticId.InvalidRule }));
            Assert.That(outcome.Diagnostics[0].Message, Does.Contain(message));
        }
    }

    private static MethodOutcome Differentiate(string method)
    {
        using var assembly = AssemblyLoader.Load(typeof(CustomRuleTests).Assembly.Location, []);
        return new AssemblyDifferentiator(assembly.Module, new DiffOptions()).Differentiate(MethodPatterns.Find(assembly, $"{typeof(CustomRuleTests).FullName}.{method}").Single());
    }
}
