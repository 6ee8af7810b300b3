namespace ILDiff.Diagnostics;

/// <summary>How grave a <see cref="Diagnostic"/> is.</summary>
public enum Severity
{
    /// <summary>Something worth knowing.</summary>
    Info,

    /// <summary>The result is right, but not all that was meant.</summary>
    Warning,

    /// <summary>What was asked for could not be done.</summary>
    Error,
}

/// <summary>One finding: what, where, why, and what the user can do. Documented in <c>docs/error-codes.md</c>.</summary>
/// <param name="Id">The kind of finding.</param>
/// <param name="Severity">How grave it is.</param>
/// <param name="Message">What happened, why, and the way out, in the user's terms.</param>
/// <param name="Location">Where.</param>
public sealed record Diagnostic(DiagnosticId Id, Severity Severity, string Message, SourceLocation Location)
{
    /// <summary>The code users see and search for, such as <c>ILD2003</c>.</summary>
    public string Code => $"ILD{(int)Id:d4}";

    /// <summary>MSBuild's canonical form, which IDEs and build servers parse.</summary>
    public override string ToString() =>
        $"{Location}: {Severity.ToString().ToLowerInvariant()} {Code}: {Message}";
}

/// <summary>Stops work on one method; carries the diagnostic that says why. Never leaves the library's public entry points.</summary>
/// <param name="diagnostic">Why.</param>
public class DiagnosticException(Diagnostic diagnostic) : Exception(diagnostic.ToString())
{
    /// <summary>Why the work stopped.</summary>
    public Diagnostic Diagnostic { get; } = diagnostic;
}
