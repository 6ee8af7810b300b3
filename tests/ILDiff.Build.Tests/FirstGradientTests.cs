namespace ILDiff.Build.Tests;

using System.Text.RegularExpressions;
using ILDiff.Build.Tests.Support;
using NUnit.Framework;

/// <summary>The newcomer's way, as docs/build.md gives it.</summary>
[Parallelizable]
public partial class FirstGradientTests
{
    [Test]
    public void Three_commands_and_five_lines_print_a_gradient()
    {
        var page = File.ReadAllText(Path.Combine(Feed.Repository, "docs", "build.md"));
        var blocks = Block().Matches(page).Select(m => m.Groups[1].Value).ToList();
        var commands = blocks[0].Trim().Split('\n');
        Assert.That(commands, Is.EqualTo(new[] { "dotnet new console -o First && cd First", "dotnet add package ILDiff.MSBuild", "dotnet run" }));
        var program = blocks[1];
        Assert.That(program.Split('\n').Count(l => l.Length > 0), Is.LessThan(6));

        var work = new Workspace("first");
        DotNet.Run(work.Folder, "new console -o First").Succeeds();
        work.Write("First/Program.cs", program);
        DotNet.Run(work.PathOf("First"), $"add package ILDiff.MSBuild --version {Feed.Version}").Succeeds();
        var printed = DotNet.Run(work.PathOf("First"), "run").Succeeds().Output.Trim();
        Assert.That(page, Does.Contain($"prints `{printed}`"));
    }

    [GeneratedRegex(@"^```\w*\n(.*?)^```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Block();
}
