namespace ILDiff.Build.Tests;

using ILDiff.Build.Tests.Support;
using NUnit.Framework;

/// <summary>One project through the builds that a working day brings.</summary>
[Parallelizable]
public class BuildLifeTests
{
    private const string Woven = "Life/obj/Debug/net10.0/woven/Life.dll";
    private const string Output = "Life/bin/Debug/net10.0/Life.dll";

    private Workspace work = null!;

    [Test]
    public void Weaves_what_changed_and_only_that()
    {
        work = new Workspace("life");
        work.New("console", "Life", items: Workspace.Package);
        Source("w * w");
        DotNet.Run(work.Folder, "msbuild Life -restore -t:Compile -p:DesignTimeBuild=true -p:SkipCompilerExecution=true -p:ProvideCommandLineArgs=true").Succeeds();
        Assert.That(Directory.Exists(work.PathOf("Life/obj/Debug/net10.0/woven")), Is.False, "a build for an editor is left alone");

        work.Build("Life").Succeeds();
        Assert.That(work.RunBuilt("Life"), Is.EqualTo(new[] { "6" }));

        var before = (File.GetLastWriteTimeUtc(work.PathOf(Woven)), File.GetLastWriteTimeUtc(work.PathOf(Output)));
        var again = DotNet.Run(work.Folder, "build Life -v n").Succeeds();
        Assert.That(again.Output, Does.Contain("Skipping target \"ILDiffWeave\" because all output files are up-to-date"));
        Assert.That((File.GetLastWriteTimeUtc(work.PathOf(Woven)), File.GetLastWriteTimeUtc(work.PathOf(Output))), Is.EqualTo(before));

        Source("w * w * w");
        work.Build("Life").Succeeds();
        Assert.That(work.RunBuilt("Life"), Is.EqualTo(new[] { "27" }));

        Source("Gamma(w)");
        for (var attempt = 0; attempt < 2; attempt++)
        {
            var failed = work.Build("Life").Fails();
            Assert.That(failed.Output, Does.Match(@"Life/Program\.cs\(8,61\): error ILD2003: "), "the line of the call that has no derivative");
            Assert.That(AssemblyFile.Methods(work.PathOf(Output)), Does.Contain("LossGradient").And.Contain("MarkedGradient"), "an unwoven assembly was let out");
        }

        Source("2 * w");
        work.Build("Life").Succeeds();
        Assert.That(work.RunBuilt("Life"), Is.EqualTo(new[] { "2" }));

        work.Build("Life", "-p:ILDiffMode=jvp -p:ILDiffReport=report.json").Succeeds();
        Assert.That(AssemblyFile.Methods(work.PathOf(Output)), Does.Contain("LossJvp").And.Not.Contain("MarkedGradient"));
        Assert.That(File.ReadAllText(work.PathOf("Life/report.json")), Does.Contain("\"method\": \"Model.Loss(System.Double)\"").And.Contain("Diff.Gradient in Program."));

        work.Build("Life", "-p:ILDiffEnabled=false").Succeeds();
        Assert.That(AssemblyFile.Methods(work.PathOf(Output)), Does.Contain("Loss").And.Not.Contain("LossGradient"));

        work.Build("Life").Succeeds();
        Assert.That(work.RunBuilt("Life"), Is.EqualTo(new[] { "2" }));

        DotNet.Run(work.Folder, "clean Life").Succeeds();
        var left = Directory.EnumerateFiles(work.PathOf("Life/obj"), "*", SearchOption.AllDirectories).Where(f => f.Contains("woven", StringComparison.Ordinal) || f.Contains("ildiff.rsp", StringComparison.Ordinal));
        Assert.That(left, Is.Empty);
    }

    /// <summary>The body stands in line 8, column 61.</summary>
    private void Source(string body) => work.Write("Life/Program.cs", $$"""
        using ILDiff;
        using System.Runtime.InteropServices;

        Console.WriteLine(Diff.Gradient(Model.Loss, 3.0));

        partial class Model
        {
            [Differentiable] public static double Loss(double w) => {{body}};

            [Differentiable] public static double Marked(double w) => w;

            [DllImport("libm", EntryPoint = "tgamma")] private static extern double Gamma(double x);
        }
        """);
}
