namespace ILDiff.Types;

using Mono.Cecil;

/// <summary>A field of a closed type, interned by <see cref="TypeUniverse"/>.</summary>
internal sealed class IRField(IRType declaringType, FieldDefinition definition, FieldReference reference, IRType type)
{
    public IRType DeclaringType { get; } = declaringType;

    public FieldDefinition Definition { get; } = definition;

    /// <summary>The closed reference; emission imports it.</summary>
    public FieldReference Reference { get; } = reference;

    public IRType Type { get; } = type;

    public string Name => Definition.Name;

    public bool IsStatic => Definition.IsStatic;

    public override string ToString() => $"{DeclaringType.Name}::{Name}";
}
