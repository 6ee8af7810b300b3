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
