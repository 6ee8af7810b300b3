namespace ILDiff.Tests.Support;

using NUnit.Framework;

/// <summary>
/// Files of the repository that hold what a test computes: the test fails where they differ, and rewrites them where the
/// environment has <c>ILDIFF_BLESS=1</c>.
/// </summary>
internal static class Golden
{
    private static bool Blessing => Environment.GetEnvironmentVariable("ILDIFF_BLESS") == "1";

    /// <summary>The root of the repository that the tests were built from.</summary>
    public static string Root { get; } = FindRoot(TestContext.CurrentContext.TestDirectory);

    /// <summary>Holds a file, given relative to the root, against what it should be.</summary>
    public static void Check(string file, string expected)
    {
        var path = Path.Combine(Root, file);
        if (Blessing)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllText(path, expected);
        }

        var actual = File.Exists(path) ? File.ReadAllText(path).ReplaceLineEndings("\n") : "";
        Assert.That(actual, Is.EqualTo(expected), $"{file} is stale; run the test with ILDIFF_BLESS=1 and look at the difference");
    }

    private static string FindRoot(string directory)
    {
        var root = new DirectoryInfo(directory);
        while (!File.Exists(Path.Combine(root.FullName, "ILDiff.sln")))
        {
            root = root.Parent ?? throw new DirectoryNotFoundException($"no ILDiff.sln above {directory}");
        }

        return root.FullName;
    }
}
