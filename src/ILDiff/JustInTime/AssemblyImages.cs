namespace ILDiff.JustInTime;

using System.Reflection;
using System.Runtime.Loader;
using ILDiff.Diagnostics;
using ILDiff.Reading;

/// <summary>Reads the code of assemblies that are loaded.</summary>
internal static class AssemblyImages
{
    /// <summary>Reads a loaded assembly; what it refers to is found where the program has loaded it.</summary>
    /// <exception cref="Diagnostics.DiagnosticException">It has no file, or the file is another assembly's by now.</exception>
    public static LoadedAssembly Load(Assembly assembly)
    {
        var path = assembly.Location;
        if (path.Length == 0)
        {
            throw new DiagnosticException(new Diagnostic(DiagnosticId.InputUnreadable, Severity.Error,
                "the assembly was loaded from memory or is part of a single file, so that its code cannot be read; load it from its file, or make the derivatives at build time with the package ILDiff.MSBuild",
                new SourceLocation(assembly.GetName().Name ?? "")));
        }

        var loaded = AssemblyLoader.Load(path, Directories(assembly));
        if (loaded.Module.Mvid == assembly.ManifestModule.ModuleVersionId) return loaded;
        loaded.Dispose();
        throw new DiagnosticException(new Diagnostic(DiagnosticId.InputUnreadable, Severity.Error,
            "the file is no longer the one that the program has loaded; run the program again", new SourceLocation(path)));
    }

    private static List<string> Directories(Assembly assembly)
    {
        var context = AssemblyLoadContext.GetLoadContext(assembly);
        return [.. AssemblyLoadContext.Default.Assemblies.Concat(context?.Assemblies ?? [])
            .Where(a => !a.IsDynamic && a.Location.Length > 0).Select(a => Path.GetDirectoryName(a.Location)!).Distinct()];
    }
}
