namespace ILDiff;

using ILDiff.Diagnostics;
using Mono.Cecil;

/// <summary>
/// The library's entry: adds derivative members to the types of one loaded module. Loading and writing are
/// <c>Reading</c>'s and <c>Writing</c>'s. Not thread-safe.
/// </summary>
/// <param name="module">The module to extend; changed in memory only.</param>
/// <param name="options">What to generate and how.</param>
public sealed class AssemblyDifferentiator(ModuleDefinition module, DiffOptions options)
{
    /// <summary>The module being extended.</summary>
    public ModuleDefinition Module { get; } = module;

    /// <summary>What to generate and how.</summary>
    public DiffOptions Options { get; } = options;

    /// <summary>
    /// Adds the derivatives of one method to its declaring type. A method that cannot be differentiated leaves
    /// the module unchanged and gets diagnostics; this method does not throw for any input method.
    /// </summary>
    /// <param name="method">A definition, or a closed instantiation of a generic one.</param>
    public MethodOutcome Differentiate(MethodReference method) =>
        new(method.FullName, [], [new Diagnostic(DiagnosticId.UnsupportedConstruct, Severity.Error,
            "not built yet", new SourceLocation(Module.Name, method.FullName))]);
}
