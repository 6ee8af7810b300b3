namespace ILDiff.Build.Tests;

using System.Reflection;
using ILDiff.Build.Tests.Support;
using NUnit.Framework;

/// <summary>
/// The packages under test, packed from what was built, as a feed. Their version is one that no other run has, so that
/// no cache can give another package of that name.
/// </summary>
[SetUpFixture]
public sealed class Feed
{
    private static readonly string Root = Path.Combine(Path.GetTempPath(), "ildiff-build-tests-" + Guid.NewGuid().ToString("n")[..8]);

    /// <summary>The packages' version.</summary>
    public static string Version { get; } = $"0.1.0-test.{Guid.NewGuid().ToString("n")[..12]}";

    /// <summary>Where builds of the tests unpack packages.</summary>
    internal static string PackageFolder => Path.Combine(Root, "packages");

    /// <summary>Where the packed packages are.</summary>
    internal static string Folder => Path.Combine(Root, "feed");

    /// <summary>The root of the repository.</summary>
    internal static string Repository => Metadata("Repository");

    /// <summary>The configuration that was built.</summary>
    internal static string Configuration => Metadata("Configuration");

    /// <summary>Where projects are made.</summary>
    internal static string Work => Path.Combine(Root, "work");

    /// <summary>Packs.</summary>
    [OneTimeSetUp]
    public void Pack()
    {
        Directory.CreateDirectory(Work);
        foreach (var project in (string[])["src/Runtime/ILDiff.Runtime", "src/ILDiff.MSBuild", "src/ILDiff", "src/ILDiff.NUnit"])
        {
            DotNet.Run(Repository, $"pack {project} --no-build -c {Configuration} -p:PackageVersion={Version} -o {Folder}").Succeeds();
        }

        // What the repository itself has restored need not be fetched again.
        var known = Environment.GetEnvironmentVariable("NUGET_PACKAGES") is { Length: > 0 } configured ? configured
            : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");
        File.WriteAllText(Path.Combine(Root, "nuget.config"), $"""
            <configuration>
              <packageSources>
                <add key="ILDiff" value="{Folder}" />
              </packageSources>
              <fallbackPackageFolders>
                <add key="restored" value="{known}" />
              </fallbackPackageFolders>
            </configuration>
            """);

        // Nothing of the repository's own settings or of a folder above is to reach the projects.
        File.WriteAllText(Path.Combine(Root, "Directory.Build.props"), "<Project />");
        File.WriteAllText(Path.Combine(Root, "Directory.Build.targets"), "<Project />");
        File.WriteAllText(Path.Combine(Root, "Directory.Packages.props"), "<Project />");
    }

    /// <summary>Removes all of it.</summary>
    [OneTimeTearDown]
    public void Remove()
    {
        if (Environment.GetEnvironmentVariable("ILDIFF_KEEP") != "1") Directory.Delete(Root, recursive: true);
    }

    private static string Metadata(string key) =>
        typeof(Feed).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == key).Value!;
}
