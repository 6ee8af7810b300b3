namespace ILDiff.Tests.Cli;

using ILDiff.Checking;
using ILDiff.Cli.Processes;
using ILDiff.Tests.Checking;
using ILDiff.Tests.Support;
using NUnit.Framework;

public class CheckPoolTests
{
    /// <summary>Samples whose derivatives are written by hand stand for a rewritten assembly.</summary>
    [Test]
    public void What_ends_or_hangs_a_process_is_one_methods_outcome()
    {
        Type[] samples =
        [
            typeof(Scalar), typeof(HangingPrimal), typeof(OverflowingPrimal), typeof(Reduction), typeof(OverflowingDerivative),
            typeof(HangingDerivative), typeof(Chatty), typeof(Exiting), typeof(MissingTerm), typeof(Structs),
        ];
        var options = new CheckOptions { Samples = 5, Budget = TimeSpan.FromSeconds(1) };
        using var folder = WorkFolder.Create(new WorkSettings(TestInputs.Self, [], [], AllPublic: true, Writes: true, options));
        File.Copy(TestInputs.Self, folder.ImagePath);
        var keys = samples.Select(s => new MethodKey(s.Name, s.GetMethod("F")!.MetadataToken, [], false)).ToList();
        var results = new CheckPool(folder, TextWriter.Null) { Grace = TimeSpan.FromSeconds(2) }.Run(keys);

        var verdicts = samples.ToDictionary(s => s.Name, s => results[s.Name].Verdict);
        Assert.That(verdicts, Is.EqualTo(new Dictionary<string, Verdict>
        {
            [nameof(Scalar)] = Verdict.Pass,
            [nameof(HangingPrimal)] = Verdict.Skipped,
            [nameof(OverflowingPrimal)] = Verdict.Skipped,
            [nameof(Reduction)] = Verdict.Pass,
            [nameof(OverflowingDerivative)] = Verdict.Mismatch,
            [nameof(HangingDerivative)] = Verdict.Mismatch,
            [nameof(Chatty)] = Verdict.Pass,
            [nameof(Exiting)] = Verdict.Skipped,
            [nameof(MissingTerm)] = Verdict.Mismatch,
            [nameof(Structs)] = Verdict.Pass,
        }), string.Join("\n", results.Select(r => $"{r.Key}: {r.Value}")));
        Assert.That(results[nameof(OverflowingPrimal)].Reason, Does.Contain("Stack overflow"));
        Assert.That(results[nameof(HangingDerivative)].Reason, Does.Contain("derivative").And.Contain("did not return"));
    }
}
