namespace ILDiff.Reading;

using System.Text.Json;

/// <summary>
/// What a build notes beside its output, in <c>X.deps.json</c>: the packages that a library was built with. They are not
/// copied beside a class library, and lie in the user's package folder.
/// </summary>
internal static class DependencyList
{
    private static string PackageFolder => Environment.GetEnvironmentVariable("NUGET_PACKAGES") is { Length: > 0 } folder ? folder
        : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");

    /// <summary>The files of the packages by the name of the assembly; none where there is no list, or no sane one.</summary>
    /// <param name="inputPath">The library.</param>
    public static ILookup<string, string> Of(string inputPath)
    {
        var files = new List<string>();
        try
        {
            var list = new FileInfo(Path.ChangeExtension(inputPath, ".deps.json"));
            if (list is { Exists: true, Length: < 1 << 24 })
            {
                using var document = JsonDocument.Parse(File.ReadAllBytes(list.FullName));
                files.AddRange(Files(document.RootElement));
            }
        }
        catch (Exception e) when (e is JsonException or IOException or UnauthorizedAccessException or InvalidOperationException)
        {
            // Whatever it is, it is no list.
        }

        return files.ToLookup(f => Path.GetFileNameWithoutExtension(f), StringComparer.OrdinalIgnoreCase);
    }

    private static IEnumerable<string> Files(JsonElement root)
    {
        if (!root.TryGetProperty("targets", out var targets)) yield break;
        foreach (var library in targets.EnumerateObject().SelectMany(t => t.Value.EnumerateObject()))
        {
            if (!library.Value.TryGetProperty("runtime", out var assets)) continue;
            foreach (var asset in assets.EnumerateObject().Select(a => Path.Combine(library.Name.ToLowerInvariant(), a.Name)))
            {
                if (!Path.IsPathRooted(asset) && !asset.Split('/', '\\').Contains("..")) yield return Path.Combine(PackageFolder, asset);
            }
        }
    }
}
