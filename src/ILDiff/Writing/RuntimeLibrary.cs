namespace ILDiff.Writing;

using Mono.Cecil;

/// <summary>The library that differentiated assemblies call, which has to lie beside them.</summary>
internal static class RuntimeLibrary
{
    /// <summary>Simple name of the library's assembly.</summary>
    public const string Name = "ILDiff.Runtime";

    /// <summary>File name of the library.</summary>
    public const string FileName = Name + ".dll";

    /// <summary>
    /// The library's file for a module that refers to it, else null. An assembly for an older framework gets the
    /// netstandard2.0 build, which loads wherever that assembly does.
    /// </summary>
    public static string? FileFor(ModuleDefinition module)
    {
        if (module.AssemblyReferences.All(r => r.Name != Name)) return null;
        var home = Path.GetDirectoryName(typeof(RuntimeLibrary).Assembly.Location)!;
        var standard = Path.Combine(home, "netstandard2.0", FileName);
        var current = Path.Combine(home, FileName);
        var modern = module.AssemblyReferences.Any(r => r.Name == "System.Runtime" && r.Version.Major >= 10);
        return !modern && File.Exists(standard) ? standard : current;
    }
}
