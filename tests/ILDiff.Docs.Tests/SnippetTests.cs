namespace ILDiff.Docs.Tests;

using System.Reflection;
using System.Text.RegularExpressions;
using NUnit.Framework;

/// <summary>The C# on the pages for users is taken from the files in <c>Snippets</c>, which are compiled and run as tests.</summary>
public partial class SnippetTests
{
    private static readonly string Root = typeof(SnippetTests).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == "Repository").Value!;

    private static readonly string[] Pages = ["README.md", "docs/gradient-checks.md", "docs/custom-derivatives.md", "docs/performance.md", "docs/faq.md", "src/ILDiff.NUnit/README.md"];

    [TestCaseSource(nameof(Pages))]
    public void Code_on_the_page_is_compiled_code(string page)
    {
        var path = Path.Combine(Root, page);
        var text = File.ReadAllText(path);
        var snippets = Snippets();
        var current = Block().Replace(text, block =>
        {
            Assert.That(block.Groups["name"].Success, $"{page} has C# that no test compiles: {block.Value}");
            Assert.That(snippets, Does.ContainKey(block.Groups["name"].Value));
            return $"<!-- snippet: {block.Groups["name"].Value} -->\n```csharp\n{snippets[block.Groups["name"].Value]}\n```";
        });
        if (Environment.GetEnvironmentVariable("ILDIFF_BLESS") == "1") File.WriteAllText(path, current);
        Assert.That(text, Is.EqualTo(current), $"{page} is stale; run the test with ILDIFF_BLESS=1 and look at the difference");
    }

    [Test]
    public void Every_snippet_is_on_a_page()
    {
        var used = Pages.SelectMany(p => Block().Matches(File.ReadAllText(Path.Combine(Root, p)))).Select(m => m.Groups["name"].Value);
        Assert.That(Snippets().Keys.Except(used), Is.Empty);
    }

    /// <summary>The stretches between <c>// snippet: name</c> and <c>// end</c>, without their indentation.</summary>
    private static Dictionary<string, string> Snippets() =>
        Directory.EnumerateFiles(Path.Combine(Root, "tests", "ILDiff.Docs.Tests", "Snippets"), "*.cs")
            .SelectMany(f => Stretch().Matches(File.ReadAllText(f).ReplaceLineEndings("\n")))
            .ToDictionary(m => m.Groups["name"].Value, m => Dedented(m.Groups["code"].Value));

    private static string Dedented(string code)
    {
        var lines = code.TrimEnd().Split('\n');
        var indent = lines.Where(l => l.Length > 0).Min(l => l.Length - l.TrimStart().Length);
        return string.Join('\n', lines.Select(l => l.Length < indent ? "" : l[indent..]));
    }

    [GeneratedRegex(@"(?:<!-- snippet: (?<name>\w+) -->\n)?```csharp\n.*?\n```", RegexOptions.Singleline)]
    private static partial Regex Block();

    [GeneratedRegex(@"^ *// snippet: (?<name>\w+)\n(?<code>.*?)^ *// end$", RegexOptions.Singleline | RegexOptions.Multiline)]
    private static partial Regex Stretch();
}
