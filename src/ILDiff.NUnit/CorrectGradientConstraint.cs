namespace ILDiff.Testing;

using ILDiff.Checking;
using NUnit.Framework.Constraints;

/// <summary>
/// Holds of a method, lambda or delegate whose derivatives are right: see <see cref="GradientCheck"/> for what is compared. Without
/// <see cref="At"/> or <see cref="Around"/>, random points are drawn. It does not hold where nothing could be compared.
/// </summary>
/// <example>
/// <code>
/// Assert.That(Loss, Has.CorrectGradient().At(weights).Within(1e-9));
/// Assert.That(Density, Has.CorrectGradient().In("x", 0, 5).In("sigma", 0.5, 2).AtPoints(100));
/// </code>
/// </example>
public sealed class CorrectGradientConstraint : Constraint
{
    private readonly Dictionary<string, (double Low, double High)> domains = [];
    private GradientCheckOptions options = new();

    /// <inheritdoc/>
    public override string Description => "correct derivatives";

    /// <summary>Checks at one point.</summary>
    /// <param name="first">The first argument.</param>
    /// <param name="others">The other arguments.</param>
    public CorrectGradientConstraint At(object? first, params object?[] others) => Changed(options with { Point = [first, .. others ?? []], IsExample = false });

    /// <summary>Checks at a point and at others of its shape, from the domains or near its numbers.</summary>
    /// <param name="first">The first argument.</param>
    /// <param name="others">The other arguments.</param>
    public CorrectGradientConstraint Around(object? first, params object?[] others) => Changed(options with { Point = [first, .. others ?? []], IsExample = true });

    /// <summary>Sets the deviation from finite differences, relative to the derivative, that is allowed beyond their own error.</summary>
    /// <param name="tolerance">Positive; otherwise 1e-6, or 1e-3 where any number is a <c>float</c>.</param>
    public CorrectGradientConstraint Within(double tolerance) => Changed(options with { Tolerance = tolerance });

    /// <summary>Draws the numbers of a parameter from an interval.</summary>
    /// <param name="parameter">Its name.</param>
    /// <param name="low">The lower end.</param>
    /// <param name="high">The upper end.</param>
    public CorrectGradientConstraint In(string parameter, double low, double high)
    {
        domains[parameter] = (low, high);
        return Changed(options with { Domains = domains });
    }

    /// <summary>Draws all other numbers from an interval.</summary>
    /// <param name="low">The lower end.</param>
    /// <param name="high">The upper end.</param>
    public CorrectGradientConstraint In(double low, double high) => Changed(options with { Range = (low, high) });

    /// <summary>Sets at how many points to compare.</summary>
    /// <param name="count">At least 1; otherwise 20.</param>
    public CorrectGradientConstraint AtPoints(int count) => Changed(options with { Samples = count });

    /// <summary>Sets the seed of the points.</summary>
    /// <param name="seed">Otherwise 1.</param>
    public CorrectGradientConstraint Seeded(int seed) => Changed(options with { Seed = seed });

    /// <summary>Differentiates with respect to some parameters only.</summary>
    /// <param name="parameters">Their names.</param>
    public CorrectGradientConstraint WithRespectTo(params string[] parameters) => Changed(options with { WithRespectTo = parameters });

    /// <summary>Checks given derivatives, of the contract's signatures, instead of the type's own or new ones.</summary>
    /// <param name="jvp">A pushforward.</param>
    /// <param name="vjp">A pullback.</param>
    /// <param name="gradient">A gradient.</param>
    public CorrectGradientConstraint By(Delegate? jvp = null, Delegate? vjp = null, Delegate? gradient = null) =>
        Changed(options with { Jvp = jvp?.Method, Vjp = vjp?.Method, Gradient = gradient?.Method });

    /// <summary>Allows derivatives to allocate more than the method itself and the shadows of its objects.</summary>
    public CorrectGradientConstraint AllowingAllocation() => Changed(options with { AllowsAllocation = true });

    /// <inheritdoc/>
    public override ConstraintResult ApplyTo<TActual>(TActual actual)
    {
        if (actual is not Delegate function) throw new ArgumentException("Derivatives are checked of a method, a lambda or a delegate.", nameof(actual));
        return new Outcome(this, function, GradientCheck.Run(function, options));
    }

    private CorrectGradientConstraint Changed(GradientCheckOptions changed)
    {
        options = changed;
        return this;
    }

    private sealed class Outcome(IConstraint constraint, Delegate function, GradientCheckResult result)
        : ConstraintResult(constraint, function.Method, result.Verdict == Verdict.Pass)
    {
        public override void WriteMessageTo(MessageWriter writer) => writer.WriteLine(result.Message);
    }
}
