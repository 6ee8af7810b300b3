namespace ILDiff.Tests.Differentiation;

using System.Runtime.CompilerServices;
using ILDiff.Diagnostics;
using ILDiff.Reading;
using NUnit.Framework;

/// <summary>Steps of active data that go on as numbers are remarked; indices, counts and branches are not.</summary>
[TestFixture]
public class StepFunctionTests
{
    private static readonly double[] Table = [1, 2, 4];

    public static double MovesBySign(double x)
    {
        var y = 0.0;
        for (var step = 1.0; step > 1e-15; step /= 2) y += step * Math.Sign(x - (y * y));
        return y + (0.5 * x);
    }

    public static double RoundsToInteger(double x) => x + (int)(2 * x);

    public static double ReducesRange(double x) => x - Math.Floor(x);

    public static double InCallee(double x) => 2 * Opaque(x);

    public static double InCalleeAgain(double x) => 3 * Opaque(x);

    public static double Indexes(double x) => x * Table[(int)x % 3];

    public static double Branches(double x) => Math.Sign(x) > 0 ? x : -x;

    public static double Counts(double x)
    {
        var sum = 0.0;
        for (var i = 0; i < (int)x; i++) sum += x;
        return sum;
    }

    [TestCase(nameof(MovesBySign))]
    [TestCase(nameof(RoundsToInteger))]
    [TestCase(nameof(ReducesRange))]
    [TestCase(nameof(InCallee))]
    public void Steps_that_reach_the_result_are_remarked_once(string method)
    {
        var outcome = Differentiate(method).Single();
        Assert.That(outcome.Differentiated);
        Assert.That(outcome.Diagnostics.Select(d => (d.Id, d.Severity)), Is.EqualTo(new[] { (DiagnosticId.StepFunction, Severity.Info) }));
    }

    [TestCase(nameof(Indexes))]
    [TestCase(nameof(Branches))]
    [TestCase(nameof(Counts))]
    public void Other_uses_are_not(string method) => Assert.That(Differentiate(method).Single().Diagnostics, Is.Empty);

    [Test]
    public void A_derivative_that_was_made_before_says_it_again() =>
        Assert.That(Differentiate(nameof(InCallee), nameof(InCalleeAgain)).Select(o => o.Diagnostics.Count), Is.EqualTo(new[] { 1, 1 }));

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static double Opaque(double x) => x * Math.Round(x);

    private static List<MethodOutcome> Differentiate(params string[] methods)
    {
        using var assembly = AssemblyLoader.Load(typeof(StepFunctionTests).Assembly.Location, []);
        var differentiator = new AssemblyDifferentiator(assembly.Module, new DiffOptions());
        return [.. methods.Select(m => differentiator.Differentiate(MethodPatterns.Find(assembly, $"{typeof(StepFunctionTests).FullName}.{m}").Single()))];
    }
}
