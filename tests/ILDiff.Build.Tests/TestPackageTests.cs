namespace ILDiff.Build.Tests;

using ILDiff.Build.Tests.Support;
using NUnit.Framework;

/// <summary>A test project of a user: gradient checks from the package, derivatives made while the tests run.</summary>
public class TestPackageTests
{
    [Test]
    public void A_test_project_checks_gradients()
    {
        var work = new Workspace("checks");
        work.Write("Checks/Checks.csproj", $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <TargetFramework>net10.0</TargetFramework>
                <ImplicitUsings>enable</ImplicitUsings>
              </PropertyGroup>
              <ItemGroup>
                <PackageReference Include="Microsoft.NET.Test.Sdk" Version="17.14.1" />
                <PackageReference Include="NUnit" Version="4.4.0" />
                <PackageReference Include="NUnit3TestAdapter" Version="5.2.0" />
                <PackageReference Include="ILDiff.NUnit" Version="{Feed.Version}" />
              </ItemGroup>
            </Project>
            """);
        work.Write("Checks/Tests.cs", """
            using ILDiff;
            using ILDiff.Testing;
            using NUnit.Framework;

            public class Tests
            {
                static double Loss(double[] w) => w[0] * Math.Sin(w[1]);

                [Test]
                public void Right() => Assert.That(Loss, Has.CorrectGradient().At(new[] { 2.0, 0.5 }).Within(1e-9));

                [Test]
                public void Called() => Assert.That(Diff.Gradient(Loss, new[] { 2.0, 0.0 }), Is.EqualTo(new[] { 0.0, 2.0 }));

                [GradientCheck]
                public static double Checked([Domain(0.5, 2)] double x) => Math.Log(x);

                static double Square(double x) => x * x;

                static double SquareVjp(double x, ref double xAdjoint, double resultAdjoint)
                {
                    xAdjoint += x * resultAdjoint;
                    return x * x;
                }

                [Test]
                public void Wrong() => Assert.That(Square, Has.CorrectGradient());
            }
            """);
        var output = DotNet.Run(work.Folder, "test Checks").Fails().Output;
        Assert.That(output, Does.Match("Failed: +1, Passed: +3"));
        Assert.That(output, Does.Match(@"derivative of the result with respect to x:\s+finite differences .*\s+pullback .* Tests\.SquareVjp, .*Tests\.cs\(2[0-9]\)"));
    }
}
