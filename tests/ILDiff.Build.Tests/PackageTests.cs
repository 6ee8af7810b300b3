namespace ILDiff.Build.Tests;

using ILDiff.Build.Tests.Support;
using NUnit.Framework;

/// <summary>Woven assemblies in packages, and the command line as a tool.</summary>
[Parallelizable]
public class PackageTests
{
    [Test]
    public void A_packed_library_brings_its_members_and_the_runtime_library()
    {
        var work = new Workspace("packed");
        var version = $"1.0.0-{Guid.NewGuid().ToString("n")[..8]}";
        work.New("classlib", "Lib", items: Workspace.Package, properties: $"<PackageId>ILDiff.Packed.Lib</PackageId><Version>{version}</Version>");
        work.Write("Lib/Model.cs", """
            namespace Lib;

            public static class Model
            {
                [ILDiff.Differentiable]
                public static double Loss(double[] x)
                {
                    var (product, i) = (1.0, 0);
                    while (i < x.Length && product < 100) product *= x[i++];
                    return product;
                }
            }
            """);
        work.Build("Lib", "-c Release").Succeeds();
        DotNet.Run(work.Folder, $"pack Lib -c Release --no-build -o {work.PathOf("feed")}").Succeeds();
        work.New("console", "App", items: $"""<PackageReference Include="ILDiff.Packed.Lib" Version="{version}" />""");
        work.Write("App/Program.cs", "var (value, gradient) = Lib.Model.LossGradient([2, 3]); Console.WriteLine($\"{value} {gradient[0]} {gradient[1]}\");");
        work.Build("App", $"-p:RestoreAdditionalProjectSources={work.PathOf("feed")}").Succeeds();
        Assert.That(work.RunBuilt("App"), Is.EqualTo(new[] { "6 3 2" }));
    }

    [Test]
    public void What_was_built_is_published_without_building_again()
    {
        var work = new Workspace("nobuild");
        work.New("console", "App", items: Workspace.Package);
        work.Write("App/Program.cs", "Console.WriteLine(ILDiff.Diff.Gradient(x => x * x * x, 2.0));");
        work.Build("App", "-c Release").Succeeds();
        DotNet.Run(work.Folder, $"publish App -c Release --no-build -o {work.PathOf("out")}").Succeeds();
        Assert.That(DotNet.Run(work.Folder, work.PathOf("out/App.dll")).Succeeds().Output.Trim(), Is.EqualTo("12"));
    }

    [Test]
    public void The_command_line_is_a_tool()
    {
        var work = new Workspace("tool");
        DotNet.Run(Feed.Repository, $"pack src/ILDiff.Cli --no-build -c {Feed.Configuration} -p:PackageVersion={Feed.Version} -o {Feed.Folder}").Succeeds();
        DotNet.Run(work.Folder, $"tool install ILDiff.Cli --version {Feed.Version} --tool-path {work.PathOf("bin")} --source {Feed.Folder}").Succeeds();
        var run = DotNet.Start(work.Folder, work.PathOf(OperatingSystem.IsWindows() ? "bin/ildiff.exe" : "bin/ildiff"), "--version").Succeeds();
        Assert.That(run.Output, Does.StartWith("ILDiff "));
    }
}
