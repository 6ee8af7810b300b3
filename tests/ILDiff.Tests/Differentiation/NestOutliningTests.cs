namespace ILDiff.Tests.Differentiation;

using global::ILDiff.Samples.Flow;
using ILDiff.ControlFlow;
using ILDiff.IR;
using ILDiff.Reading;
using Mono.Cecil;
using NUnit.Framework;

/// <summary>Which nests get methods of their own. That their derivatives are right is for the tests of samples.</summary>
public class NestOutliningTests
{
    private static IEnumerable<string> Many => [nameof(Nests.OneAfterTheOther), nameof(Nests.WithResults), nameof(Nests.Rows), nameof(Nests.LeftEarly)];

    [TestCaseSource(nameof(Many))]
    public void Nests_that_many_values_live_through_are_cut_out(string sample)
    {
        var made = Derivative(sample, isOptimized: true);
        Assert.That(made.Keys.Count(IsNest), Is.GreaterThan(1));
        foreach (var (name, body) in made.Where(m => IsNest(m.Key))) Assert.That(Loops(body).Count(l => l.Depth == 1), Is.EqualTo(1), name);
    }

    [TestCaseSource(nameof(Many))]
    public void None_is_where_nothing_is_optimised(string sample) => Assert.That(Derivative(sample, isOptimized: false).Keys.Where(IsNest), Is.Empty);

    [Test]
    public void Where_little_lives_on_the_nest_stays()
    {
        Assert.That(Derivative(nameof(Sums.OverPairs), isOptimized: true, typeof(Sums)).Keys.Where(IsNest), Is.Empty);
    }

    [Test]
    public void A_derivative_that_is_differentiated_again_stays_whole()
    {
        var made = Derivative(nameof(Nests.WithResults), isOptimized: true, modes: DerivativeModes.Hvp);
        Assert.That(made.Keys.Where(n => IsNest(n) && n.StartsWith($"<<{nameof(Nests.WithResults)}>Tangent", StringComparison.Ordinal)), Is.Empty);
    }

    /// <summary>Sums over pairs in several nests, with numbers from before that the last step needs.</summary>
    public static double Pairs(double[] x)
    {
        double a = x[0] * x[1], b = x[1] * x[2], c = x[2] + x[0], d = a - b, e = c * d, f = e + x[1], total = 0;
        for (var round = 1; round < 3; round++)
        {
            for (var i = 0; i < x.Length; i++)
            {
                for (var j = i + 1; j < x.Length; j++) total += x[i] * x[j] * x[j] / round;
            }

            for (var i = 0; i < x.Length; i++)
            {
                for (var j = 0; j < i; j++) total += Math.Sin(x[i] * x[j]);
            }
        }

        return total * 0.1 + a * b + c * d + e * f;
    }

    public static double Steepness(double[] x)
    {
        var slopes = Diff.Gradient(Pairs, x);
        var sum = 0.0;
        for (var i = 0; i < slopes.Length; i++) sum += slopes[i] * slopes[i] * (i + 1);
        return sum;
    }

    [Test]
    public void An_inner_gradient_stays_whole_and_is_differentiated()
    {
        var made = Derivative(nameof(Steepness), isOptimized: true, GetType());
        Assert.That(made.Keys.Where(n => IsNest(n) && n.StartsWith("<<Pairs>", StringComparison.Ordinal) && !n.Contains("Steepness", StringComparison.Ordinal)), Is.Empty);
        double[] x = [0.3, -0.7, 1.1, 0.4];
        var gradient = Diff.Gradient(Steepness, x);
        for (var i = 0; i < x.Length; i++)
        {
            double At(double step)
            {
                var moved = (double[])x.Clone();
                moved[i] += step;
                return Steepness(moved);
            }

            var difference = ((8 * (At(1e-3) - At(-1e-3))) - (At(2e-3) - At(-2e-3))) / 12e-3;
            Assert.That(gradient[i], Is.EqualTo(difference).Within(1e-8 * Math.Max(1, Math.Abs(difference))), $"{i}");
        }
    }

    private static bool IsNest(string name) => name.Contains(">Nest", StringComparison.Ordinal);

    private static IReadOnlyList<Loop> Loops(IRMethod method)
    {
        var flow = new FlowGraph(method);
        return new LoopForest(flow, new Dominators(flow)).Loops;
    }

    private static Dictionary<string, IRMethod> Derivative(string sample, bool isOptimized, Type? type = null, DerivativeModes modes = DerivativeModes.Vjp)
    {
        var method = (type ?? typeof(Nests)).GetMethod(sample)!;
        using var assembly = AssemblyLoader.Load(method.DeclaringType!.Assembly.Location, [Path.GetDirectoryName(typeof(object).Assembly.Location)!]);
        var made = new Dictionary<string, IRMethod>();
        var differentiator = new AssemblyDifferentiator(assembly.Module, new DiffOptions { Optimize = isOptimized, Modes = modes })
        {
            Observe = body => made.Add(body.Source!.Name, body),
        };
        var outcome = differentiator.Differentiate((MethodReference)assembly.Module.LookupToken(method.MetadataToken));
        Assert.That(outcome.Differentiated, Is.True, string.Join('\n', outcome.Diagnostics));
        return made;
    }
}
