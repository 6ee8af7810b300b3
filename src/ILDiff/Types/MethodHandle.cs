namespace ILDiff.Types;

using Mono.Cecil;

/// <summary>
/// A closed method, interned by <see cref="TypeUniverse"/>. <see cref="Parameters"/> has the receiver first
/// (a byref for a struct), so that a call's operands and these line up.
/// </summary>
internal sealed class MethodHandle(
    IRType declaringType, MethodReference reference, MethodDefinition? definition,
    IReadOnlyList<IRType> parameters, IRType returnType, GenericContext context)
{
    public IRType DeclaringType { get; } = declaringType;

    /// <summary>The closed reference; emission imports it.</summary>
    public MethodReference Reference { get; } = reference;

    /// <summary>The definition with the body, or null where it could not be resolved.</summary>
    public MethodDefinition? Definition { get; } = definition;

    public IReadOnlyList<IRType> Parameters { get; } = parameters;

    public IRType ReturnType { get; } = returnType;

    /// <summary>Closed arguments of the declaring type and of the method, to read the body with.</summary>
    public GenericContext Context { get; } = context;

    public string Name => Reference.Name;

    public bool HasThis => Reference.HasThis;

    /// <summary>Name in the reports' notation, <c>Ns.T.M(System.Double)</c>.</summary>
    public override string ToString()
    {
        var skip = HasThis ? 1 : 0;
        var arguments = Context.MethodArguments.Count == 0 ? "" : $"<{string.Join(",", Context.MethodArguments)}>";
        return $"{DeclaringType.Name}.{Name}{arguments}({string.Join(",", Parameters.Skip(skip))})";
    }
}
