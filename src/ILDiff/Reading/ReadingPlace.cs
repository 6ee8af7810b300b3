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

    /// <summary>The user's line where symbols tell it. Symbols may be damaged like anything else.</summary>
    public SourceLocation Location
    {
        get
        {
            var plain = new SourceLocation(method.Definition?.Module.Name ?? method.Reference.Module?.Name ?? "", method.ToString(), at?.Offset ?? -1);
            try
            {
                return method.Definition is { } definition && at is not null ? SourceLines.Of(definition, at.Offset) with { Method = plain.Method } : plain;
            }
            catch (Exception e) when (e is not OutOfMemoryException)
            {
                return plain;
            }
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
        new(new Diagnostic(id, Severity.Error, problem, Location));
}
