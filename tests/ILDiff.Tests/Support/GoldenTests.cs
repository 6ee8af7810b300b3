namespace ILDiff.Tests.Support;

using System.Reflection;
using NUnit.Framework;

public class GoldenTests
{
    [Test]
    public void Every_golden_file_has_an_owner()
    {
        var owned = typeof(GoldenTests).Assembly.GetTypes().SelectMany(t => t.GetCustomAttributes<OwnsGoldenAttribute>()).Select(a => a.Folder).ToHashSet();
        var present = Directory.EnumerateFiles(GoldenInput.Root, "*.ir", SearchOption.AllDirectories)
            .Select(f => Path.GetRelativePath(GoldenInput.Root, Path.GetDirectoryName(f)!).Replace('\\', '/')).ToHashSet();
        Assert.That(present, Is.EquivalentTo(owned));
    }
}
