namespace ILDiff.Differentiation;

using ILDiff.Diagnostics;
using ILDiff.IR;
using SequencePoint = Mono.Cecil.Cil.SequencePoint;

/// <summary>Makes the diagnostics of differentiation, at the user's source line where symbols tell it.</summary>
internal static class DerivativeRefusal
{
    public static DiagnosticException At(Instruction instruction, IRMethod method, DiagnosticId id, string message) =>
        new(new Diagnostic(id, Severity.Error, message, Locate(instruction.Origin, method)));

    public static DiagnosticException In(IRMethod method, DiagnosticId id, string message) =>
        new(new Diagnostic(id, Severity.Error, message, Locate(null, method)));

    private static SourceLocation Locate(Origin? origin, IRMethod method)
    {
        if (origin is null) return new SourceLocation(method.Types.Module.Name, method.Source?.ToString() ?? method.Name);
        var assembly = origin.Method.Module.Name;
        SequencePoint? point = null;
        if (origin.Method.DebugInformation is { HasSequencePoints: true } symbols)
        {
            foreach (var candidate in symbols.SequencePoints)
            {
                if (candidate.Offset <= origin.ILOffset && !candidate.IsHidden) point = candidate;
            }
        }

        return point is null
            ? new SourceLocation(assembly, origin.Method.FullName, origin.ILOffset)
            : new SourceLocation(assembly, origin.Method.FullName, origin.ILOffset, point.Document.Url, point.StartLine, point.StartColumn);
    }
}
