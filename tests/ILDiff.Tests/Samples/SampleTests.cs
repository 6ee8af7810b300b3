namespace ILDiff.Tests.Samples;

using NUnit.Framework;

/// <summary>Each sample in each compilation, optimised and not, recording the least and recording everything.</summary>
internal sealed class SampleTests
{
    /// <summary>A thousand times what a check takes. Only a derivative that never ends reaches it, and must not stop the run.</summary>
    private static readonly TimeSpan Endless = TimeSpan.FromSeconds(120);

    private static IEnumerable<TestCaseData> Cases => Sample.All.Values.Select(s => new TestCaseData(s).SetArgDisplayNames(s.Name));

    [TestCaseSource(nameof(Cases))]
    public void Derivative_is_right(Sample sample)
    {
        var reference = new SampleReference(sample);
        var findings = new List<string>();
        foreach (var build in SampleBuild.All)
        {
            var check = Task.Factory.StartNew(
                () => SampleCheck.Findings(sample, reference, build).ToArray(), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
            if (check.Wait(Endless))
            {
                findings.AddRange(check.Result);
                continue;
            }
            findings.Add($"{build}: a derivative does not end");
            break;
        }
        Assert.That(findings, Is.Empty, string.Join(Environment.NewLine, findings.Take(8)));
    }
}
