namespace ILDiff.Tests.Samples;

using NUnit.Framework;

/// <summary>The samples before any differentiation: they mean the same in every compilation, and the two oracles agree.</summary>
internal sealed class SamplesThemselvesTests
{
    private static IEnumerable<TestCaseData> Cases => Sample.All.Values.Select(s => new TestCaseData(s).SetArgDisplayNames(s.Name));

    [TestCaseSource(nameof(Cases))]
    public void Oracles_agree(Sample sample)
    {
        var dual = sample.In(SampleVariant.Dual);
        var depends = false;
        for (var point = 0; point < Sample.Points; point++)
        {
            var state = sample.At(sample.Method, point);
            var direction = Directions.Draw(state.Inputs.Length, point);
            var (differences, errors) = Oracle.ByDifferences(state, direction);
            depends |= differences.Any(d => d != 0);
            if (dual is null) continue;
            var (values, tangents) = Oracle.ByDualNumbers(sample.At(dual, point), direction);
            Assert.That(Compare.Worst(Oracle.Outputs(state), values, 1e-13), Is.Null, $"value at point {point}");
            Assert.That(Compare.Worst(tangents, differences, 1e-7, errors), Is.Null, $"derivative at point {point}");
        }
        Assert.That(depends, Is.True, "no output depends on any input");
    }

    [TestCaseSource(nameof(Cases))]
    public void Compilations_agree(Sample sample)
    {
        for (var point = 0; point < Sample.Points; point++)
        {
            var reference = Oracle.Outputs(sample.At(sample.Method, point));
            foreach (var variant in SampleVariant.All)
            {
                if (sample.In(variant.Original) is not { } method) continue;
                var outputs = Oracle.Outputs(sample.At(method, point));
                var tolerance = variant.IsSingle ? sample.Attribute.SingleTolerance : 0;
                Assert.That(Compare.Worst(outputs, reference, tolerance), Is.Null, $"{variant} at point {point}");
            }
        }
    }
}
