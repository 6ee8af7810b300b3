namespace ILDiff.Tests.Reading;

using ILDiff.Diagnostics;
using ILDiff.Reading;
using ILDiff.Tests.Support;
using NUnit.Framework;

public class MethodPatternsTests
{
    private const string Here = "ILDiff.Tests.Reading.MethodPatternsTests.";

    private LoadedAssembly assembly = null!;

    [OneTimeSetUp]
    public void Load() => assembly = AssemblyLoader.Load(TestInputs.Self, []);

    [OneTimeTearDown]
    public void Unload() => assembly.Dispose();

    [TestCase("Over", 3)]
    [TestCase("Over(double)", 1)]
    [TestCase("Over(System.Double)", 1)]
    [TestCase("Over(Double)", 1)]
    [TestCase("Over(ref double, double[,])", 1)]
    [TestCase("Over(double&,System.Double[,])", 1)]
    [TestCase("Over(List<double[]>)", 1)]
    [TestCase("Over(System.Collections.Generic.List<double[]>)", 1)]
    [TestCase("Inner.Deep", 1)]
    [TestCase("Inner+Deep", 1)]
    [TestCase("Inner/Deep", 1)]
    [TestCase("Generic<System.Double>", 1)]
    [TestCase("Generic<double>(T,T)", 1)]
    [TestCase("*", 4)]
    [TestCase("Ov*(double)", 1)]
    public void Finds(string pattern, int count)
    {
        var found = MethodPatterns.Find(assembly, pattern.StartsWith("Inner", StringComparison.Ordinal)
            ? "ILDiff.Tests.Reading.MethodPatternsTests+Samples" + pattern["Inner".Length..]
            : Here + "Samples." + pattern);
        Assert.That(found, Has.Count.EqualTo(count), string.Join("\n", found));
    }

    [Test]
    public void Closes_a_generic_method()
    {
        var method = MethodPatterns.Find(assembly, Here + "Samples.Generic<System.Double>").Single();
        Assert.That(MethodPatterns.Display(method), Is.EqualTo("ILDiff.Tests.Reading.MethodPatternsTests/Samples.Generic<System.Double>(T,T)"));
    }

    [TestCase("Samples.Ovr", "Samples.Over?")]
    [TestCase("Samples.over(double)", "Samples.Over?")]
    [TestCase("Samples.Over(int)", "Over(System.Double)")]
    public void Suggests_near_names(string pattern, string suggestion)
    {
        var e = Assert.Throws<DiagnosticException>(() => MethodPatterns.Find(assembly, Here + pattern))!;
        Assert.That(e.Diagnostic.Id, Is.EqualTo(DiagnosticId.NoSuchMethod));
        Assert.That(e.Diagnostic.Message, Does.Contain(suggestion));
    }

    [TestCase("")]
    [TestCase("(")]
    [TestCase("<>")]
    [TestCase("A.B<")]
    [TestCase("A.B>()")]
    [TestCase("A.B(((")]
    public void Nonsense_matches_nothing(string pattern) =>
        Assert.That(Assert.Throws<DiagnosticException>(() => MethodPatterns.Find(assembly, pattern))!.Diagnostic.Id, Is.EqualTo(DiagnosticId.NoSuchMethod));

    [Test]
    public void A_survey_takes_what_takes_and_gives_floats()
    {
        var names = new Candidates(assembly.Module).Public().Where(m => m.DeclaringType.Name == "Samples").Select(m => m.Name);
        Assert.That(names, Is.EqualTo(new[] { "Over", "Over", "Over", "Generic", "Deep" }).AsCollection);
    }

    public static class Samples
    {
        public static double Over(double x) => x;

        public static double Over(ref double x, double[,] a) => x * a[0, 0];

        public static void Over(List<double[]> list) => list.Clear();

        public static T Generic<T>(T x, T y) => x is null ? y : x;

        public static double Deep(double x) => x;

        public static int Count(double x) => (int)x;

        public static double Constant(int n) => n;

        public static void Print(double x) => Console.WriteLine(x);
    }
}
