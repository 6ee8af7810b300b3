namespace ILDiff.Build.Tests;

using System.Runtime.InteropServices;
using ILDiff.Build.Tests.Support;
using NUnit.Framework;

/// <summary>A woven program through each kind of publication.</summary>
[Parallelizable]
public class PublishTests
{
    private Workspace work = null!;

    [OneTimeSetUp]
    public void Make()
    {
        work = new Workspace("publish");
        work.New("console", "App", items: $"""
            {Workspace.Package}
            <PackageReference Include="MathNet.Numerics" Version="5.0.0" />
            <ILDiffReference Include="MathNet.Numerics" Methods="MathNet.Numerics.SpecialFunctions.GammaLn" />
            """);
        work.Write("App/Program.cs", """
            using ILDiff;
            using static System.FormattableString;

            var scale = 2.0;
            var gradient = Diff.Gradient<double[]>(w => scale * Model.Loss(w), [1.0, 2.0, 3.0]);
            Console.WriteLine(Invariant($"{gradient[0]} {gradient[1]} {gradient[2]}"));
            Console.WriteLine(Invariant($"{MathNet.Numerics.SpecialFunctions.GammaLnGradient(3.5).Gradient:f6}"));

            static class Model
            {
                // The loop's length is not known before, so the tape is used.
                public static double Loss(double[] w)
                {
                    var (x, i) = (1.0, 0);
                    while (x < 100 && i < w.Length) x = x * w[i++] + 1;
                    return x;
                }
            }
            """);
    }

    [TestCase("-p:PublishReadyToRun=true --self-contained false", TestName = "Ready to run")]
    [TestCase("-p:PublishTrimmed=true --self-contained", TestName = "Trimmed")]
    [TestCase("-p:PublishSingleFile=true --self-contained false", TestName = "Single file")]
    public void Runs_where_it_is_published(string options) => Check("App-" + TestContext.CurrentContext.Test.Name.Replace(' ', '-'), options);

    [Test]
    public void Runs_as_native_code()
    {
        // The native linker is the compiler's driver; the platform has one or not.
        var linker = new[] { "clang", "gcc" }.FirstOrDefault(l => Environment.GetEnvironmentVariable("PATH")!.Split(Path.PathSeparator).Any(d => File.Exists(Path.Combine(d, l))));
        if (linker is null || !OperatingSystem.IsLinux()) return;
        Check("App-native", $"-p:PublishAot=true -p:CppCompilerAndLinker={linker}");
    }

    private void Check(string folder, string options)
    {
        var target = work.PathOf(folder);
        DotNet.Run(work.Folder, $"publish App -c Release -r {RuntimeInformation.RuntimeIdentifier} -o {target} -p:InvariantGlobalization=true {options}").Succeeds();
        var lines = DotNet.Start(target, Path.Combine(target, OperatingSystem.IsWindows() ? "App.exe" : "App")).Succeeds().Output.Split('\n', StringSplitOptions.TrimEntries);
        Assert.That(lines[..2], Is.EqualTo(new[] { "12 12 10", "1.103157" }));
    }
}
