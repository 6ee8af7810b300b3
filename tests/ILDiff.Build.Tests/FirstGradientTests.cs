namespace ILDiff.Build.Tests;

using ILDiff.Build.Tests.Support;
using NUnit.Framework;

/// <summary>The newcomer's way: a new console project, one package, one attribute.</summary>
public class FirstGradientTests
{
    [Test]
    public void A_console_project_has_the_gradients_of_the_methods_that_it_marks()
    {
        var work = new Workspace("first");
        work.New("console", "First");
        DotNet.Run(work.PathOf("First"), $"add package ILDiff.MSBuild --version {Feed.Version}").Succeeds();
        work.Write("First/Program.cs", """
            using ILDiff;

            var (value, gradient) = Diff.ValueAndGradient<double[]>(Model.Loss, [1.0, 2.0, 3.0]);
            Console.WriteLine(FormattableString.Invariant($"{value} {gradient[0]} {gradient[1]} {gradient[2]}"));

            static class Model
            {
                [Differentiable]
                public static double Loss(double[] w) => w[0] * w[1] + w[2] * w[2];
            }
            """);
        work.Build("First").Succeeds();
        Assert.That(work.RunBuilt("First"), Is.EqualTo(new[] { "11 2 1 6" }));
    }
}
