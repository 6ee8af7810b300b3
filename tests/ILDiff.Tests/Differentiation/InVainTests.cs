namespace ILDiff.Tests.Differentiation;

using ILDiff.JustInTime;
using NUnit.Framework;

/// <summary>
/// What was computed but not used has no derivative, even where its partials are infinite: here the reciprocal of
/// <c>a[0]</c>, which is zero. Where it is used, the derivative is as infinite as the partial.
/// </summary>
public class InVainTests
{
    private static double Passed(double[] a)
    {
        double t;
        if (a[1] > 0) t = 1 / a[0];
        else t = 2;
        if (a[3] > 0) return t * 3;
        return a[1] * 5;
    }

    private static double CutToInteger(double[] a)
    {
        var t = 1 / a[0];
        var whole = (int)Math.Min(t, 9);
        if (a[3] > 0) return t * 3;
        return a[1] * whole;
    }

    private static double CarriedThroughALoop(double[] a)
    {
        var t = a[1];
        for (var i = 0; i < 3; i++) t = t > 0 ? 1 / a[0] : t / a[0];
        return a[3] > 0 ? t : a[1] * a[2];
    }

    private static double LastVisitInVain(double[] a)
    {
        double t = 1, sum = 0;
        for (var i = 0; i < 3; i++)
        {
            sum += t * a[1];
            t = i < 2 ? a[1] * a[1] : 1 / a[0];
        }

        return sum;
    }

    private static double Smaller(double[] a) => Math.Min(a[1], 1 / a[0]);

    private static double Used(double[] a)
    {
        var t = 1 / a[0];
        double y;
        if (a[3] > 0) y = t * 3;
        else y = t * 2;
        return y + a[1];
    }

    [TestCase(nameof(Passed), 0, 5, 0, 0)]
    [TestCase(nameof(CutToInteger), 0, 9, 0, 0)]
    [TestCase(nameof(CarriedThroughALoop), 0, 2, 1.5, 0)]
    [TestCase(nameof(LastVisitInVain), 0, 14.5, 0, 0)]
    [TestCase(nameof(Smaller), 0, 1, 0, 0)]
    public void What_is_not_used_has_no_derivative(string name, params double[] expected) => Assert.That(Gradient(name, 0, 1.5), Is.EqualTo(expected));

    [Test]
    public void What_is_used_has_the_derivative_of_its_partial() =>
        Assert.That(Gradient(nameof(Used), 2, 1.5), Is.EqualTo(new[] { -0.5, 1, 0, 0 }));

    private static double[] Gradient(string name, double x, double y)
    {
        var method = typeof(InVainTests).GetMethod(name, System.Reflection.BindingFlags.NonPublic | System.Reflection.BindingFlags.Static)!;
        return Diff.Gradient(method.CreateDelegate<Func<double[], double>>(), [x, y, 2, 0]);
    }
}
