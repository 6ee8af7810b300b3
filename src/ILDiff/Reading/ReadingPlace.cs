namespace ILDiff.Reading;

using ILDiff.Diagnostics;
using ILDiff.Types;
using Mono.Cecil.Cil;

/// <summary>How far the reading of a method has come, to say where it failed.</summary>
internal sealed class ReadingPlace(MethodHandle method)
{
    private Instruction? at;

    /// <summary>Whether Cecil is decoding the body, so that whatever it throws means that the body is damaged.</summary>
    public bool IsDecoding { get; set; }

    public SourceLocation Location
    {
        get
        {
            var assembly = method.Definition?.Module?.Assembly?.Name.Name ?? method.Reference.Module?.Name ?? "";
            return new SourceLocation(assembly, method.ToString(), at?.Offset ?? -1);
        }
    }

    public ReadingPlace At(Instruction instruction)
    {
        at = instruction;
        return this;
    }

    public DiagnosticException Invalid(string problem) =>
        Fail(DiagnosticId.InvalidIL, $"the IL is invalid: {problem}");

    public DiagnosticException Fail(DiagnosticId id, string problem) =>
        new(new Diagnostic(id, Severity.Error, $"{method}: {problem}", Location));
}
