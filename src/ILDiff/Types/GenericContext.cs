namespace ILDiff.Types;

/// <summary>The closed type arguments under which a signature or a body is read.</summary>
internal sealed record GenericContext(IReadOnlyList<IRType> TypeArguments, IReadOnlyList<IRType> MethodArguments)
{
    public static readonly GenericContext Empty = new([], []);
}
