namespace ILDiff.Verification;

using Mono.Cecil;

/// <summary>Finds the fields and methods that references name, by name and signature, through base classes.</summary>
internal sealed class MemberLookup(TypeTable types, TypeRelations relations)
{
    private const int MaximumHierarchy = 500;

    private readonly Dictionary<MethodReference, MethodTarget> methods = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<FieldReference, FieldTarget> fields = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<MethodDefinition, MethodSignature> signatures = [];
    private readonly Dictionary<TypeDefinition, ILookup<string, MethodDefinition>> byName = [];

    /// <summary>The method that a reference names; its definition is null where there is none.</summary>
    public MethodTarget Method(MethodReference reference)
    {
        if (methods.TryGetValue(reference, out var known)) return known;
        var target = FindMethod(reference);
        methods.Add(reference, target);
        return target;
    }

    /// <summary>The field that a reference names; its definition is null where there is none.</summary>
    public FieldTarget Field(FieldReference reference)
    {
        if (fields.TryGetValue(reference, out var known)) return known;
        var target = FindField(reference);
        fields.Add(reference, target);
        return target;
    }

    /// <summary>The signature of a definition with positional type parameters.</summary>
    public MethodSignature SignatureOf(MethodDefinition definition)
    {
        if (signatures.TryGetValue(definition, out var known)) return known;
        known = Read(definition, definition.HasGenericParameters ? definition.GenericParameters.Count : 0);
        signatures.Add(definition, known);
        return known;
    }

    /// <summary>Closes a signature over type arguments.</summary>
    public MethodSignature Close(MethodSignature open, ILType[] typeArguments, ILType[] methodArguments) => open with
    {
        Return = types.Substitute(open.Return, typeArguments, methodArguments),
        Parameters = [.. open.Parameters.Select(p => types.Substitute(p, typeArguments, methodArguments))],
    };

    /// <summary>The signature that a call site states.</summary>
    public MethodSignature Read(IMethodSignature reference, int arity) =>
        new(reference.HasThis, arity, types.Of(reference.ReturnType),
            reference.HasParameters ? [.. reference.Parameters.Select(p => types.Of(p.ParameterType))] : []);

    private MethodTarget FindMethod(MethodReference reference)
    {
        var element = reference.GetElementMethod();
        ILType[] arguments = reference is GenericInstanceMethod instance ? [.. instance.GenericArguments.Select(types.Of)] : [];
        var declaring = types.Of(element.DeclaringType);
        var arity = element is MethodDefinition || arguments.Length == 0 ? element.GenericParameters.Count : arguments.Length;
        var stated = Read(element, arity);
        var isVarArg = element.CallingConvention == MethodCallingConvention.VarArg;
        var matched = stated;
        if (isVarArg)
        {
            var fixedCount = element.Parameters.TakeWhile(p => p.ParameterType is not SentinelType).Count();
            matched = stated with { Parameters = stated.Parameters[..fixedCount] };
        }

        var owner = declaring;
        var open = declaring.Definition is { } definition ? types.Self(definition) : null;
        MethodDefinition? found = null;
        for (var steps = 0; open is not null && found is null && steps < MaximumHierarchy; steps++)
        {
            foreach (var candidate in Named(open.Definition!, element.Name))
            {
                if (!Close(SignatureOf(candidate), open.Arguments, []).Matches(matched)) continue;
                found = candidate;
                break;
            }

            if (found is not null) break;
            open = relations.BaseOf(open) is { Definition: not null } up ? up : null;
            owner = relations.BaseOf(owner) ?? owner;
        }

        return new MethodTarget
        {
            Name = element.Name,
            Definition = found,
            Declaring = found is null ? declaring : owner,
            Arguments = arguments,
            Signature = Close(stated, declaring.Arguments, arguments),
            IsVarArg = isVarArg,
        };
    }

    private FieldTarget FindField(FieldReference reference)
    {
        var declaring = types.Of(reference.DeclaringType);
        var type = types.Of(reference.FieldType);
        var owner = declaring;
        var open = declaring.Definition is { } definition ? types.Self(definition) : null;
        for (var steps = 0; open is not null && steps < MaximumHierarchy; steps++)
        {
            foreach (var candidate in open.Definition!.Fields)
            {
                if (candidate.Name == reference.Name && types.Substitute(types.Of(candidate.FieldType), open.Arguments, []) == type)
                {
                    return new FieldTarget(candidate, owner, types.Substitute(type, declaring.Arguments, []));
                }
            }

            open = relations.BaseOf(open) is { Definition: not null } up ? up : null;
            owner = relations.BaseOf(owner) ?? owner;
        }

        return new FieldTarget(null, declaring, types.Substitute(type, declaring.Arguments, []));
    }

    private IEnumerable<MethodDefinition> Named(TypeDefinition type, string name)
    {
        if (!byName.TryGetValue(type, out var lookup))
        {
            lookup = type.Methods.ToLookup(m => m.Name);
            byName.Add(type, lookup);
        }

        return lookup[name];
    }
}
