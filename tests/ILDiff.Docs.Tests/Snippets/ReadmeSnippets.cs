namespace ILDiff.Docs.Tests.Snippets;

using NUnit.Framework;

/// <summary>For README.md.</summary>
public class ReadmeSnippets
{
    [Test]
    public void First()
    {
        // snippet: FirstGradient
        double Loss(double[] w) => w[0] * w[1] + Math.Exp(w[2]);

        var (value, gradient) = Diff.ValueAndGradient(Loss, new[] { 2.0, 3.0, 0.0 });    // 7, [3, 2, 1]
        // end
        Assert.That((value, gradient), Is.EqualTo((7.0, new double[] { 3, 2, 1 })));
    }
}
