namespace ILDiff.Tests.Support;

using System.Runtime.CompilerServices;

/// <summary>Files of the repository that tests hold against the code.</summary>
internal static class Repository
{
    private static string Root { get; } = FindRoot();

    public static string File(string path) => Path.Combine(Root, path);

    private static string FindRoot([CallerFilePath] string here = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "..", "..", ".."));
}
