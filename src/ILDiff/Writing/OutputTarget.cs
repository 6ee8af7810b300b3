namespace ILDiff.Writing;

using ILDiff.Diagnostics;

/// <summary>
/// A place to write to, checked before any work is done. Files are written beside it and renamed, so that a link is
/// replaced and never followed, and a failure leaves what was there.
/// </summary>
public sealed class OutputTarget
{
    private OutputTarget(string path) => Path = path;

    /// <summary>The path of the assembly.</summary>
    public string Path { get; }

    /// <summary>
    /// Accepts a path, or says why not: a shared package cache and the system's directories are never written, the
    /// input only if the user named it as the output.
    /// </summary>
    /// <param name="path">The file, or a directory, which gets a file of the input's name.</param>
    /// <param name="inputPath">The input.</param>
    /// <param name="named">Whether the user named the path, rather than a default.</param>
    public static OutputTarget Choose(string path, string inputPath, bool named)
    {
        if (Directory.Exists(path) || System.IO.Path.EndsInDirectorySeparator(path)) path = System.IO.Path.Combine(path, System.IO.Path.GetFileName(inputPath));
        var real = RealPath(path);
        foreach (var root in PackageRoots())
        {
            if (Contains(root, real)) throw Refuse(path, "the output would be in the NuGet package cache, which all projects share; choose another place with -o");
        }

        foreach (var root in (string[])["/dev", "/proc", "/sys"])
        {
            if (Contains(root, real)) throw Refuse(path, $"the output would be in {root}; choose another place with -o");
        }

        if (!named && real == RealPath(inputPath)) throw Refuse(path, "the output would replace the input; name it with -o if that is meant");
        return new OutputTarget(path);
    }

    /// <summary>Writes the assembly, or with an extension a file that belongs to it.</summary>
    internal void Write(string? extension, byte[] contents) =>
        Replace(extension is null ? Path : System.IO.Path.ChangeExtension(Path, extension), contents);

    /// <summary>Writes another file into the same directory, unless it is there already.</summary>
    internal void WriteBeside(string name, string source)
    {
        var destination = System.IO.Path.Combine(System.IO.Path.GetDirectoryName(System.IO.Path.GetFullPath(Path))!, name);
        var contents = File.ReadAllBytes(source);
        if (File.Exists(destination) && File.ReadAllBytes(destination).AsSpan().SequenceEqual(contents)) return;
        Replace(destination, contents);
    }

    /// <summary>Writes a file whole or not at all.</summary>
    internal static void Replace(string path, byte[] contents)
    {
        var temporary = $"{path}.{Guid.NewGuid():n}.tmp";
        try
        {
            var directory = System.IO.Path.GetDirectoryName(System.IO.Path.GetFullPath(path))!;
            Directory.CreateDirectory(directory);
            File.WriteAllBytes(temporary, contents);
            File.Move(temporary, path, overwrite: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException or ArgumentException)
        {
            throw new DiagnosticException(new Diagnostic(DiagnosticId.OutputUnwritable, Severity.Error,
                $"the output cannot be written: {e.Message.TrimEnd('.')}", new SourceLocation(path)));
        }
        finally
        {
            TryDelete(temporary);
        }
    }

    private static void TryDelete(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Nothing was written there, or nothing can be done about it.
        }
    }

    private static IEnumerable<string> PackageRoots()
    {
        if (Environment.GetEnvironmentVariable("NUGET_PACKAGES") is { Length: > 0 } configured) yield return RealPath(configured);
        yield return RealPath(System.IO.Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages"));
    }

    private static bool Contains(string root, string path) =>
        path.StartsWith(System.IO.Path.TrimEndingDirectorySeparator(root) + System.IO.Path.DirectorySeparatorChar, StringComparison.Ordinal);

    /// <summary>The path with links in its directories followed. The last component is not: a rename replaces a link.</summary>
    private static string RealPath(string path)
    {
        var full = System.IO.Path.GetFullPath(path);
        var directory = System.IO.Path.GetDirectoryName(full);
        if (directory is null) return full;
        var parent = RealPath(directory);
        if (Directory.Exists(parent) && new DirectoryInfo(parent).ResolveLinkTarget(returnFinalTarget: true) is { } target) parent = target.FullName;
        return System.IO.Path.Combine(parent, System.IO.Path.GetFileName(full));
    }

    private static DiagnosticException Refuse(string path, string message) =>
        new(new Diagnostic(DiagnosticId.OutputRefused, Severity.Error, message, new SourceLocation(path)));
}
