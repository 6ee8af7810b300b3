namespace ILDiff.Verification;

using Mono.Cecil;

/// <summary>Whether type arguments meet the constraints of the type parameters that they stand for (ECMA-335 II.10.1.7).</summary>
internal sealed class ConstraintRules(TypeTable types, TypeRelations relations)
{
    /// <summary>The anti-constraint by which a parameter also takes ref structs.</summary>
    private const GenericParameterAttributes AllowsByRefLike = (GenericParameterAttributes)0x20;

    private readonly HashSet<ILType> satisfied = [];

    /// <summary>The first violation in a type and everything that it is made of, or null.</summary>
    public string? Violation(ILType type)
    {
        if (type.Arguments.Length == 0 && type.Element is null && type.Definition is not { HasGenericParameters: true }) return null;
        if (!type.HasParameters && satisfied.Contains(type)) return null;
        if (type.Element is { } element && Violation(element) is { } inElement) return inElement;
        foreach (var argument in type.Arguments)
        {
            if (Violation(argument) is { } inArgument) return inArgument;
        }

        if (type.Definition is { HasGenericParameters: true } definition
            && Violation(definition.GenericParameters, type.Arguments, type.Arguments, []) is { } found)
        {
            return $"{type}: {found}";
        }

        if (!type.HasParameters) satisfied.Add(type);
        return null;
    }

    /// <summary>The first violation by the given arguments, or null.</summary>
    public string? Violation(IList<GenericParameter> parameters, ILType[] arguments, ILType[] typeArguments, ILType[] methodArguments)
    {
        if (parameters.Count != arguments.Length) return $"{parameters.Count} type arguments expected, {arguments.Length} given";
        for (var i = 0; i < arguments.Length; i++)
        {
            var (parameter, argument) = (parameters[i], arguments[i]);
            if (argument.Kind == ILTypeKind.Unresolved) continue;
            if (Special(parameter, argument) is { } special) return $"{argument} for {parameter.Name}: {special}";
            if (!parameter.HasConstraints) continue;
            foreach (var constraint in parameter.Constraints)
            {
                var required = types.Substitute(types.Of(constraint.ConstraintType), typeArguments, methodArguments);
                if (!Meets(argument, required)) return $"{argument} for {parameter.Name} is no {required}";
            }
        }

        return null;
    }

    private bool Meets(ILType argument, ILType required) =>
        relations.IsCastable(argument, required)
        || (required.Is("System", "ValueType") && argument.IsValueType)
        || (argument.Underlying is null && argument.IsPrimitive && argument.Definition is { } definition && definition == required.Definition);

    private string? Special(GenericParameter parameter, ILType argument)
    {
        if (argument.Kind is ILTypeKind.Void or ILTypeKind.ByRef or ILTypeKind.Pointer or ILTypeKind.FunctionPointer) return "not a type argument";
        var own = argument.IsParameter ? relations.DefinitionOf(argument) : null;
        if (argument.IsByRefLike && (parameter.Attributes & AllowsByRefLike) == 0) return "a ref struct";
        if (own is not null && (own.Attributes & AllowsByRefLike) != 0 && (parameter.Attributes & AllowsByRefLike) == 0) return "may be a ref struct";
        if (parameter.HasReferenceTypeConstraint && !relations.IsKnownReference(argument)) return "not a reference type";
        if (parameter.HasNotNullableValueTypeConstraint && !IsValueType(argument, own)) return "not a value type, or nullable";
        if (parameter.HasDefaultConstructorConstraint && !IsValueType(argument, own) && !HasDefaultConstructor(argument, own)) return "no public parameterless constructor";
        return null;
    }

    private static bool IsValueType(ILType argument, GenericParameter? own) =>
        own is { HasNotNullableValueTypeConstraint: true } || (argument.IsValueType && !argument.Is("System", "Nullable`1"));

    private static bool HasDefaultConstructor(ILType argument, GenericParameter? own)
    {
        if (own is not null) return own.HasDefaultConstructorConstraint;
        if (argument.IsValueType) return true;
        return argument.Definition is { IsAbstract: false } definition
            && definition.Methods.Any(m => m is { IsConstructor: true, IsStatic: false, IsPublic: true, HasParameters: false });
    }
}
