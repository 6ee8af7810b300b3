namespace ILDiff.Verification;

using Mono.Cecil;

/// <summary>A signature with positional type parameters.</summary>
/// <param name="HasThis">Whether there is a receiver.</param>
/// <param name="GenericArity">How many type parameters the method has.</param>
/// <param name="Return">The type returned.</param>
/// <param name="Parameters">The parameters' types, without the receiver.</param>
internal sealed record MethodSignature(bool HasThis, int GenericArity, ILType Return, ILType[] Parameters)
{
    public bool Matches(MethodSignature other) =>
        HasThis == other.HasThis && GenericArity == other.GenericArity && Return == other.Return && Parameters.AsSpan().SequenceEqual(other.Parameters);
}

/// <summary>A method as an instruction names it, closed over its type arguments.</summary>
internal sealed class MethodTarget
{
    /// <summary>The name, for messages.</summary>
    public required string Name { get; init; }

    /// <summary>The definition; null for methods of arrays, function pointers and missing ones.</summary>
    public MethodDefinition? Definition { get; init; }

    /// <summary>The type that declares it, which may be a base class of the one that the instruction names.</summary>
    public required ILType Declaring { get; init; }

    /// <summary>Type arguments of the method itself.</summary>
    public required ILType[] Arguments { get; init; }

    /// <summary>The closed signature.</summary>
    public required MethodSignature Signature { get; init; }

    public bool IsVarArg { get; init; }

    public bool IsConstructor => Name == ".ctor";

    public bool IsVirtual => Definition is { IsVirtual: true };

    public bool IsStatic => !Signature.HasThis;

    /// <summary>What the receiver is on the stack.</summary>
    public bool HasValueTypeReceiver => Declaring.IsValueType;
}

/// <summary>A field as an instruction names it.</summary>
/// <param name="Definition">The definition; null where it is missing.</param>
/// <param name="Declaring">The closed type that declares it.</param>
/// <param name="Type">The closed type of its value.</param>
internal sealed record FieldTarget(FieldDefinition? Definition, ILType Declaring, ILType Type);
