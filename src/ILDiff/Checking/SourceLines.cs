namespace ILDiff.Checking;

using System.Reflection;
using Mono.Cecil;

/// <summary>Where loaded methods stand in their source, by the symbols beside their assembly.</summary>
internal static class SourceLines
{
    /// <summary>File and line as <c>file(line)</c>; null where there are no symbols.</summary>
    public static string? Of(MethodInfo method)
    {
        try
        {
            if (method.Module.Assembly.IsDynamic || method.Module.Assembly.Location is not { Length: > 0 } path) return null;
            using var module = ModuleDefinition.ReadModule(path, new ReaderParameters { ReadSymbols = true, SymbolReaderProvider = new Mono.Cecil.Cil.DefaultSymbolReaderProvider(throwIfNoSymbol: false) });
            var definition = module.Mvid == method.Module.ModuleVersionId ? (MethodDefinition)module.LookupToken(method.MetadataToken) : null;
            var point = definition?.DebugInformation.SequencePoints.FirstOrDefault(p => !p.IsHidden);
            return point is null ? null : $"{point.Document.Url}({point.StartLine})";
        }
        catch (Exception e) when (e is IOException or BadImageFormatException or UnauthorizedAccessException or InvalidOperationException or NotSupportedException)
        {
            return null;
        }
    }
}
