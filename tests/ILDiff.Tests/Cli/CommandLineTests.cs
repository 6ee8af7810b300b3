namespace ILDiff.Tests.Cli;

using System.Text.Json;
using ILDiff.Tests.Support;
using NUnit.Framework;

[Parallelizable(ParallelScope.All)]
public class CommandLineTests
{
    [TestCase("", 2)]
    [TestCase("frobnicate", 2)]
    [TestCase("differentiate", 2)]
    [TestCase("differentiate a.dll --frob", 2)]
    [TestCase("differentiate a.dll --mode jvp,xyz", 2)]
    [TestCase("differentiate a.dll -r /not/there", 2)]
    [TestCase("check a.dll --range 3,1", 2)]
    [TestCase("check a.dll --range abc", 2)]
    [TestCase("check a.dll --samples 0", 2)]
    [TestCase("check a.dll --samples many", 2)]
    [TestCase("inspect a.dll", 2)]
    [TestCase("inspect a.dll -m X --stage 1", 2)]
    [TestCase("inspect a.dll -m X --stage asm", 2)]
    [TestCase("inspect a.dll -m X --stage il --format dot", 2)]
    [TestCase("--help", 0)]
    [TestCase("help", 0)]
    [TestCase("help survey", 0)]
    [TestCase("check --help", 0)]
    [TestCase("--version", 0)]
    [TestCase("differentiate missing.dll -m X", 3)]
    [TestCase("survey missing.dll", 3)]
    [TestCase("survey missing.dll --check", 3)]
    [TestCase("check missing.dll", 3)]
    [TestCase("check missing.dll --range -3,3 -m A -m B", 3)]
    [TestCase("inspect missing.dll -m X", 3)]
    public void Gives_the_exit_code_of_the_contract(string line, int code)
    {
        var run = Tool.Run(line.Split(' ', StringSplitOptions.RemoveEmptyEntries));
        Assert.That(run.ExitCode, Is.EqualTo(code), run.Error);
        if (code == 0) Assert.That((run.Output.Length > 0, run.Error), Is.EqualTo((true, "")));
        else Assert.That((run.Output, run.Error.Length > 0), Is.EqualTo(("", true)));
    }

    [Test]
    public void Help_shows_how_a_verb_is_called() =>
        Assert.That(Tool.Run(["check", "--help"]).Output, Does.Contain("ildiff check <assembly> [-m PATTERN]...").And.Contain("--range=LO,HI"));

    [TestCase("csharp")]
    [TestCase("il")]
    public void Inspect_shows_what_the_members_are_made_of(string stage)
    {
        var run = Tool.Run(["inspect", typeof(global::ILDiff.Samples.Flow.Nests).Assembly.Location, "-m", "ILDiff.Samples.Flow.Nests.WithResults", "--stage", stage]);
        Assert.That(run.ExitCode, Is.Zero, run.Error);
        var headings = run.Output.Split('\n').Where(l => l.Length > 0 && !char.IsWhiteSpace(l[0])).ToList();
        foreach (var name in new[] { "WithResultsVjp(", "<WithResults>Sweeps(", "<<WithResults>Sweeps>Nest(" }) Assert.That(headings, Has.Some.Contains(name));
    }

    [Test]
    public void A_near_name_is_suggested_and_reported()
    {
        using var directory = new TemporaryDirectory();
        var input = directory.Write("Small.dll", TestInputs.Small());
        var run = Tool.Run(["differentiate", input, "-m", "N.C.G", "-o", directory.File("out.dll"), "--report", directory.File("r.json")]);
        Assert.That(run.ExitCode, Is.EqualTo(1));
        Assert.That(run.Error, Does.Contain($"{input}: error ILD1007: no method matches 'N.C.G'; did you mean N.C.F?"));
        Assert.That(File.Exists(directory.File("out.dll")), Is.False);
        using var report = JsonDocument.Parse(File.ReadAllText(directory.File("r.json")));
        var method = report.RootElement.GetProperty("methods")[0];
        Assert.That(report.RootElement.GetProperty("input").GetProperty("sha256").GetString(), Has.Length.EqualTo(64));
        Assert.That(method.GetProperty("status").GetString(), Is.EqualTo("unsupported"));
        Assert.That(method.GetProperty("diagnostics")[0].GetProperty("code").GetString(), Is.EqualTo("ILD1007"));
    }

    [Test]
    public void Without_patterns_and_marks_there_is_nothing_to_do()
    {
        using var directory = new TemporaryDirectory();
        var run = Tool.Run(["differentiate", directory.Write("Small.dll", TestInputs.Small())], directory: directory.Path);
        Assert.That(run.ExitCode, Is.EqualTo(1));
        Assert.That(run.Error, Does.Contain("ILD1007").And.Contain("[Differentiable]"));
    }

    [Test]
    public void Refuses_to_write_into_the_package_cache()
    {
        var cache = Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages", "none", "x.dll");
        var run = Tool.Run(["differentiate", TestInputs.MathNet, "-m", "MathNet.Numerics.SpecialFunctions.Erf", "-o", cache]);
        Assert.That((run.ExitCode, run.Error.Contains("ILD4005", StringComparison.Ordinal)), Is.EqualTo((2, true)), run.Error);
    }

    [Test]
    public void In_one_process_it_does_the_same()
    {
        var apart = Tool.Run(["differentiate", TestInputs.Native, "-m", "X"]);
        var together = Tool.Run(["differentiate", TestInputs.Native, "-m", "X"], inProcess: true);
        Assert.That(together, Is.EqualTo(apart));
        Assert.That(apart.ExitCode, Is.EqualTo(3));
    }
}
