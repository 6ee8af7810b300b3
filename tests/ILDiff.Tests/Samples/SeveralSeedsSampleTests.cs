namespace ILDiff.Tests.Samples;

using System.Reflection;
using ILDiff.Tests.Support;
using NUnit.Framework;

/// <summary>
/// Pullbacks of several seeds from one forward sweep, of every sample for which that can be done: the result and the
/// arguments are the primal's, and each seed's adjoints are those of the pullback of one seed.
/// </summary>
internal sealed class SeveralSeedsSampleTests
{
    private const int Seeds = 3;

    private static readonly Lazy<DifferentiatedAssembly>[] Builds =
    [
        .. from variant in SampleVariant.All where !variant.IsSingle
           select new Lazy<DifferentiatedAssembly>(() => new DifferentiatedAssembly(
               variant.FilePath, Sample.All.Values.Select(s => s.In(variant.Original)).OfType<MethodInfo>(),
               new DiffOptions { Modes = DerivativeModes.Vjp | DerivativeModes.Vjps, Optimize = variant != variant.Debug })),
    ];

    private static IEnumerable<TestCaseData> Cases => Sample.All.Values.Select(s => new TestCaseData(s).SetArgDisplayNames(s.Name));

    [TestCaseSource(nameof(Cases))]
    public void Each_seed_has_its_own_adjoints(Sample sample)
    {
        foreach (var (build, variant) in Builds.Zip(SampleVariant.All.Where(v => !v.IsSingle)))
        {
            if (sample.In(variant.Original) is not { } original) continue;
            if (build.Value.Failure(original) is { Length: > 0 } failure)
            {
                Assert.That(sample.Attribute.MayBeRefused || failure.Contains("ILD2011", StringComparison.Ordinal), $"{variant}: {failure}");
                continue;
            }

            Check(sample, build.Value.Primal(original), build.Value.Member(original, "Vjp")!, build.Value.Member(original, "Vjps")!);
        }
    }

    [Test]
    public void It_can_be_had_for_two_hundred_samples() =>
        Assert.That(Sample.All.Values.Count(s => Builds[0].Value.Failure(s.In(SampleVariant.All[0].Original)!) is not { Length: > 0 }), Is.GreaterThan(200));

    private static void Check(Sample sample, MethodInfo primal, MethodInfo vjp, MethodInfo vjps)
    {
        var one = new Derivative(primal, vjp, vjp, null);
        var rounding = sample.Attribute.UsesSingle ? 1e-5 : 1e-12;
        for (var point = 0; point < Sample.Points; point++)
        {
            var at = sample.At(primal, point);
            var after = at.Copy();
            var result = Oracle.Invoke(primal, after.Arguments);
            var count = after.Outputs(result).Length;
            double[][] seeds = [.. Enumerable.Range(0, Seeds).Select(k => Directions.Draw(count, point + (100 * k)))];
            var (returned, state, adjoints) = Pullbacks(vjps, at, result, seeds);
            Assert.That(Leaves.Bits(returned), Is.EqualTo(Leaves.Bits(result)), $"point {point}: result");
            Assert.That(Leaves.Bits(state.Arguments), Is.EqualTo(Leaves.Bits(after.Arguments)), $"point {point}: arguments");
            for (var k = 0; k < Seeds; k++)
                Assert.That(Compare.Worst(adjoints[k], one.Pullback(at, result, seeds[k]).Derivative, rounding), Is.Null, $"point {point}, seed {k}");
        }
    }

    private static (object? Result, CallState State, double[][] Adjoints) Pullbacks(MethodInfo vjps, CallState at, object? primalResult, double[][] seeds)
    {
        var state = at.Copy();
        var resultSeeds = new object?[seeds.Length];
        CallState[] shadows = [.. seeds.Select((s, k) => at.Seeded(primalResult, s, 0, out resultSeeds[k]))];
        var actual = new List<object?>();
        var formal = vjps.GetParameters();
        for (var i = 0; i < state.Arguments.Length; i++)
        {
            actual.Add(state.Arguments[i]);
            if (actual.Count < formal.Length && formal[actual.Count].Name == formal[actual.Count - 1].Name + "Adjoints")
                actual.Add(Together(formal[actual.Count].ParameterType, [.. shadows.Select(s => s.Arguments[i])]));
        }

        if (actual.Count < formal.Length) actual.Add(Together(formal[actual.Count].ParameterType, resultSeeds));
        object?[] arguments = [.. actual];
        var result = Oracle.Invoke(vjps, arguments);
        for (int i = 0, next = 0; i < state.Arguments.Length; i++)
        {
            state.Arguments[i] = arguments[next++];
            if (next >= arguments.Length || formal[next].Name != formal[next - 1].Name + "Adjoints") continue;
            var given = (Array)arguments[next++]!;
            for (var k = 0; k < shadows.Length; k++) shadows[k].Arguments[i] = given.GetValue(k);
        }

        return (result, state, [.. shadows.Select(s => s.Inputs)]);
    }

    private static Array Together(Type type, object?[] entries)
    {
        var array = Array.CreateInstance(type.GetElementType()!, entries.Length);
        for (var k = 0; k < entries.Length; k++) array.SetValue(entries[k], k);
        return array;
    }
}
