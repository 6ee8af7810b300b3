namespace ILDiff.JustInTime;

using System.Reflection;
using System.Runtime.Loader;
using ILDiff.Diagnostics;
using ILDiff.Reading;

/// <summary>Reads the code of assemblies that are loaded: from their files, else from memory.</summary>
internal static class AssemblyImages
{
    /// <summary>Reads a loaded assembly; what it refers to is what the program has loaded, else found as for files.</summary>
    /// <exception cref="DiagnosticException">Its code is not at hand, or its file is another one by now.</exception>
    public static LoadedAssembly Load(Assembly assembly)
    {
        var name = assembly.GetName().Name ?? "";
        var path = assembly.Location.Length > 0 ? assembly.Location : Path.Combine(AppContext.BaseDirectory, name + ".dll");
        var image = Image(assembly) ?? throw Unreadable(name,
            "the code of the assembly is neither in a file nor in memory as it was compiled; load it from its file, or make the derivatives at build time with the package ILDiff.MSBuild");
        var loaded = AssemblyLoader.Load(path, image, Directories(assembly));
        loaded.Resolver.Loaded = reference => LoadedBy(assembly, reference) is { } found ? Image(found) : null;
        if (loaded.Module.Mvid == assembly.ManifestModule.ModuleVersionId) return loaded;
        loaded.Dispose();
        throw Unreadable(path, "the file is no longer the one that the program has loaded; run the program again");
    }

    /// <summary>The assembly of that name that code of the given one runs with, if it is loaded.</summary>
    private static Assembly? LoadedBy(Assembly assembly, string name) =>
        (AssemblyLoadContext.GetLoadContext(assembly)?.Assemblies ?? []).Concat(AssemblyLoadContext.Default.Assemblies).Concat(AppDomain.CurrentDomain.GetAssemblies())
        .FirstOrDefault(a => !a.IsDynamic && a.GetName().Name == name);

    private static byte[]? Image(Assembly assembly)
    {
        if (assembly.Location.Length == 0) return MemoryImage.Of(assembly);
        try
        {
            return File.ReadAllBytes(assembly.Location);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return MemoryImage.Of(assembly);
        }
    }

    private static List<string> Directories(Assembly assembly) =>
        [.. AssemblyLoadContext.Default.Assemblies.Concat(AssemblyLoadContext.GetLoadContext(assembly)?.Assemblies ?? [])
            .Where(a => !a.IsDynamic && a.Location.Length > 0).Select(a => Path.GetDirectoryName(a.Location)!).Distinct()];

    private static DiagnosticException Unreadable(string place, string message) =>
        new(new Diagnostic(DiagnosticId.InputUnreadable, Severity.Error, message, new SourceLocation(place)));
}
