namespace ILDiff.Reading;

/// <summary>
/// The files that a reference may mean, best first: the files that the user named, beside the input, in the directories
/// the user named, in the NuGet packages next to the input's own, in those that it was built with, in the shared framework
/// that runs this process.
/// </summary>
internal sealed class ReferenceSearch
{
    private static readonly string[] Frameworks =
    [
        "net10.0", "net9.0", "net8.0", "net7.0", "net6.0", "net5.0", "netcoreapp3.1", "netcoreapp3.0", "netstandard2.1", "netstandard2.0",
        "netcoreapp2.1", "netcoreapp2.0", "netstandard1.6", "netstandard1.3", "netstandard1.1", "netstandard1.0",
        "net48", "net472", "net471", "net47", "net462", "net461", "net46", "net452", "net451", "net45", "net40",
    ];

    private readonly ILookup<string, string> files;
    private readonly Lazy<ILookup<string, string>> dependencies;
    private readonly string[] directories;
    private readonly string? packageFolder;
    private readonly string? framework;

    /// <summary>Prepares the search.</summary>
    /// <param name="inputPath">The input.</param>
    /// <param name="references">Directories, and files that stand for the assembly of their name.</param>
    public ReferenceSearch(string inputPath, IEnumerable<string> references)
    {
        var home = Path.GetDirectoryName(Path.GetFullPath(inputPath))!;
        var named = references.Select(Path.GetFullPath).ToList();
        files = named.Where(File.Exists).ToLookup(f => Path.GetFileNameWithoutExtension(f), StringComparer.OrdinalIgnoreCase);
        dependencies = new Lazy<ILookup<string, string>>(() => DependencyList.Of(inputPath));
        directories = [home, .. named.Where(n => !File.Exists(n))];
        framework = Path.GetFileName(home);
        packageFolder = PackageFolder(home);
    }

    private static string FrameworkDirectory { get; } = Path.GetDirectoryName(typeof(object).Assembly.Location)!;

    /// <summary>The files named like the assembly that exist, best first.</summary>
    public IEnumerable<string> Candidates(string assemblyName)
    {
        if (assemblyName.Length == 0 || assemblyName.IndexOfAny(['/', '\\', '\0']) >= 0) yield break;
        if (files.Contains(assemblyName))
        {
            // A build names the framework's reference assemblies and facades, which have no code and lead in circles with the real ones.
            foreach (var path in In(FrameworkDirectory, assemblyName).Concat(files[assemblyName])) yield return path;
        }

        foreach (var directory in directories)
        {
            foreach (var path in In(directory, assemblyName)) yield return path;
        }

        foreach (var path in InPackages(assemblyName).Concat(dependencies.Value[assemblyName].Where(File.Exists))) yield return path;

        // The runtime library that generated code uses comes with the tool.
        if (assemblyName == typeof(Tape).Assembly.GetName().Name) yield return typeof(Tape).Assembly.Location;
        foreach (var directory in SharedFrameworks())
        {
            foreach (var path in In(directory, assemblyName)) yield return path;
        }
    }

    private static IEnumerable<string> In(string directory, string name)
    {
        foreach (var extension in (string[])[".dll", ".exe"])
        {
            var path = Path.Combine(directory, name + extension);
            if (File.Exists(path)) yield return path;
        }
    }

    /// <summary>The root of a package folder that the input lies in, as <c>root/id/version/lib/framework/</c>.</summary>
    private static string? PackageFolder(string home)
    {
        var lib = Path.GetDirectoryName(home);
        if (Path.GetFileName(lib) is not ("lib" or "ref")) return null;
        var id = Path.GetDirectoryName(Path.GetDirectoryName(lib));
        return id is null ? null : Path.GetDirectoryName(id);
    }

    private IEnumerable<string> InPackages(string name)
    {
        if (packageFolder is null) yield break;
        var package = Path.Combine(packageFolder, name.ToLowerInvariant());
        if (!Directory.Exists(package)) yield break;
        var versions = Directory.GetDirectories(package)
            .OrderByDescending(d => Version.TryParse(Path.GetFileName(d).Split('-')[0], out var version) ? version : new Version());
        foreach (var version in versions)
        {
            foreach (var candidate in (IEnumerable<string?>)[framework, .. Frameworks])
            {
                foreach (var path in In(Path.Combine(version, "lib", candidate ?? ""), name)) yield return path;
            }
        }
    }

    /// <summary>The framework that runs this process, then its siblings such as ASP.NET's.</summary>
    private static IEnumerable<string> SharedFrameworks()
    {
        yield return FrameworkDirectory;
        var shared = Path.GetDirectoryName(Path.GetDirectoryName(FrameworkDirectory));
        if (shared is null || Path.GetFileName(shared) != "shared") yield break;
        foreach (var sibling in Directory.GetDirectories(shared).Order(StringComparer.Ordinal))
        {
            var newest = Directory.GetDirectories(sibling).OrderByDescending(d => d, StringComparer.Ordinal).FirstOrDefault();
            if (newest is not null && newest != FrameworkDirectory) yield return newest;
        }
    }
}
