namespace ILDiff;

using Mono.Cecil;

/// <summary>A method to differentiate, with what differs from the options of the run.</summary>
/// <param name="Method">A definition or a closed instantiation of a generic one, of the module or of another assembly.</param>
public sealed record DerivativeRequest(MethodReference Method)
{
    /// <summary>
    /// Names of the parameters to differentiate with respect to, the receiver's being <c>this</c>; empty means every one that
    /// carries floats. Null leaves it to <see cref="DiffOptions.WithRespectTo"/>.
    /// </summary>
    public IReadOnlyList<string>? WithRespectTo { get; init; }

    /// <summary>Names of parameters that are constants, the receiver's being <c>this</c>, such as a closure's.</summary>
    public IReadOnlyList<string> Constants { get; init; } = [];

    /// <summary>Which members to generate; null leaves it to <see cref="DiffOptions.Modes"/>.</summary>
    public DerivativeModes? Modes { get; init; }

    /// <summary>
    /// The type of the module that gets the members, as static methods whose first parameter is the receiver if there is
    /// one. Null means the method's own type, as it is or, for a generic type, an interface or a type of another assembly,
    /// an internal static class that stands for it in the namespace <c>ILDiff.Generated</c>.
    /// </summary>
    public TypeDefinition? Holder { get; init; }
}
