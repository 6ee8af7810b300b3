namespace ILDiff.Build.Tests;

using ILDiff.Build.Tests.Support;
using NUnit.Framework;

/// <summary>
/// One solution with the kinds of projects that people have, built once and in parallel: libraries for two frameworks,
/// consumers that know nothing of ILDiff, F# and Visual Basic, a third-party library; each with other symbols.
/// </summary>
[Parallelizable]
public class ProjectKindsTests
{
    private Workspace work = null!;

    [OneTimeSetUp]
    public void Build()
    {
        work = new Workspace("kinds");
        Models();
        Consumer();
        FSharp();
        VisualBasic();
        ThirdParty();
        Calls();
        work.Solution("Kinds", "Models", "Consumer", "Fs", "Vb", "ThirdParty", "Calls");
        DotNet.Run(work.Folder, "restore Kinds.slnx").Succeeds();
        work.Build("Kinds.slnx", "--no-restore -m").Succeeds();
    }

    [TestCase("netstandard2.0")]
    [TestCase("net10.0")]
    public void A_library_has_the_members_for_each_framework(string framework)
    {
        var methods = AssemblyFile.Methods(work.PathOf($"Models/bin/Debug/{framework}/Models.dll"));
        Assert.That(methods, Is.SupersetOf(new[] { "SphereGradient", "SphereJvp", "SphereVjp", "UnmarkedGradient" }));
        Assert.That(AssemblyFile.Methods(work.PathOf($"Models/obj/Debug/{framework}/Models.dll")), Does.Not.Contain("SphereGradient"), "the compiler's output was changed");
    }

    [Test]
    public void The_reference_assembly_has_the_members_that_were_asked_for_and_can_be_seen()
    {
        var methods = AssemblyFile.Methods(work.PathOf("Models/obj/Debug/net10.0/ref/Models.dll"));
        Assert.That(methods.Where(m => m.EndsWith("Gradient", StringComparison.Ordinal)), Is.EquivalentTo(new[] { "SphereGradient", "UnmarkedGradient", "CheckedGradient" }));
    }

    [Test]
    public void A_consumer_compiles_against_the_members_and_has_the_runtime_library()
    {
        var lines = work.RunBuilt("Consumer");
        Assert.That(lines[..2], Is.EqualTo(new[] { "14 2 4 6", "2.5 -1" }));
        Assert.That(lines[2], Does.Contain("Models.cs:line 19"), "a stack trace through the pullback leads to the source");
    }

    [Test]
    public void FSharp_functions_have_gradients() => Assert.That(work.RunBuilt("Fs"), Is.EqualTo(new[] { "13 4 6", "2 2" }));

    [Test]
    public void Visual_Basic_functions_have_gradients() => Assert.That(work.RunBuilt("Vb"), Is.EqualTo(new[] { "13 4 6" }));

    [Test]
    public void A_library_of_others_gets_members_in_a_copy()
    {
        var lines = work.RunBuilt("ThirdParty");
        Assert.That(double.Parse(lines[0]), Is.EqualTo(1.103156640645241).Within(1e-14), "the digamma function at 3.5");
        var copy = work.PathOf("ThirdParty/bin/Debug/net10.0/MathNet.Numerics.dll");
        Assert.That(AssemblyFile.Methods(copy), Does.Contain("GammaLnGradient").And.Not.Contain("GammaGradient"));
        foreach (var original in Directory.EnumerateFiles(Feed.PackageFolder, "MathNet.Numerics.dll", SearchOption.AllDirectories))
        {
            Assert.That(AssemblyFile.Methods(original), Does.Not.Contain("GammaLnGradient"), "the package was changed");
        }
    }

    [Test]
    public void Calls_of_Diff_need_no_marks()
    {
        var lines = work.RunBuilt("Calls");
        Assert.That(lines[..3], Is.EqualTo(new[] { "closure 24", "project 2 4", "lambda 7 12" }));
        Assert.That(lines[3], Does.StartWith("package 1.10315664064524"), "the digamma function at 3.5");
    }

    [Test]
    public void After_hot_reload_of_what_they_were_made_from_derivatives_throw() =>
        Assert.That(work.RunBuilt("Calls")[4..], Is.EqualTo(new[] { "other type 12", "its type NoDerivativeException" }));

    private void Calls()
    {
        work.New("console", "Calls", items: $"""
            {Workspace.Package}
            <PackageReference Include="MathNet.Numerics" Version="5.0.0" />
            <ProjectReference Include="../Models/Models.csproj" />
            """);
        work.Write("Calls/Program.cs", """
            using System.Reflection;
            using ILDiff;
            using MathNet.Numerics;
            using static System.FormattableString;

            double[] table = [1, 2, 3];
            var scale = 2.0;
            Console.WriteLine(Invariant($"closure {Diff.Gradient(x => scale * table[2] * x * x, 2.0)}"));
            var sphere = Diff.Gradient<double[]>(Models.Model.Sphere, [1, 2]);
            Console.WriteLine(Invariant($"project {sphere[0]} {sphere[1]}"));
            var (value, gradient) = Diff.ValueAndGradient(x => x * x * x - 1, 2.0);
            Console.WriteLine(Invariant($"lambda {value} {gradient}"));
            Console.WriteLine(Invariant($"package {Diff.Gradient(SpecialFunctions.GammaLn, 3.5)}"));

            // What the run time does after an update of these types.
            var update = typeof(Diff).Assembly.GetType("ILDiff.StaleDerivatives")!.GetMethod("UpdateApplication", BindingFlags.Static | BindingFlags.NonPublic)!;
            update.Invoke(null, [new[] { typeof(Uri) }]);
            Console.WriteLine(Invariant($"other type {Diff.Gradient(x => x * x * x, 2.0)}"));
            update.Invoke(null, [new[] { typeof(Models.Model) }]);
            try
            {
                Diff.Gradient<double[]>(Models.Model.Sphere, [1, 2]);
            }
            catch (NoDerivativeException e)
            {
                Console.WriteLine($"its type {e.GetType().Name}");
            }
            """);
    }

    private void Models()
    {
        work.New("classlib", "Models", items: $"""{Workspace.Package}<ILDiffMethod Include="Models.Model.Unmarked" />""",
            properties: "<TargetFramework></TargetFramework><TargetFrameworks>netstandard2.0;net10.0</TargetFrameworks><LangVersion>latest</LangVersion><ImplicitUsings>disable</ImplicitUsings>");
        work.Write("Models/Models.cs", """
            using ILDiff;
            namespace Models;

            public static class Model
            {
                [Differentiable]
                public static double Sphere(double[] x)
                {
                    var sum = 0.0;
                    foreach (var value in x) sum += value * value;
                    return sum;
                }

                public static double Unmarked(double a, double b) => (a + 0.5) * -b;

                [Differentiable]
                public static double Checked(double[] x)
                {
                    if (x.Length == 0) throw new System.ArgumentException("no elements");
                    return x[0];
                }

                [Differentiable]
                private static double Hidden(double x) => x * x;

                public static double Other(double x) => x * x;

                public static double Slopes(double[] x) => Diff.Gradient(Sphere, x)[0] + Diff.Gradient(Other, x[0]);
            }
            """);
    }

    private void Consumer()
    {
        work.New("console", "Consumer", items: """<ProjectReference Include="../Models/Models.csproj" />""");
        work.Write("Consumer/Program.cs", """
            using static System.FormattableString;

            var (value, gradient) = Models.Model.SphereGradient([1, 2, 3]);
            Console.WriteLine(Invariant($"{value} {gradient[0]} {gradient[1]} {gradient[2]}"));
            var result = Models.Model.UnmarkedGradient(a: 0.5, b: -2.5);
            Console.WriteLine(Invariant($"{result.a} {result.b}"));
            try
            {
                Models.Model.CheckedVjp([], [], 1);
            }
            catch (ArgumentException e)
            {
                Console.WriteLine(e.StackTrace!.Split('\n')[0]);
            }
            """);
    }

    private void FSharp()
    {
        work.New("console", "Fs", "F#", $"""{Workspace.Package}<ILDiffMethod Include="Program.half" />""", "<DebugType>embedded</DebugType>");
        work.Write("Fs/Program.fs", """
            module Program
            open System
            open ILDiff

            [<Differentiable>]
            let sphere (x: double[]) =
                let mutable sum = 0.0
                for i in 0 .. x.Length - 1 do
                    sum <- sum + x.[i] * x.[i]
                sum

            let half (x: double) = x * x / 2.0

            let struct (value, gradient) = Diff.ValueAndGradient(Func<double[], double>(sphere), [| 2.0; 3.0 |])
            printfn "%g %g %g" value gradient.[0] gradient.[1]
            let second = Diff.Gradient(Func<double, double>(half), 2.0)
            printfn "%g %g" (half 2.0) second
            """);
    }

    private void VisualBasic()
    {
        work.New("console", "Vb", "VB", Workspace.Package, "<DebugType>none</DebugType>");
        work.Write("Vb/Program.vb", """
            Imports System
            Imports ILDiff

            Module Program
                <Differentiable>
                Function Sphere(x As Double()) As Double
                    Dim square = Function(y As Double) y * y
                    Dim sum = 0.0
                    For i = 0 To x.Length - 1
                        sum += square(x(i))
                    Next
                    Return sum
                End Function

                Sub Main()
                    Dim result = Diff.ValueAndGradient(AddressOf Sphere, {2.0, 3.0})
                    Console.WriteLine(FormattableString.Invariant($"{result.Value} {result.Gradient(0)} {result.Gradient(1)}"))
                End Sub
            End Module
            """);
    }

    private void ThirdParty()
    {
        work.New("console", "ThirdParty", items: $"""
            {Workspace.Package}
            <PackageReference Include="MathNet.Numerics" Version="5.0.0" />
            <ILDiffReference Include="MathNet.Numerics" Methods="MathNet.Numerics.SpecialFunctions.GammaLn" />
            """);
        work.Write("ThirdParty/Program.cs", """
            var (_, gradient) = MathNet.Numerics.SpecialFunctions.GammaLnGradient(3.5);
            Console.WriteLine(gradient.ToString("R", System.Globalization.CultureInfo.InvariantCulture));
            """);
    }
}
