namespace ILDiff.Tests.Runtime;

using System.Runtime.CompilerServices;
using ILDiff.Tests.Support;
using NUnit.Framework;

/// <summary>The page on the API says what is so: its code compiles and gives what it should.</summary>
public class ApiPageTests
{
    [Test]
    public void The_code_runs()
    {
        foreach (var (name, actual, expected) in ApiPage.Run()) Assert.That(actual, Is.EqualTo(expected).Within(1e-14), name);
    }

    [Test]
    public void Each_block_of_the_page_is_the_code_that_runs()
    {
        var code = Lines(File.ReadAllText(Source())).ToHashSet();
        var blocks = File.ReadAllText(Repository.File("docs/api.md")).Split("```").Where((_, i) => i % 2 == 1).ToList();
        Assert.That(blocks, Has.Count.EqualTo(9));
        foreach (var line in blocks.SelectMany(b => Lines(b["csharp".Length..]))) Assert.That(code, Does.Contain(line));
    }

    private static IEnumerable<string> Lines(string text) => text.Split('\n').Select(l => l.Trim()).Where(l => l.Length > 0);

    private static string Source([CallerFilePath] string here = "") => Path.Combine(Path.GetDirectoryName(here)!, "ApiPage.cs");
}
