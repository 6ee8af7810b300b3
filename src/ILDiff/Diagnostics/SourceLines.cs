namespace ILDiff.Diagnostics;

using Mono.Cecil;
using Mono.Cecil.Cil;

/// <summary>Places in IL as places in the user's source, where symbols tell.</summary>
internal static class SourceLines
{
    public static SourceLocation Of(MethodDefinition method, int offset)
    {
        var point = Point(method, offset);
        return point is null
            ? new SourceLocation(method.Module.Name, method.FullName, offset)
            : new SourceLocation(method.Module.Name, method.FullName, offset, point.Document.Url, point.StartLine, point.StartColumn);
    }

    /// <summary>Where a method begins in the source, or null.</summary>
    public static SourceLocation? StartOf(MethodDefinition method)
    {
        var point = method.DebugInformation?.SequencePoints.FirstOrDefault(p => !p.IsHidden);
        return point is null ? null : new SourceLocation(method.Module.Name, method.FullName, point.Offset, point.Document.Url, point.StartLine, point.StartColumn);
    }

    /// <summary>The diagnostic at a line of the source: its own, else that where the method begins which led to it.</summary>
    public static Diagnostic At(this Diagnostic diagnostic, MethodDefinition asked) =>
        diagnostic.Location.File is null && StartOf(asked) is { } start ? diagnostic.At(start) : diagnostic;

    /// <summary>The same, for any place; where the diagnostic was found goes into the message.</summary>
    public static Diagnostic At(this Diagnostic diagnostic, SourceLocation asked)
    {
        var found = diagnostic.Location;
        if (found.File is not null) return diagnostic;
        var message = found.Method is null || found.ILOffset < 0 ? diagnostic.Message : $"{diagnostic.Message} (in {found.Method}, IL_{found.ILOffset:x4})";
        return diagnostic with { Location = asked, Message = message };
    }

    private static SequencePoint? Point(MethodDefinition method, int offset)
    {
        SequencePoint? found = null;
        if (offset < 0 || method.DebugInformation is not { HasSequencePoints: true } symbols) return null;
        foreach (var point in symbols.SequencePoints)
        {
            if (point.Offset <= offset && !point.IsHidden) found = point;
        }

        return found;
    }
}
