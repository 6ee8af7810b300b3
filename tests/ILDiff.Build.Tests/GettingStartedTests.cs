namespace ILDiff.Build.Tests;

using System.Text.RegularExpressions;
using ILDiff.Build.Tests.Support;
using NUnit.Framework;

/// <summary>Follows docs/getting-started.md to the letter: its commands, its files, what it says they print.</summary>
public partial class GettingStartedTests
{
    [TestCase("The build step")]
    [TestCase("A library that is not yours")]
    public void The_page_works_as_it_stands(string section)
    {
        var page = File.ReadAllText(Path.Combine(Feed.Repository, "docs", "getting-started.md")).ReplaceLineEndings("\n");
        var start = page.IndexOf($"\n## {section}\n", StringComparison.Ordinal);
        Assert.That(start, Is.Positive);
        var end = page.IndexOf("\n## ", start + 1, StringComparison.Ordinal);
        var work = new Workspace("page-" + NotAWord().Replace(section, "").ToLowerInvariant());
        var output = "";
        var steps = Step().Matches(page[start..end]);
        Assert.That(steps, Has.Count.GreaterThanOrEqualTo(5));
        foreach (Match step in steps)
        {
            var (kind, name, text) = (step.Groups["kind"].Value, step.Groups["name"].Value, step.Groups["text"].Value);
            switch (kind)
            {
                case "commands":
                    foreach (var command in text.Split('\n')) output = Run(work, command);
                    break;
                case "file":
                    work.Write(name, text);
                    break;
                case "item":
                    var project = File.ReadAllText(work.PathOf(name));
                    work.Write(name, project.Replace("</Project>", $"<ItemGroup>{text}</ItemGroup></Project>", StringComparison.Ordinal));
                    break;
                default:
                    Assert.That(output.TrimEnd().ReplaceLineEndings("\n"), Does.EndWith(text), $"after {step.Value}");
                    break;
            }
        }
    }

    /// <summary>As written, but for the version of the package, which is the one just packed.</summary>
    private static string Run(Workspace work, string command)
    {
        Assert.That(command, Does.StartWith("dotnet "));
        if (command.EndsWith(" package ILDiff.MSBuild", StringComparison.Ordinal)) command += " --version " + Feed.Version;
        if (command.EndsWith(" package MathNet.Numerics", StringComparison.Ordinal)) command += " --version 5.0.0";
        return DotNet.Run(work.Folder, command["dotnet ".Length..]).Succeeds().Output;
    }

    [GeneratedRegex(@"<!-- (?<kind>commands|file|item|prints)(?:: (?<name>\S+))? -->\n```\w*\n(?<text>.*?)\n```", RegexOptions.Singleline)]
    private static partial Regex Step();

    [GeneratedRegex(@"\W")]
    private static partial Regex NotAWord();
}
