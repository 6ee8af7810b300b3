namespace ILDiff.Tests.Differentiation;

using System.Reflection;
using ILDiff.Checking;
using ILDiff.Tests.Support;
using NUnit.Framework;

/// <summary>Derivatives of methods that take spans.</summary>
[TestFixture]
public class SpanTests
{
    private static readonly Lazy<DifferentiatedAssembly>[] Builds = [.. new[]
    {
        new DiffOptions(), new DiffOptions { Optimize = false }, new DiffOptions { RecordEverything = true }, new DiffOptions { Optimize = false, RecordEverything = true },
    }.Select(o => new Lazy<DifferentiatedAssembly>(() => new DifferentiatedAssembly(typeof(SpanPrograms).Assembly.Location, Programs, o)))];

    private static IEnumerable<MethodInfo> Programs => typeof(SpanPrograms).GetMethods(BindingFlags.Static | BindingFlags.Public | BindingFlags.DeclaredOnly)
        .Where(m => !m.ReturnType.IsByRefLike);

    private static IEnumerable<TestCaseData> Cases => Programs.Select(m => new TestCaseData(m).SetArgDisplayNames(m.Name));

    [TestCaseSource(nameof(Cases))]
    public void Derivatives_agree_with_differences(MethodInfo original)
    {
        foreach (var build in Builds.Select(b => b.Value))
        {
            Assert.That(build.Failure(original), Is.Empty);
            var result = DerivativeChecker.Check(build.Primal(original), new CheckOptions { Samples = 20 });
            Assert.That(result.Verdict, Is.EqualTo(Verdict.Pass), result.Reason);
        }
    }

    private delegate void PullbackOfTwo(ReadOnlySpan<double> source, Span<double> sourceAdjoint, Span<double> target, Span<double> targetAdjoint);

    private delegate double Pullback(double[] x, double[] xAdjoint, double resultAdjoint);

    private delegate (double Value, double[] X, double[] Y) GradientOfTwo(ReadOnlySpan<double> x, ReadOnlySpan<double> y);

    [Test]
    public void Overlapping_arguments_with_overlapping_adjoints_are_one_memory()
    {
        foreach (var build in Builds.Select(b => b.Value))
        {
            var pull = Member<PullbackOfTwo>(build, nameof(SpanPrograms.MayOverlap), "Vjp");
            foreach (var (source, target) in new[] { (0, 1), (1, 0), (0, 2), (2, 0), (0, 0) })
            {
                double[] x = [0.5, 1.5, -0.7, 1.2, 0.9, 2], own = [.. x], seed = [1, -2, 0.5, 3, 0.25, -1], adjoint = [.. seed];
                pull(own.AsSpan(source, 4), adjoint.AsSpan(source, 4), own.AsSpan(target, 4), adjoint.AsSpan(target, 4));
                for (var i = 0; i < x.Length; i++) Assert.That(adjoint[i], Is.EqualTo(Slope(x, seed, i, source, target)).Within(1e-7), $"{source} {target} {i}");
            }
        }
    }

    [Test]
    public void One_span_twice_has_one_gradient_and_partial_overlap_has_none()
    {
        var gradient = Member<GradientOfTwo>(Builds[0].Value, nameof(SpanPrograms.Dot), "Gradient");
        double[] x = [1, 2, 3];
        var (_, first, second) = gradient(x, x);
        Assert.That(first, Is.SameAs(second));
        Assert.That(first, Is.EqualTo(new[] { 3.0, 12, 27 }));
        Assert.That(gradient(x.AsSpan(0, 1), x.AsSpan(1)).Y, Is.EqualTo(new[] { 4.0, 0 }));
        Assert.Throws<ArgumentException>(() => gradient(x.AsSpan(0, 2), x.AsSpan(1)));
    }

    [TestCase(nameof(RefusedSpans.Interpreted), "ILD2003")]
    [TestCase(nameof(RefusedSpans.OfParameter), "ILD2003")]
    [TestCase(nameof(RefusedSpans.Unmanaged), "ILD200")]
    [TestCase(nameof(RefusedSpans.InlineArray), "ILD2008")]
    [TestCase(nameof(RefusedSpans.Sorted), "ILD2003")]
    [TestCase(nameof(RefusedSpans.Given), "ILD2002")]
    [TestCase(nameof(RefusedSpans.ByReference), "ILD2002")]
    [TestCase(nameof(RefusedSpans.InStruct), "ILD2002")]
    [TestCase(nameof(RefusedSpans.AnyInLoop), "ILD2002")]
    public void What_cannot_be_followed_is_refused(string name, string code)
    {
        var original = typeof(RefusedSpans).GetMethod(name)!;
        var build = new DifferentiatedAssembly(original.DeclaringType!.Assembly.Location, [original], new DiffOptions());
        Assert.That(build.Failure(original), Does.Contain("error " + code));
    }

    private static T Member<T>(DifferentiatedAssembly build, string name, string suffix) where T : Delegate =>
        build.Member(typeof(SpanPrograms).GetMethod(name)!, suffix)!.CreateDelegate<T>();

    /// <summary>The derivative of the seeded sum of the memory afterwards by one element before.</summary>
    private static double Slope(double[] x, double[] seed, int element, int source, int target)
    {
        double At(double step)
        {
            double[] moved = [.. x];
            moved[element] += step;
            SpanPrograms.MayOverlap(moved.AsSpan(source, 4), moved.AsSpan(target, 4));
            return moved.Zip(seed, (m, s) => m * s).Sum();
        }

        return (At(1e-5) - At(-1e-5)) / 2e-5;
    }
}
