namespace ILDiff.Tests.Layout;

using System.Text.RegularExpressions;
using ILDiff.Tests.Support;
using NUnit.Framework;

/// <summary>What must hold of the files of the repository themselves.</summary>
[TestFixture]
public partial class RepositoryTests
{
    private const int LineLimit = 600;

    private static string Root => Golden.Root;

    [Test]
    public void The_readme_names_the_test_command_that_the_build_server_runs()
    {
        var commands = Commands("README.md");
        var tests = commands.Single(c => c.StartsWith("dotnet test", StringComparison.Ordinal));
        var run = File.ReadAllLines(Path.Combine(Root, ".ci", "run"));
        Assert.That(run.Where(l => l.StartsWith("dotnet test", StringComparison.Ordinal)), Is.EqualTo(new[] { tests + " 2>&1 | tee \"$log\"" }));
    }

    [Test]
    public void The_projects_that_the_readme_names_exist_and_are_in_the_solution()
    {
        var solution = File.ReadAllText(Path.Combine(Root, "ILDiff.sln")).Replace('\\', '/');
        string[] folders = [.. Commands("README.md").SelectMany(c => ProjectArgument().Matches(c)).Select(m => m.Groups[1].Value)];
        Assert.That(folders, Is.Not.Empty);
        foreach (var folder in folders)
        {
            var project = Directory.EnumerateFiles(Path.Combine(Root, folder), "*.csproj").Single();
            Assert.That(solution, Does.Contain($"{folder}/{Path.GetFileName(project)}"));
        }
    }

    [Test]
    public void No_source_file_is_longer_than_the_limit()
    {
        var tooLong = Sources("src").Where(f => File.ReadLines(f).Count() > LineLimit).Select(f => Path.GetRelativePath(Root, f));
        Assert.That(tooLong, Is.Empty);
    }

    [Test]
    public void No_two_folders_of_the_library_need_each_other()
    {
        var library = Path.Combine(Root, "src", "ILDiff");
        string[] folders = [.. Directory.EnumerateDirectories(library).Select(d => Path.GetFileName(d)).Except(["bin", "obj"])];
        Assert.That(folders, Does.Contain("IR"));
        var reference = new Regex($@"using ILDiff\.({string.Join('|', folders)})\b|(?<![\w.])(?:ILDiff\.)?({string.Join('|', folders)})\.[A-Z]");
        var needs = folders.ToDictionary(f => f, f => Sources(Path.Combine("src", "ILDiff", f))
            .SelectMany(file => File.ReadLines(file).Where(l => !l.TrimStart().StartsWith("//", StringComparison.Ordinal)))
            .SelectMany(line => reference.Matches(line))
            .Select(m => m.Groups[1].Success ? m.Groups[1].Value : m.Groups[2].Value)
            .Where(other => other != f)
            .ToHashSet());

        // Take away folders that need none of those left; what remains lies on circles or needs one that does.
        var left = folders.ToHashSet();
        while (left.RemoveWhere(f => !needs[f].Overlaps(left)) > 0)
        {
        }

        Assert.That(left.Select(f => $"{f} needs {string.Join(", ", needs[f].Where(left.Contains))}"), Is.Empty);
    }

    [TestCaseSource(nameof(Documents))]
    public void Links_lead_somewhere(string document)
    {
        var path = Path.Combine(Root, document);
        foreach (Match link in Link().Matches(Code().Replace(File.ReadAllText(path), "")))
        {
            var (file, anchor) = (link.Groups[1].Value, link.Groups[2].Value);
            if (file.Contains("://", StringComparison.Ordinal)) continue;
            var target = file.Length == 0 ? path : Path.Combine(Path.GetDirectoryName(path)!, file);
            Assert.That(File.Exists(target) || Directory.Exists(target), $"{document} links to {file}");
            if (anchor.Length > 0) Assert.That(Anchors(target), Does.Contain(anchor), $"{document} links to {file}#{anchor}");
        }
    }

    private static IEnumerable<string> Documents() => Directory.EnumerateFiles(Root, "*.md")
        .Concat(new[] { "docs", "legacy-samples", "benchmarks" }.SelectMany(d => Directory.EnumerateFiles(Path.Combine(Root, d), "*.md", SearchOption.AllDirectories)))
        .Where(IsOurs)
        .Select(f => Path.GetRelativePath(Root, f).Replace('\\', '/'))
        .Order(StringComparer.Ordinal);

    private static IEnumerable<string> Sources(string folder) =>
        Directory.EnumerateFiles(Path.Combine(Root, folder), "*.cs", SearchOption.AllDirectories).Where(IsOurs);

    private static bool IsOurs(string path) => !Path.GetRelativePath(Root, path).Split('/', '\\').Any(part => part is "bin" or "obj");

    /// <summary>The lines of the code blocks of a document that are commands.</summary>
    private static string[] Commands(string document) =>
        [.. CodeBlock().Matches(File.ReadAllText(Path.Combine(Root, document))).SelectMany(m => m.Groups[1].Value.Split('\n'))
            .Where(l => l.StartsWith("dotnet ", StringComparison.Ordinal))];

    private static IEnumerable<string> Anchors(string document) => File.ReadLines(document).Where(l => l.StartsWith('#'))
        .Select(l => NotInAnchors().Replace(l.TrimStart('#').Trim().ToLowerInvariant(), "").Replace(' ', '-'));

    [GeneratedRegex(@"^```\w*\n(.*?)^```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex CodeBlock();

    [GeneratedRegex(@"^```.*?^```|`[^`\n]*`", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Code();

    [GeneratedRegex(@"(?:--project |^dotnet build )(\S+)")]
    private static partial Regex ProjectArgument();

    [GeneratedRegex(@"(?<=\])\(([^)#\s]*)(?:#([^)\s]*))?\)")]
    private static partial Regex Link();

    [GeneratedRegex(@"[^\w\- ]")]
    private static partial Regex NotInAnchors();
}
