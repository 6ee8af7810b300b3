namespace ILDiff.Tests.Differentiation;

using System.Reflection;
using ILDiff.Diagnostics;
using ILDiff.IR;
using ILDiff.Tests.Emission;
using ILDiff.Tests.Samples;
using ILDiff.Tests.Support;
using NUnit.Framework;

/// <summary>
/// Derivatives of random methods: the primal part is the primal's to the bit, forward and reverse mode are transposes of
/// one another, and both agree with differences.
/// </summary>
[OwnsGolden("Differentiation/Shrunk")]
public class RandomDerivativeTests
{
    private const int Count = 12;

    private static readonly DiffOptions[] Axes =
    [
        new() { VerifyPasses = true },
        new() { VerifyPasses = true, Optimize = false },
        new() { VerifyPasses = true, RecordEverything = true },
    ];

    [Test]
    public void Derivatives_of_structured_methods_are_right([Range(0, 2)] int axis) =>
        Check(0, new RandomOptions { Smooth = true, Jumps = false, References = false, Objects = false }, Axes[axis], atLeast: Count);

    [Test]
    public void Derivatives_of_methods_with_references_are_right([Range(0, 2)] int axis) =>
        Check(100, new RandomOptions { Smooth = true, Jumps = false, Objects = false, Depth = 2 }, Axes[axis], atLeast: 1);

    [Test]
    public void Derivatives_of_methods_with_objects_are_right([Range(0, 2)] int axis) =>
        Check(200, new RandomOptions { Smooth = true, Jumps = false, References = false, Depth = 2 }, Axes[axis], atLeast: 0);

    [Test]
    public void Derivatives_of_methods_with_irreducible_flow_are_right([Range(0, 2)] int axis) =>
        Check(300, new RandomOptions { Smooth = true, References = false, Objects = false }, Axes[axis], atLeast: Count / 3);

    /// <summary>Methods that were differentiated wrongly once, made small by <see cref="Shrinker"/>.</summary>
    [TestCaseSource(nameof(ShrunkMethods))]
    public void Derivatives_of_shrunk_methods_are_right(string file) => GoldenInput.Check(file, text =>
    {
        var findings = Axes.SelectMany(how => Differentiated(new() { [file] = IRParser.Parse(text, TestTypes.Universe()) }, how).Findings);
        return string.Join('\n', findings.DefaultIfEmpty("right"));
    });

    private static IEnumerable<string> ShrunkMethods() => GoldenInput.Files("Differentiation/Shrunk");

    private static void Check(int first, RandomOptions options, DiffOptions how, int atLeast)
    {
        var types = TestTypes.Universe();
        var methods = Enumerable.Range(first, Count).ToDictionary(seed => $"seed {seed}", seed => RandomMethod.Make(seed, options, types));
        var (findings, differentiated) = Differentiated(methods, how);
        Assert.That(findings, Is.Empty, string.Join('\n', findings));
        Assert.That(differentiated, Is.GreaterThanOrEqualTo(atLeast));
    }

    /// <summary>What is refused is refused with a reason; what is not refused is right.</summary>
    private static (List<string> Findings, int Differentiated) Differentiated(Dictionary<string, IRMethod> methods, DiffOptions how)
    {
        var findings = new List<string>();
        var emitted = new Emitted();
        var names = methods.ToDictionary(m => emitted.Add(m.Value), m => m.Key);
        var differentiator = new AssemblyDifferentiator(emitted.Module, how);
        var outcomes = names.Keys.ToDictionary(m => m, m => differentiator.Differentiate(m));
        var holder = emitted.Load();
        foreach (var (method, outcome) in outcomes)
        {
            if (!outcome.Differentiated)
            {
                var refusal = $"{names[method]}: {string.Join("; ", outcome.Diagnostics)}";
                TestContext.Out.WriteLine(refusal);
                if (outcome.Diagnostics.Any(d => d.Severity == Severity.Error && (int)d.Id is < 2000 or >= 3000)) findings.Add(refusal);
                continue;
            }

            MethodInfo? Member(string suffix) => holder.GetMethod(method.Name + suffix);
            var derivative = new Derivative(Member("")!, Member("Jvp")!, Member("Vjp")!, Member("Gradient"));
            for (var point = 0; point < 4; point++)
            {
                try
                {
                    if (Finding(derivative, point) is { } finding) findings.Add($"{names[method]}, point {point}: {finding}");
                }
                catch (Exception exception)
                {
                    findings.Add($"{names[method]}, point {point}: {exception}");
                }
            }
        }

        return (findings, outcomes.Values.Count(o => o.Differentiated));
    }

    private static string? Finding(Derivative derivative, int point)
    {
        double[] a = [0.5, -1.25, 2, 0.125];
        var at = new CallState(derivative.Primal, [0.75 - (0.5 * point), 0.3 * point, a, point == 3 ? a : new[] { 1.5, 0.75, -0.5, 0.25 }, point]);
        var after = at.Copy();
        var result = Oracle.Invoke(derivative.Primal, after.Arguments);
        var outputs = after.Outputs(result);
        var (direction, seeds) = (Directions.Draw(at.Inputs.Length, point), Directions.Draw(outputs.Length, point + 50));
        var pushed = derivative.Pushforward(at, direction);
        var pulled = derivative.Pullback(at, result, seeds);
        foreach (var (name, outcome) in new[] { ("pushforward", pushed), ("pullback", pulled) })
        {
            if (!outcome.State.Outputs(outcome.Result).SequenceEqual(outputs)) return $"the {name} does not compute what the primal computes";
        }

        var (forward, reverse) = (Dot(pushed.Derivative, seeds), Dot(pulled.Derivative, direction));
        var scale = Size(pushed.Derivative, seeds) + Size(pulled.Derivative, direction);
        if (!(Math.Abs(forward - reverse) <= 1e-11 * scale) && !(double.IsNaN(forward) && double.IsNaN(reverse))) return $"{forward:R} forward, {reverse:R} in reverse";
        var (differences, errors) = Oracle.ByDifferences(at, direction);
        return Samples.Compare.Worst(pushed.Derivative, differences, 1e-6, errors);
    }

    private static double Dot(double[] left, double[] right) => left.Zip(right, (l, r) => l * r).Sum();

    private static double Size(double[] left, double[] right) => left.Zip(right, (l, r) => Math.Abs(l * r)).Sum();
}
