namespace ILDiff.Differentiation;

using ILDiff.Diagnostics;
using ILDiff.IR;

/// <summary>Makes the diagnostics of differentiation, at the user's source line where symbols tell it.</summary>
internal static class DerivativeRefusal
{
    public static DiagnosticException At(Instruction instruction, IRMethod method, DiagnosticId id, string message) =>
        new(new Diagnostic(id, Severity.Error, message, Locate(instruction.Origin, method)));

    public static DiagnosticException In(IRMethod method, DiagnosticId id, string message) =>
        new(new Diagnostic(id, Severity.Error, message, Locate(null, method)));

    /// <summary>Something worth knowing that stops nothing.</summary>
    public static Diagnostic Note(Instruction instruction, IRMethod method, DiagnosticId id, string message) =>
        new(id, Severity.Info, message, Locate(instruction.Origin, method));

    private static SourceLocation Locate(Origin? origin, IRMethod method) => origin is null
        ? new SourceLocation(method.Types.Module.Name, method.Source?.ToString() ?? method.Name)
        : SourceLines.Of(origin.Method, origin.ILOffset);
}
