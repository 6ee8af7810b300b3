namespace ILDiff.Tests.Samples;

using NUnit.Framework;

/// <summary>Each sample in each compilation, optimised and not, recording the least and recording everything.</summary>
internal sealed class SampleTests
{
    private static IEnumerable<TestCaseData> Cases => Sample.All.Values.Select(s => new TestCaseData(s).SetArgDisplayNames(s.Name));

    [TestCaseSource(nameof(Cases))]
    public void Derivative_is_right(Sample sample)
    {
        var reference = new SampleReference(sample);
        var findings = SampleBuild.All.SelectMany(b => SampleCheck.Findings(sample, reference, b)).ToArray();
        Assert.That(findings, Is.Empty, string.Join(Environment.NewLine, findings.Take(8)));
    }
}
