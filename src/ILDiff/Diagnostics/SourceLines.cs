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
