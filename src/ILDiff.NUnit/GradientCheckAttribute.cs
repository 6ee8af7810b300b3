namespace ILDiff.Testing;

using System.Reflection;
using ILDiff.Checking;
using NUnit.Framework;
using NUnit.Framework.Interfaces;
using NUnit.Framework.Internal;
using NUnit.Framework.Internal.Commands;

/// <summary>
/// Makes a test that checks derivatives at random points. On a method with parameters in a fixture, that method is the one that is
/// differentiated. On a test without parameters, with a type, the methods of that type that are marked <c>[Differentiable]</c>
/// or named are checked, each in a test of its own, before the test's body runs.
/// </summary>
/// <remarks>
/// What is checked: see <see cref="GradientCheck"/>. Intervals of single parameters are given by <see cref="DomainAttribute"/>. Where no
/// point can be compared, because all are next to kinks or the method throws, the test is inconclusive and says why.
/// </remarks>
/// <example>
/// <code>
/// [GradientCheck]
/// public static double Loss([Domain(0.1, 2)] double[] w, double rate) => …
///
/// [GradientCheck(typeof(Model))]
/// public void Derivatives_of_the_model_are_right() { }
/// </code>
/// </example>
[AttributeUsage(AttributeTargets.Method, AllowMultiple = true)]
public sealed class GradientCheckAttribute : NUnitAttribute, ITestBuilder, IWrapTestMethod, IImplyFixture
{
    private readonly Type? type;
    private readonly string[] methods;

    /// <summary>Checks the method that the attribute is on.</summary>
    public GradientCheckAttribute() => methods = [];

    /// <summary>Checks methods of a type.</summary>
    /// <param name="type">The type.</param>
    /// <param name="methods">Their names, all overloads; none means all that are marked <c>[Differentiable]</c>.</param>
    public GradientCheckAttribute(Type type, params string[] methods) => (this.type, this.methods) = (type, methods);

    /// <summary>At how many points to compare.</summary>
    public int Samples { get; set; } = 20;

    /// <summary>Seed of the points.</summary>
    public int Seed { get; set; } = 1;

    /// <summary>Lower end of the interval of all numbers that have no other; used if <see cref="High"/> is set too.</summary>
    public double Low { get; set; } = double.NaN;

    /// <summary>Upper end of that interval.</summary>
    public double High { get; set; } = double.NaN;

    /// <summary>Relative deviation from finite differences that is allowed beyond their own error; 0 is 1e-6, for <c>float</c> 1e-3.</summary>
    public double Tolerance { get; set; }

    /// <summary>Whether derivatives may allocate more than the method itself and the shadows of its objects.</summary>
    public bool AllowsAllocation { get; set; }

    /// <summary>Names of the parameters to differentiate; none means all that carry floats.</summary>
    public string[] WithRespectTo { get; set; } = [];

    /// <inheritdoc/>
    public IEnumerable<TestMethod> BuildFrom(IMethodInfo method, Test? suite)
    {
        ArgumentNullException.ThrowIfNull(method);
        if (type is null) return [Build(method, suite, method.MethodInfo, null)];
        var primals = Primals(type).ToList();
        return primals.Count > 0 ? [.. primals.Select(p => Build(method, suite, p, $"{method.Name}({type.Name}.{p.Name})"))]
            : [Invalid(method, suite, methods.Length == 0 ? $"No method of {type} is marked [Differentiable]." : $"{type} has no method {string.Join(" or ", methods)}.")];
    }

    private IEnumerable<MethodInfo> Primals(Type owner) =>
        owner.GetMethods(BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static | BindingFlags.Instance | BindingFlags.DeclaredOnly)
            .Where(m => methods.Length == 0 ? m.IsDefined(typeof(DifferentiableAttribute), inherit: false) : methods.Contains(m.Name));

    /// <inheritdoc/>
    public TestCommand Wrap(TestCommand command)
    {
        ArgumentNullException.ThrowIfNull(command);
        return command is not GradientCheckCommand && GradientCheckCommand.Planned(command.Test) ? new GradientCheckCommand(command) : command;
    }

    private TestMethod Build(IMethodInfo method, Test? suite, MethodInfo primal, string? name)
    {
        var test = new TestMethod(method, suite);
        if (name is not null) test.Name = name;
        GradientCheckCommand.Plan(test, new PlannedCheck(primal, Options(primal), RunsBody: type is not null));
        if (type is not null && method.GetParameters().Length > 0) test.MakeInvalid("A test that checks the methods of a type has no parameters.");
        return test;
    }

    private static TestMethod Invalid(IMethodInfo method, Test? suite, string reason)
    {
        var test = new TestMethod(method, suite);
        test.MakeInvalid(reason);
        return test;
    }

    private GradientCheckOptions Options(MethodInfo primal) => new()
    {
        Samples = Samples, Seed = Seed, AllowsAllocation = AllowsAllocation, WithRespectTo = WithRespectTo,
        Tolerance = Tolerance == 0 ? null : Tolerance,
        Range = double.IsNaN(Low) || double.IsNaN(High) ? null : (Low, High),
        Domains = primal.GetParameters().Select(p => (p.Name, Domain: p.GetCustomAttribute<DomainAttribute>()))
            .Where(p => p.Domain is not null).ToDictionary(p => p.Name!, p => (p.Domain!.Low, p.Domain.High)),
    };
}
