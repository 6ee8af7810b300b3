namespace ILDiff.Tests.Differentiation;

using System.Globalization;
using System.Reflection;
using System.Reflection.Emit;
using ILDiff.Diagnostics;
using ILDiff.Reading;
using ILDiff.Tests.Support;
using Mono.Cecil;
using NUnit.Framework;

/// <summary>What virtual calls do with objects that nobody knew of, implementations without derivative, and too many of them.</summary>
[TestFixture]
public sealed class DispatchTests
{
    public abstract class Curve
    {
        public abstract double At(double x);
    }

    public class Parabola : Curve
    {
        public override double At(double x) => x * x;
    }

    public sealed class Line : Curve
    {
        public override double At(double x) => 3 * x;
    }

    public sealed class Printed : Curve
    {
        public override double At(double x) => double.Parse(x.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
    }

    public abstract class OnlyPrinted
    {
        public abstract double At(double x);
    }

    public class TheOnly : OnlyPrinted
    {
        public override double At(double x) => double.Parse(x.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
    }

    public interface INobody
    {
        double At(double x);
    }

    public interface IKeeper
    {
        void Keep(double x);
    }

    public sealed class StaticKeeper : IKeeper
    {
        public void Keep(double x) => kept = x;
    }

    private static double kept;

    public static double Use(Curve curve, double x) => curve.At(x) * x;

    public static double UseTheOnly(OnlyPrinted curve, double x) => curve.At(x);

    public static double UseNobody(INobody curve, double x) => curve.At(x);

    public static double UseFramework(IList<double> list, double x) => list[0] * x;

    public static double KeepAndRead(IKeeper keeper, double x)
    {
        keeper.Keep(x);
        return kept * 2;
    }

    private static readonly Lazy<DifferentiatedAssembly> Written = new(() =>
        new DifferentiatedAssembly(typeof(DispatchTests).Assembly.Location, [Method(nameof(Use))], new DiffOptions()));

    [TestCase(nameof(Parabola), 12)]
    [TestCase(nameof(Line), 12)]
    public void Known_types_run_their_own(string type, double expected)
    {
        var curve = Activator.CreateInstance(Loaded(type));
        var (_, tangent) = ((double, double))Call("Jvp", curve, 2.0, 1.0)!;
        Assert.That(tangent, Is.EqualTo(expected));
        object?[] arguments = [curve, 2.0, 0.0, 1.0];
        Written.Value.Member(Method(nameof(Use)), "Vjp")!.Invoke(null, arguments);
        Assert.That(arguments[2], Is.EqualTo(expected));
    }

    [TestCase("Jvp")]
    [TestCase("Gradient")]
    public void A_type_that_was_not_there_is_an_exception_that_names_it(string member)
    {
        var exception = Assert.Throws<NoDerivativeException>(() => Call(member, Activator.CreateInstance(Stranger(nameof(Curve), true)), 2.0, 1.0));
        Assert.That(exception!.Message, Does.Contain("Stranger").And.Contain("Curve.At(System.Double)").And.Contain("[CustomVjp]"));
    }

    [Test]
    public void One_that_derives_from_a_known_type_may_differ_so_it_is_one_too() =>
        Assert.Throws<NoDerivativeException>(() => Call("Jvp", Activator.CreateInstance(Stranger(nameof(Parabola), false)), 2.0, 1.0));

    [TestCase("Jvp")]
    [TestCase("Gradient")]
    public void Null_fails_as_in_the_method(string member) => Assert.Throws<NullReferenceException>(() => Call(member, null, 2.0, 1.0));

    [Test]
    public void An_implementation_without_derivative_is_warned_of_and_throws_when_met()
    {
        var outcome = Differentiate(nameof(Use));
        Assert.That(outcome.Differentiated);
        var warning = outcome.Diagnostics.Single();
        Assert.That(warning.Id, Is.EqualTo(DiagnosticId.ImplementationLeftOut));
        Assert.That(warning.Severity, Is.EqualTo(Severity.Warning));
        Assert.That(warning.Message, Does.Contain("Printed.At(System.Double)").And.Contain("ILD3001"));
        var exception = Assert.Throws<NoDerivativeException>(() => Call("Gradient", Activator.CreateInstance(Loaded(nameof(Printed))), 2.0, 1.0));
        Assert.That(exception!.Message, Does.Contain("Printed.At(System.Double)").And.Contain("ILD3001"));
    }

    [TestCase(nameof(UseTheOnly), "TheOnly.At(System.Double) cannot be differentiated (ILD3001")]
    [TestCase(nameof(KeepAndRead), "StaticKeeper.Keep(System.Double) cannot be differentiated (ILD2004")]
    [TestCase(nameof(UseNobody), "no implementation is known")]
    [TestCase(nameof(UseFramework), "may be the framework's")]
    public void Calls_without_any_implementation_to_follow_are_refused(string method, string reason)
    {
        var error = Differentiate(method).Diagnostics.Single(d => d.Severity == Severity.Error);
        Assert.That(error.Id, Is.EqualTo(DiagnosticId.UnknownTarget));
        Assert.That(error.Message, Does.Contain(reason));
    }

    [TestCase(61, true)]
    [TestCase(62, false)]
    public void More_types_than_are_told_apart_are_refused(int more, bool isDifferentiated)
    {
        var outcome = Differentiate(nameof(Use), module =>
        {
            var line = module.GetType($"{typeof(DispatchTests).FullName}/{nameof(Line)}");
            for (var i = 0; i < more; i++)
            {
                var type = new TypeDefinition("", "Line" + i, line.Attributes, line.BaseType);
                line.DeclaringType.NestedTypes.Add(type);
                var at = new MethodDefinition("At", line.Methods.Single(m => m.Name == "At").Attributes, module.TypeSystem.Double);
                at.Parameters.Add(new ParameterDefinition("x", Mono.Cecil.ParameterAttributes.None, module.TypeSystem.Double));
                at.Body.GetILProcessor().Emit(Mono.Cecil.Cil.OpCodes.Ldarg_1);
                at.Body.GetILProcessor().Emit(Mono.Cecil.Cil.OpCodes.Ret);
                type.Methods.Add(at);
            }
        });
        Assert.That(outcome.Differentiated, Is.EqualTo(isDifferentiated));
        if (!isDifferentiated) Assert.That(outcome.Diagnostics.Single().Message, Does.Contain("65 types implement it, and at most 64 are told apart"));
    }

    private static MethodInfo Method(string name) => typeof(DispatchTests).GetMethod(name)!;

    private static Type Loaded(string type) => Written.Value.Loaded.GetType($"{typeof(DispatchTests).FullName}+{type}")!;

    private static object? Call(string member, object? curve, double x, double tangent) => Oracle(
        Written.Value.Member(Method(nameof(Use)), member)!, member == "Jvp" ? [curve, x, tangent] : [curve, x]);

    private static object? Oracle(MethodInfo method, object?[] arguments) => method.Invoke(null, BindingFlags.DoNotWrapExceptions, null, arguments, null);

    /// <summary>A class in an assembly of its own, which overrides or inherits.</summary>
    private static Type Stranger(string parent, bool overrides)
    {
        var module = AssemblyBuilder.DefineDynamicAssembly(new AssemblyName("Strangers"), AssemblyBuilderAccess.Run).DefineDynamicModule("Strangers");
        var type = module.DefineType("Stranger", System.Reflection.TypeAttributes.Public, Loaded(parent));
        if (overrides)
        {
            var at = type.DefineMethod("At", System.Reflection.MethodAttributes.Public | System.Reflection.MethodAttributes.Virtual, typeof(double), [typeof(double)]);
            at.GetILGenerator().Emit(System.Reflection.Emit.OpCodes.Ldarg_1);
            at.GetILGenerator().Emit(System.Reflection.Emit.OpCodes.Ret);
        }

        return type.CreateType();
    }

    private static MethodOutcome Differentiate(string method, Action<ModuleDefinition>? change = null)
    {
        using var assembly = AssemblyLoader.Load(typeof(DispatchTests).Assembly.Location, []);
        change?.Invoke(assembly.Module);
        var definition = MethodPatterns.Find(assembly, $"{typeof(DispatchTests).FullName}.{method}").Single();
        return new AssemblyDifferentiator(assembly.Module, new DiffOptions()).Differentiate(definition);
    }
}
