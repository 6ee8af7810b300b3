namespace ILDiff.Tests.Support;

using NUnit.Framework;

/// <summary>Says that a fixture checks the files of a folder under <c>Golden</c>.</summary>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true)]
internal sealed class OwnsGoldenAttribute(string folder) : Attribute
{
    public string Folder { get; } = folder;
}

/// <summary>
/// Golden files with their input: the input, a line <c>--- expected</c>, and what a test is to make of the input. Run the tests with
/// <c>ILDIFF_BLESS=1</c> to write what they make now into the source tree, then read the difference.
/// </summary>
internal static class GoldenInput
{
    private const string Separator = "--- expected\n";

    /// <summary>The folder of golden files in the source tree.</summary>
    public static string Root { get; } = Path.Combine(Golden.Root, "tests", "ILDiff.Tests", "Golden");

    private static bool Blesses => Environment.GetEnvironmentVariable("ILDIFF_BLESS") == "1";

    /// <summary>The files of a folder, as paths below <see cref="Root"/>; a test case each.</summary>
    public static IEnumerable<string> Files(string folder) => Directory.EnumerateFiles(Path.Combine(Root, folder))
        .Select(f => Path.GetRelativePath(Root, f).Replace('\\', '/')).Order(StringComparer.Ordinal);

    /// <summary>Checks what is made of the input of one file, or blesses it.</summary>
    public static void Check(string file, Func<string, string> make)
    {
        var path = Path.Combine(Root, file);
        var text = File.ReadAllText(path).ReplaceLineEndings("\n");
        var at = text.IndexOf(Separator, StringComparison.Ordinal);
        var input = at < 0 ? text : text[..at];
        var made = make(input).ReplaceLineEndings("\n").TrimEnd('\n') + "\n";
        if (Blesses)
        {
            File.WriteAllText(path, input + Separator + made);
            return;
        }

        Assert.That(at, Is.GreaterThanOrEqualTo(0), $"{file} has no line '--- expected'; ILDIFF_BLESS=1 adds it");
        Assert.That(made, Is.EqualTo(text[(at + Separator.Length)..]), $"{file} differs; ILDIFF_BLESS=1 accepts what is made now");
    }
}
