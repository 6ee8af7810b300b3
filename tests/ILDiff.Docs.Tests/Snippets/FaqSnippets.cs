namespace ILDiff.Docs.Tests.Snippets;

using NUnit.Framework;

/// <summary>For docs/faq.md and docs/performance.md.</summary>
public class FaqSnippets
{
    // snippet: Shortcut
    static double Power(double x, double a) => a == 1 ? x : Math.Pow(x, a);
    // end

    [Test]
    public void A_shortcut_has_its_own_derivative()
    {
        // snippet: ShortcutGradient
        var (_, at1) = Diff.Gradient(Power, 2.0, 1.0);               // 0: the branch taken does not mention a
        var (_, near1) = Diff.Gradient(Power, 2.0, 1 + 1e-9);        // 1.386…, which is 2 ln 2
        // end
        Assert.That((at1, near1), Is.EqualTo((0.0, 2 * Math.Log(2))).Within(1e-8));
    }

    private static double Loss(double[] w) => w[0] * w[0];

    // snippet: Allocation
    static readonly Func<double[], double> Objective = Loss;         // one delegate, not one for each call
    // end

    [Test]
    public void Delegates_can_be_kept() => Assert.That(Diff.Gradient(Objective, new[] { 3.0 }), Is.EqualTo(new[] { 6.0 }));
}
