namespace ILDiff.Reading;

using Mono.Cecil;

/// <summary>
/// Tells assemblies that were made for compilers from real ones: their methods have bodies that only throw, which must
/// not be taken for what the methods do.
/// </summary>
internal static class ReferenceAssembly
{
    private const string AttributeName = "System.Runtime.CompilerServices.ReferenceAssemblyAttribute";

    /// <summary>Whether the assembly has signatures only.</summary>
    public static bool Is(AssemblyDefinition assembly) => assembly.CustomAttributes.Any(a => a.AttributeType.FullName == AttributeName);
}
