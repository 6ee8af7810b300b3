namespace ILDiff.Reading;

using Mono.Cecil;

/// <summary>Turns a type that a user wrote into a reference of the module, for type arguments of a pattern.</summary>
internal static class TypeLookup
{
    /// <summary>The type, or null if nothing has that name.</summary>
    public static TypeReference? Find(ModuleDefinition module, string written) => Read(module, TypeNotation.Of(written));

    private static TypeReference? Read(ModuleDefinition module, string spelled)
    {
        if (spelled.EndsWith("[]", StringComparison.Ordinal))
            return Read(module, spelled[..^2]) is { } element ? new ArrayType(element) : null;
        if (spelled.EndsWith('>') && spelled.IndexOf('<') is > 0 and var start)
        {
            var arguments = TypeNotation.Split(spelled[(start + 1)..^1]).Select(a => Read(module, a)).ToList();
            if (arguments.Contains(null) || Named(module, spelled[..start], arguments.Count) is not { } open) return null;
            var instance = new GenericInstanceType(open);
            foreach (var argument in arguments) instance.GenericArguments.Add(argument);
            return instance;
        }

        return Primitive(module, spelled) ?? Named(module, spelled, 0);
    }

    private static TypeReference? Primitive(ModuleDefinition module, string name) => name switch
    {
        "System.Boolean" => module.TypeSystem.Boolean,
        "System.Char" => module.TypeSystem.Char,
        "System.SByte" => module.TypeSystem.SByte,
        "System.Byte" => module.TypeSystem.Byte,
        "System.Int16" => module.TypeSystem.Int16,
        "System.UInt16" => module.TypeSystem.UInt16,
        "System.Int32" => module.TypeSystem.Int32,
        "System.UInt32" => module.TypeSystem.UInt32,
        "System.Int64" => module.TypeSystem.Int64,
        "System.UInt64" => module.TypeSystem.UInt64,
        "System.Single" => module.TypeSystem.Single,
        "System.Double" => module.TypeSystem.Double,
        "System.String" => module.TypeSystem.String,
        "System.Object" => module.TypeSystem.Object,
        _ => null,
    };

    /// <summary>The module's own type first, then one of its references' types.</summary>
    private static TypeReference? Named(ModuleDefinition module, string name, int arity)
    {
        var own = module.GetTypes().FirstOrDefault(t => t.GenericParameters.Count == arity && TypeNotation.Matches(TypeNotation.Of(t), name));
        if (own is not null) return own;
        var dot = name.LastIndexOf('.');
        if (dot < 0) return null;
        var typeName = arity == 0 ? name[(dot + 1)..] : $"{name[(dot + 1)..]}`{arity}";
        foreach (var scope in module.AssemblyReferences)
        {
            var reference = new TypeReference(name[..dot], typeName, module, scope);
            if (Resolve(reference) is not { } definition) continue;
            reference.IsValueType = definition.IsValueType;
            for (var i = 0; i < arity; i++) reference.GenericParameters.Add(new GenericParameter(reference));
            return reference;
        }

        return null;
    }

    private static TypeDefinition? Resolve(TypeReference reference)
    {
        try
        {
            return reference.Resolve();
        }
        catch (AssemblyResolutionException)
        {
            return null;
        }
    }
}
