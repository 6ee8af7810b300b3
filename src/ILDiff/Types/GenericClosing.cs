namespace ILDiff.Types;

using Mono.Cecil;

/// <summary>Finds the arguments with which an open generic type is, or derives from, a closed one.</summary>
internal static class GenericClosing
{
    private const int Deepest = 100;

    /// <summary>One per type parameter of the candidate; null where the closed type does not settle them all.</summary>
    public static IRType[]? Arguments(TypeDefinition candidate, IRType closed)
    {
        var open = candidate.GenericParameters.ToArray<TypeReference>();
        foreach (var ancestor in Ancestors(candidate, open, 0))
        {
            if (ancestor is not GenericInstanceType instance || instance.ElementType.Resolve() != closed.Definition) continue;
            var bound = new IRType?[open.Length];
            var wanted = closed.Arguments.TypeArguments;
            if (instance.GenericArguments.Count != wanted.Count) continue;
            if (instance.GenericArguments.Select((a, i) => Match(a, wanted[i], candidate, bound)).All(fits => fits) && bound.All(b => b is not null)) return bound!;
        }

        return null;
    }

    /// <summary>The type and what it derives from, in terms of its own parameters.</summary>
    private static IEnumerable<TypeReference> Ancestors(TypeDefinition type, IReadOnlyList<TypeReference> arguments, int depth)
    {
        if (depth > Deepest) yield break;
        if (arguments.Count > 0)
        {
            var self = new GenericInstanceType(type);
            foreach (var argument in arguments) self.GenericArguments.Add(argument);
            yield return self;
        }

        foreach (var reference in type.Interfaces.Select(i => i.InterfaceType).Append(type.BaseType))
        {
            if (reference?.Resolve() is not { } definition) continue;
            var inner = reference is GenericInstanceType instance ? instance.GenericArguments.Select(a => Substitute(a, arguments)).ToArray() : [];
            foreach (var ancestor in Ancestors(definition, inner, depth + 1)) yield return ancestor;
        }
    }

    private static TypeReference Substitute(TypeReference type, IReadOnlyList<TypeReference> arguments)
    {
        switch (type)
        {
            case GenericParameter { Type: GenericParameterType.Type } parameter when parameter.Position < arguments.Count:
                return arguments[parameter.Position];
            case GenericInstanceType instance:
                var closed = new GenericInstanceType(instance.ElementType);
                foreach (var argument in instance.GenericArguments) closed.GenericArguments.Add(Substitute(argument, arguments));
                return closed;
            case ArrayType array:
                return new ArrayType(Substitute(array.ElementType, arguments), array.Rank);
            default:
                return type;
        }
    }

    private static bool Match(TypeReference open, IRType closed, TypeDefinition owner, IRType?[] bound)
    {
        switch (open)
        {
            case GenericParameter parameter when parameter.Owner == owner:
                bound[parameter.Position] ??= closed;
                return bound[parameter.Position] == closed;
            case ArrayType array:
                return closed.IsArray && Match(array.ElementType, closed.Element!, owner, bound);
            case GenericInstanceType instance:
                return instance.ElementType.Resolve() == closed.Definition && instance.GenericArguments.Count == closed.Arguments.TypeArguments.Count
                    && instance.GenericArguments.Select((a, i) => Match(a, closed.Arguments.TypeArguments[i], owner, bound)).All(fits => fits);
            default:
                return closed.Universe.Of(open) == closed;
        }
    }
}
