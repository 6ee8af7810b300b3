namespace ILDiff.Tests.Differentiation;

using System.Reflection;
using ILDiff.Tests.Support;
using NUnit.Framework;

/// <summary>What is said where active data go where no derivative can follow: the place, the cause in the user's words, and a way out.</summary>
[TestFixture]
public unsafe class RefusalMessageTests
{
    private static readonly Lazy<DifferentiatedAssembly> Build = new(() => new DifferentiatedAssembly(
        typeof(Programs).Assembly.Location, typeof(Programs).GetMethods(BindingFlags.Static | BindingFlags.Public | BindingFlags.DeclaredOnly), new DiffOptions()));

    [TestCase(nameof(Programs.FunctionPointer), "RefusalMessageTests.cs(", "ILD2002", "a call by a function pointer", "a lambda")]
    [TestCase(nameof(Programs.Pinned), "RefusalMessageTests.cs(", "ILD2002", "a pointer to active data is made", "arrays, references or spans")]
    [TestCase(nameof(Programs.Listed), "RefusalMessageTests.cs(", "ILD2002", "derives from one of the framework", "a class of your own")]
    [TestCase(nameof(Programs.Passed), "RefusalMessageTests.cs(", "ILD2005", "what a delegate of type System.Func`2<System.Double,System.Double> runs is not known", "pass the lambda directly")]
    [TestCase(nameof(Programs.Kept), "RefusalMessageTests.cs(", "ILD2004", "a delegate that is kept in the static field", "pass lambdas directly")]
    [TestCase(nameof(Programs.Open), "Programs::Open(T,System.Double)", "ILD1010", "the type parameter T is not closed", "M<System.Double>")]
    public void Says_where_what_and_the_way_out(string name, string place, string code, string cause, string wayOut)
    {
        var failure = Build.Value.Failure(typeof(Programs).GetMethod(name)!);
        Assert.That(failure, Does.Contain(place).And.Contain(code).And.Contain(cause).And.Contain(wayOut));
    }

    public static class Programs
    {
        public static double FunctionPointer(double x)
        {
            delegate*<double, double> f = &Square;
            return f(x) * x;
        }

        public static double Pinned(double[] a)
        {
            fixed (double* p = a) return p[0] * p[1];
        }

        public static double Listed(double x)
        {
            var list = new List<double> { x };
            return list[0] * x;
        }

        public static double Passed(Func<double, double> f, double x) => f(x) * x;

        public static double Kept(double[] a) => a.Select(v => v * v).Sum();

        public static double Open<T>(T scale, double x) => scale is int k ? x * k : x;

        private static double Square(double x) => x * x;
    }
}
