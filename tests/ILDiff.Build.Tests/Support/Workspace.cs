namespace ILDiff.Build.Tests.Support;

/// <summary>A folder with projects of its own.</summary>
internal sealed class Workspace
{
    public Workspace(string name)
    {
        Folder = Path.Combine(Feed.Work, name);
        Directory.CreateDirectory(Folder);
    }

    /// <summary>The folder.</summary>
    public string Folder { get; }

    /// <summary>The reference that a project needs.</summary>
    public static string Package => $"""<PackageReference Include="ILDiff.MSBuild" Version="{Feed.Version}" PrivateAssets="all" />""";

    public string PathOf(string file) => Path.Combine(Folder, file);

    /// <summary>Writes a file.</summary>
    public void Write(string file, string contents)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(PathOf(file))!);
        File.WriteAllText(PathOf(file), contents);
    }

    /// <summary>Makes a project with <c>dotnet new</c> and puts items into it.</summary>
    public void New(string template, string name, string language = "C#", string items = "", string properties = "")
    {
        DotNet.Run(Folder, $"new {template} -n {name} -lang {language} --no-restore --force").Succeeds();
        var project = Directory.EnumerateFiles(PathOf(name), "*.??proj").Single();
        File.WriteAllText(project, File.ReadAllText(project).Replace("</Project>", $"""
            <PropertyGroup>{properties}</PropertyGroup>
            <ItemGroup>{items}</ItemGroup>
            </Project>
            """, StringComparison.Ordinal));
        foreach (var file in Directory.EnumerateFiles(PathOf(name), "Class1.*")) File.Delete(file);
    }

    /// <summary>Writes a solution of projects that are here.</summary>
    public void Solution(string name, params string[] projects) => Write(name + ".slnx", $"""
        <Solution>
        {string.Join('\n', projects.Select(p => $"""  <Project Path="{Path.GetRelativePath(Folder, Directory.EnumerateFiles(PathOf(p), "*.??proj").Single())}" />"""))}
        </Solution>
        """);

    /// <summary>Builds a project or solution.</summary>
    public CommandResult Build(string project, string options = "") => DotNet.Run(Folder, $"build {project} -v m {options}");

    /// <summary>Runs a built program and gives its lines.</summary>
    public string[] RunBuilt(string project, string configuration = "Debug") =>
        DotNet.Run(Folder, $"{Path.Combine(project, "bin", configuration, "net10.0", project + ".dll")}").Succeeds()
            .Output.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
}
