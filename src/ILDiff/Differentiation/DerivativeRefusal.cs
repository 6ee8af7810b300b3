namespace ILDiff.Differentiation;

using ILDiff.Diagnostics;
using ILDiff.IR;
using ILDiff.Types;

/// <summary>Makes the diagnostics of differentiation, at the user's source line where symbols tell it.</summary>
internal static class DerivativeRefusal
{
    public static DiagnosticException At(Instruction instruction, IRMethod method, DiagnosticId id, string message) =>
        Of(new Diagnostic(id, Severity.Error, message, Locate(instruction.Origin, method)), id == DiagnosticId.SeveralSeeds ? null : instruction.Origin?.Implementation);

    /// <summary>
    /// Stops work; where it is about one of several implementations of a dispatched method, the others can go on without it.
    /// That several seeds cannot be served is about the whole method.
    /// </summary>
    public static DiagnosticException Of(Diagnostic diagnostic, MethodHandle? implementation) =>
        implementation is null ? new DiagnosticException(diagnostic) : new ImplementationException(diagnostic, implementation);

    public static DiagnosticException In(IRMethod method, DiagnosticId id, string message) =>
        new(new Diagnostic(id, Severity.Error, message, Locate(null, method)));

    /// <summary>Something worth knowing that stops nothing.</summary>
    public static Diagnostic Note(Instruction instruction, IRMethod method, DiagnosticId id, string message) =>
        new(id, Severity.Info, message, Locate(instruction.Origin, method));

    private static SourceLocation Locate(Origin? origin, IRMethod method) => origin is null
        ? new SourceLocation(method.Types.Module.Name, method.Source?.ToString() ?? method.Name)
        : SourceLines.Of(origin.Method, origin.ILOffset);
}

/// <summary>Stops work on one of several implementations of a dispatched method.</summary>
/// <param name="diagnostic">Why.</param>
/// <param name="implementation">Which.</param>
internal sealed class ImplementationException(Diagnostic diagnostic, MethodHandle implementation) : DiagnosticException(diagnostic)
{
    public MethodHandle Implementation { get; } = implementation;
}
