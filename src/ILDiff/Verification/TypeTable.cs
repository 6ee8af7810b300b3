namespace ILDiff.Verification;

using Mono.Cecil;

/// <summary>
/// Interns <see cref="ILType"/>s and substitutes type arguments. Type parameters are made by position, whatever
/// reference owns them, so that a signature is the same object in a reference and in the definition it names.
/// </summary>
internal sealed class TypeTable
{
    private const int MaximumSize = 2_000;
    private const int MaximumNesting = 200;

    private readonly DefinitionResolver resolver;
    private readonly ModuleDefinition module;
    private readonly Dictionary<TypeReference, ILType> byReference = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<Key, ILType> interned = [];
    private readonly Dictionary<ILTypeKind, ILType> primitives = [];
    private readonly Dictionary<(string, string), ILType?> wellKnown = [];
    private readonly ModuleDefinition? coreLibrary;

    public TypeTable(ModuleDefinition module)
    {
        this.module = module;
        resolver = new DefinitionResolver(module);
        coreLibrary = resolver.Resolve(module.TypeSystem.Object)?.Module;
        Object = Of(module.TypeSystem.Object);
        String = Of(module.TypeSystem.String);
    }

    public ILType Object { get; }

    public ILType String { get; }

    public ILType Void => Primitive(ILTypeKind.Void);

    public ILType Int32 => Primitive(ILTypeKind.Int32);

    public ILType NativeInt => Primitive(ILTypeKind.NativeInt);

    /// <summary>A type of the core library by name, such as <c>Array</c>; null where there is none.</summary>
    public ILType? WellKnown(string space, string name)
    {
        if (wellKnown.TryGetValue((space, name), out var known)) return known;
        var reference = coreLibrary?.GetType(space, name) ?? new TypeReference(space, name, module, module.TypeSystem.CoreLibrary);
        var type = Of(reference);
        known = type.Kind == ILTypeKind.Unresolved ? null : type;
        wellKnown.Add((space, name), known);
        return known;
    }

    public ILType Primitive(ILTypeKind kind)
    {
        if (primitives.TryGetValue(kind, out var known)) return known;
        var name = kind switch
        {
            ILTypeKind.Void => "Void", ILTypeKind.Bool => "Boolean", ILTypeKind.Char => "Char",
            ILTypeKind.Int8 => "SByte", ILTypeKind.UInt8 => "Byte", ILTypeKind.Int16 => "Int16", ILTypeKind.UInt16 => "UInt16",
            ILTypeKind.Int32 => "Int32", ILTypeKind.UInt32 => "UInt32", ILTypeKind.Int64 => "Int64", ILTypeKind.UInt64 => "UInt64",
            ILTypeKind.NativeInt => "IntPtr", ILTypeKind.NativeUInt => "UIntPtr",
            ILTypeKind.Float32 => "Single", ILTypeKind.Float64 => "Double", _ => "TypedReference",
        };
        var definition = coreLibrary?.GetType("System", name);
        var type = new ILType(kind, definition, [], null, 0, "System." + name) { IsValueType = true };
        primitives.Add(kind, type);
        type.Reduced = kind switch
        {
            ILTypeKind.Bool or ILTypeKind.UInt8 => Primitive(ILTypeKind.Int8),
            ILTypeKind.Char or ILTypeKind.UInt16 => Primitive(ILTypeKind.Int16),
            ILTypeKind.UInt32 => Primitive(ILTypeKind.Int32),
            ILTypeKind.UInt64 => Primitive(ILTypeKind.Int64),
            ILTypeKind.NativeUInt => Primitive(ILTypeKind.NativeInt),
            _ => type,
        };
        type.IsByRefLike = kind == ILTypeKind.TypedReference;
        return type;
    }

    /// <summary>The type that a reference means; its type parameters stay positional.</summary>
    public ILType Of(TypeReference reference) => Of(reference, 0);

    public ILType ByRef(ILType element) => Intern(new Key(ILTypeKind.ByRef, element, 0, []));

    public ILType Vector(ILType element) => Intern(new Key(ILTypeKind.Array, element, 0, []));

    public ILType Array(ILType element, int rank) => Intern(new Key(ILTypeKind.Array, element, rank, []));

    public ILType Parameter(GenericParameterType owner, int position) =>
        Intern(new Key(owner == GenericParameterType.Type ? ILTypeKind.TypeParameter : ILTypeKind.MethodParameter, null, position, []));

    /// <summary>A definition closed over its own type parameters: what <c>this</c> is inside it.</summary>
    public ILType Self(TypeDefinition definition)
    {
        var count = definition.HasGenericParameters ? definition.GenericParameters.Count : 0;
        if (count == 0) return Of(definition);
        var arguments = new ILType[count];
        for (var i = 0; i < count; i++) arguments[i] = Parameter(GenericParameterType.Type, i);
        return Instance(definition, arguments);
    }

    public ILType Instance(TypeDefinition definition, ILType[] arguments) => Intern(new Key(ILTypeKind.Class, definition, 0, arguments));

    /// <summary>Replaces positional type parameters; those beyond the given arguments stay.</summary>
    public ILType Substitute(ILType type, ILType[] typeArguments, ILType[] methodArguments)
    {
        if (!type.HasParameters || (typeArguments.Length == 0 && methodArguments.Length == 0)) return type;
        switch (type.Kind)
        {
            case ILTypeKind.TypeParameter:
                return type.Rank < typeArguments.Length ? typeArguments[type.Rank] : type;
            case ILTypeKind.MethodParameter:
                return type.Rank < methodArguments.Length ? methodArguments[type.Rank] : type;
        }

        var element = type.Element is null ? null : Substitute(type.Element, typeArguments, methodArguments);
        var arguments = type.Arguments.Length == 0 ? [] : new ILType[type.Arguments.Length];
        for (var i = 0; i < arguments.Length; i++) arguments[i] = Substitute(type.Arguments[i], typeArguments, methodArguments);
        var head = element ?? (object?)type.Definition ?? (type.Kind == ILTypeKind.Unresolved ? type.Name : null);
        var kind = type.Definition is null ? type.Kind : ILTypeKind.Class;
        return Intern(new Key(kind, head, type.Rank, arguments));
    }

    private ILType Of(TypeReference reference, int nesting)
    {
        if (nesting > MaximumNesting) throw new VerificationFailure(VerificationCode.MalformedBody, "a type nests too deeply");
        if (byReference.TryGetValue(reference, out var known)) return known;
        return byReference[reference] = Make(reference, nesting + 1);
    }

    private ILType Make(TypeReference reference, int nesting)
    {
        switch (reference)
        {
            case GenericParameter parameter:
                return Parameter(parameter.Type, parameter.Position);
            case ByReferenceType byRef:
                return ByRef(Of(byRef.ElementType, nesting));
            case PointerType pointer:
                return Intern(new Key(ILTypeKind.Pointer, Of(pointer.ElementType, nesting), 0, []));
            case ArrayType array:
                return Array(Of(array.ElementType, nesting), array.IsVector ? 0 : array.Rank);
            case IModifierType modified:
                return Of(modified.ElementType, nesting);
            case PinnedType pinned:
                return Of(pinned.ElementType, nesting);
            case SentinelType sentinel:
                return Of(sentinel.ElementType, nesting);
            case FunctionPointerType function:
                return Intern(new Key(ILTypeKind.FunctionPointer, null, 0,
                    [Of(function.ReturnType, nesting), .. function.Parameters.Select(p => Of(p.ParameterType, nesting))]));
            case GenericInstanceType instance:
                var arguments = instance.GenericArguments.Select(a => Of(a, nesting)).ToArray();
                return resolver.Resolve(instance.ElementType) is { } generic
                    ? Instance(generic, arguments)
                    : Unresolved(DefinitionResolver.NameOf(instance.ElementType), arguments, instance.IsValueType);
            default:
                return Named(reference);
        }
    }

    private ILType Named(TypeReference reference) => reference.MetadataType switch
    {
        MetadataType.Void => Primitive(ILTypeKind.Void),
        MetadataType.Boolean => Primitive(ILTypeKind.Bool),
        MetadataType.Char => Primitive(ILTypeKind.Char),
        MetadataType.SByte => Primitive(ILTypeKind.Int8),
        MetadataType.Byte => Primitive(ILTypeKind.UInt8),
        MetadataType.Int16 => Primitive(ILTypeKind.Int16),
        MetadataType.UInt16 => Primitive(ILTypeKind.UInt16),
        MetadataType.Int32 => Primitive(ILTypeKind.Int32),
        MetadataType.UInt32 => Primitive(ILTypeKind.UInt32),
        MetadataType.Int64 => Primitive(ILTypeKind.Int64),
        MetadataType.UInt64 => Primitive(ILTypeKind.UInt64),
        MetadataType.IntPtr => Primitive(ILTypeKind.NativeInt),
        MetadataType.UIntPtr => Primitive(ILTypeKind.NativeUInt),
        MetadataType.Single => Primitive(ILTypeKind.Float32),
        MetadataType.Double => Primitive(ILTypeKind.Float64),
        MetadataType.TypedByReference => Primitive(ILTypeKind.TypedReference),
        _ => resolver.Resolve(reference) is { } definition
            ? PrimitiveNamed(definition) ?? Instance(definition, [])
            : Unresolved(DefinitionResolver.NameOf(reference), [], reference.IsValueType),
    };

    /// <summary>A primitive that is named as an ordinary type.</summary>
    private ILType? PrimitiveNamed(TypeDefinition definition)
    {
        if (definition.Module != coreLibrary || definition.Namespace != "System" || definition.DeclaringType is not null) return null;
        return definition.Name switch
        {
            "Void" => Primitive(ILTypeKind.Void), "Boolean" => Primitive(ILTypeKind.Bool), "Char" => Primitive(ILTypeKind.Char),
            "SByte" => Primitive(ILTypeKind.Int8), "Byte" => Primitive(ILTypeKind.UInt8),
            "Int16" => Primitive(ILTypeKind.Int16), "UInt16" => Primitive(ILTypeKind.UInt16),
            "Int32" => Primitive(ILTypeKind.Int32), "UInt32" => Primitive(ILTypeKind.UInt32),
            "Int64" => Primitive(ILTypeKind.Int64), "UInt64" => Primitive(ILTypeKind.UInt64),
            "IntPtr" => Primitive(ILTypeKind.NativeInt), "UIntPtr" => Primitive(ILTypeKind.NativeUInt),
            "Single" => Primitive(ILTypeKind.Float32), "Double" => Primitive(ILTypeKind.Float64),
            "TypedReference" => Primitive(ILTypeKind.TypedReference),
            _ => null,
        };
    }

    private ILType Unresolved(string name, ILType[] arguments, bool isValueType)
    {
        var type = Intern(new Key(ILTypeKind.Unresolved, name, 0, arguments));
        type.IsValueType |= isValueType;
        return type;
    }

    private ILType Intern(Key key)
    {
        if (interned.TryGetValue(key, out var known)) return known;
        var definition = key.Head as TypeDefinition;
        var element = key.Head as ILType;
        var kind = definition is null ? key.Kind : definition.IsValueType ? ILTypeKind.Struct : ILTypeKind.Class;
        var name = definition?.FullName ?? key.Head as string ?? (kind == ILTypeKind.TypeParameter ? "!" : "!!") + key.Rank;
        var type = new ILType(kind, definition, key.Arguments, element, key.Rank, name);
        if (type.Size > MaximumSize) throw new VerificationFailure(VerificationCode.MalformedBody, "a type is too large");
        interned.Add(key, type);
        type.IsValueType = kind == ILTypeKind.Struct;
        type.Reduced = kind is ILTypeKind.Pointer or ILTypeKind.FunctionPointer ? Primitive(ILTypeKind.NativeInt) : type;
        if (definition is not null && kind == ILTypeKind.Struct)
        {
            type.IsByRefLike = HasAttribute(definition, "System.Runtime.CompilerServices.IsByRefLikeAttribute")
                || definition is { Namespace: "System", Name: "ArgIterator" or "RuntimeArgumentHandle" };
            if (definition.IsEnum && definition.Fields.FirstOrDefault(f => !f.IsStatic) is { } value)
            {
                type.Underlying = Of(value.FieldType);
                type.Reduced = type.Underlying.Reduced;
            }
        }

        return type;
    }

    private static bool HasAttribute(ICustomAttributeProvider provider, string name) =>
        provider.HasCustomAttributes && provider.CustomAttributes.Any(a => a.AttributeType.FullName == name);

    private readonly record struct Key(ILTypeKind Kind, object? Head, int Rank, ILType[] Arguments)
    {
        public bool Equals(Key other) =>
            Kind == other.Kind && ReferenceEquals(Head, other.Head) | (Head is string s && other.Head is string t && s == t)
            && Rank == other.Rank && Arguments.AsSpan().SequenceEqual(other.Arguments);

        public override int GetHashCode()
        {
            var hash = new HashCode();
            hash.Add(Kind);
            hash.Add(Head is string text ? text.GetHashCode(StringComparison.Ordinal) : Head is null ? 0 : System.Runtime.CompilerServices.RuntimeHelpers.GetHashCode(Head));
            hash.Add(Rank);
            foreach (var argument in Arguments) hash.Add(System.Runtime.CompilerServices.RuntimeHelpers.GetHashCode(argument));
            return hash.ToHashCode();
        }
    }
}
