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
}
