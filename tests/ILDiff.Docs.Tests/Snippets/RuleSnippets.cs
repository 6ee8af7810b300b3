namespace ILDiff.Docs.Tests.Snippets;

using ILDiff.Testing;
using NUnit.Framework;

// snippet: Drag
public static class Physics
{
    public static double Drag(double speed) => 0.5 * speed * Math.Abs(speed);
}

public static class PhysicsRules
{
    [CustomJvp(typeof(Physics), nameof(Physics.Drag))]
    static (double Value, double Tangent) DragJvp(double speed, double speedTangent) => (Physics.Drag(speed), Math.Abs(speed) * speedTangent);

    [CustomVjp(typeof(Physics), nameof(Physics.Drag))]
    static double DragVjp(double speed, ref double speedAdjoint, double resultAdjoint)
    {
        speedAdjoint += Math.Abs(speed) * resultAdjoint;
        return Physics.Drag(speed);
    }
}
// end

/// <summary>For docs/custom-derivatives.md.</summary>
public class RuleSnippets
{
    private static double Work(double[] speeds)
    {
        var sum = 0.0;
        foreach (var v in speeds) sum += Physics.Drag(v) * v;
        return sum;
    }

    [Test]
    public void Rule_is_right()
    {
        // snippet: CheckedRule
        double[] speeds = [1.5, -0.5, 2];
        Assert.That(Work, Has.CorrectGradient().Around(speeds));
        // end
        Assert.That(Diff.Gradient(Work, new[] { 2.0 })[0], Is.EqualTo(6));
    }

    // snippet: Inactive
    [Inactive]
    static double StepLength(double[] w)
    {
        var largest = 0.0;
        foreach (var x in w) largest = Math.Max(largest, Math.Abs(x));
        return 1 / (1 + largest);
    }

    static double Damped(double[] w) => StepLength(w) * w[0] * w[0];
    // end

    [Test]
    public void Inactive_counts_as_constant() => Assert.That(Diff.Gradient(Damped, new[] { 3.0 })[0], Is.EqualTo(6 / 4.0));
}
