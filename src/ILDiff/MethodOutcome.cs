namespace ILDiff;

using ILDiff.Diagnostics;
using Mono.Cecil;

/// <summary>What became of one method that was asked for.</summary>
/// <param name="Method">The method in the report's notation, <c>Ns.T.M(System.Double)</c>.</param>
/// <param name="Generated">The members added to its type; empty if it could not be differentiated.</param>
/// <param name="Diagnostics">What there is to say about it.</param>
public sealed record MethodOutcome(
    string Method, IReadOnlyList<MethodDefinition> Generated, IReadOnlyList<Diagnostic> Diagnostics)
{
    /// <summary>Whether everything asked for was generated.</summary>
    public bool Differentiated => Generated.Count > 0 && Diagnostics.All(d => d.Severity != Severity.Error);
}
