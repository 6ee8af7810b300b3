namespace ILDiff.Tests.Differentiation;

using System.Numerics;
using System.Reflection;
using ILDiff.Checking;
using ILDiff.Tests.Support;
using NUnit.Framework;

/// <summary>Derivatives of arithmetic with the framework's vectors of two and three numbers, whose values must be the framework's to the last bit.</summary>
[TestFixture]
public class VectorTests
{
    private static readonly Lazy<DifferentiatedAssembly>[] Builds = [.. new[] { new DiffOptions(), new DiffOptions { Optimize = false } }
        .Select(o => new Lazy<DifferentiatedAssembly>(() => new DifferentiatedAssembly(typeof(Programs).Assembly.Location, Methods, o)))];

    private static IEnumerable<MethodInfo> Methods => typeof(Programs).GetMethods(BindingFlags.Static | BindingFlags.Public | BindingFlags.DeclaredOnly);

    private static IEnumerable<TestCaseData> Cases => Methods.Select(m => new TestCaseData(m).SetArgDisplayNames(m.Name));

    [TestCaseSource(nameof(Cases))]
    public void Derivatives_agree_with_differences(MethodInfo original)
    {
        foreach (var build in Builds.Select(b => b.Value))
        {
            Assert.That(build.Failure(original), Is.Empty);
            var result = DerivativeChecker.Check(build.Primal(original), new CheckOptions { Samples = 10 });
            Assert.That(result.Verdict, Is.EqualTo(Verdict.Pass), result.Reason);
        }
    }

    public static class Programs
    {
        public static Vector3 Operators(Vector3 a, Vector3 b, float k) => (((a + b) * k) - (k * (a * b))) / 2f;

        public static Vector3 Quotients(Vector3 a, float k) => -(a / (new Vector3(k * k) + new Vector3(1, 2, 3)));

        public static float Products(Vector3 a, Vector3 b) => Vector3.Dot(Vector3.Cross(a, b), a + (2f * b)) + a.LengthSquared();

        public static float Lengths(Vector3 a, Vector3 b) => a.Length() + Vector3.Distance(a, b) + Vector3.DistanceSquared(b, a);

        public static Vector3 Unit(Vector3 a) => Vector3.Normalize(a + (4f * Vector3.UnitX));

        public static float InPlace(Vector3[] points, float k)
        {
            var sum = 0f;
            for (var i = 0; i < points.Length; i++)
            {
                points[i] = (points[i] * k) + new Vector3(new Vector2(k, i), points[i].X);
                points[i].Y -= k;
                sum += points[i].Length();
            }

            return sum;
        }

        public static Vector2 Plane(Vector2 a, Vector2 b, float k) => ((a - b) * k) + (k * Vector2.Normalize(a + new Vector2(4, k))) - (a / (k + 5));

        public static float PlaneLengths(Vector2 a, Vector2 b) => Vector2.Dot(a, b) + a.Length() + Vector2.Distance(a, -b) + (new Vector2(a.X) * b / 3f).LengthSquared();
    }
}
