namespace ILDiff.Tests.Differentiation;

using System.Globalization;
using System.Text;
using ILDiff.Diagnostics;
using ILDiff.Reading;
using NUnit.Framework;

/// <summary>Ways on which an active float could become a float again without its derivative: each is refused, not taken for zero.</summary>
[TestFixture]
public class LostActivityTests
{
    public static double ThroughDecimal(double x) => (double)((decimal)x * 2m);

    public static double ThroughText(double x) => double.Parse(x.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);

    public static double ThroughInterpolation(double x) => double.Parse($"{x}1", CultureInfo.InvariantCulture);

    public static double ThroughBuilder(double x)
    {
        var text = new StringBuilder();
        text.Append(x);
        return double.Parse(text.ToString(), CultureInfo.InvariantCulture);
    }

    public static double ThroughTicks(double x) => TimeSpan.FromSeconds(x).TotalMilliseconds;

    public static double ThroughBits(double x) => BitConverter.Int64BitsToDouble(BitConverter.DoubleToInt64Bits(x) + 1);

    public static double OnlyCompared(double x)
    {
        var tolerance = BitConverter.Int64BitsToDouble(BitConverter.DoubleToInt64Bits(x) + 1) - x;
        return tolerance > 1e-10 ? 2 * x : x * x;
    }

    public static double Beside(double x) => x * (double)1.5m * double.Parse("2", CultureInfo.InvariantCulture) * TimeSpan.FromSeconds(1).TotalMilliseconds;

    [TestCase(nameof(ThroughDecimal))]
    [TestCase(nameof(ThroughText))]
    [TestCase(nameof(ThroughInterpolation))]
    [TestCase(nameof(ThroughBuilder))]
    [TestCase(nameof(ThroughTicks))]
    [TestCase(nameof(ThroughBits))]
    public void Active_floats_that_come_back_without_derivative_are_refused(string method) =>
        Assert.That(Differentiate(method).Diagnostics.Select(d => d.Id), Is.EqualTo(new[] { DiagnosticId.UnsupportedRule }));

    [TestCase(nameof(Beside))]
    [TestCase(nameof(OnlyCompared))]
    public void Constants_from_the_same_sources_are_not_nor_what_is_only_compared(string method) => Assert.That(Differentiate(method).Differentiated);

    private static MethodOutcome Differentiate(string method)
    {
        using var assembly = AssemblyLoader.Load(typeof(LostActivityTests).Assembly.Location, []);
        var definition = MethodPatterns.Find(assembly, $"{typeof(LostActivityTests).FullName}.{method}").Single();
        return new AssemblyDifferentiator(assembly.Module, new DiffOptions()).Differentiate(definition);
    }
}
