namespace ILDiff.Verification;

using Mono.Cecil;

/// <summary>
/// Inheritance and assignment compatibility of types (ECMA-335 I.8.7): base classes, interfaces with variance, arrays,
/// type parameters by their constraints, and the least common supertype that a merge of two paths needs.
/// </summary>
internal sealed class TypeRelations(TypeTable types)
{
    private const int MaximumHierarchy = 500;
    private const int MaximumQuestions = 20_000;

    private static readonly HashSet<string> VectorInterfaces =
        ["IList`1", "ICollection`1", "IEnumerable`1", "IReadOnlyList`1", "IReadOnlyCollection`1"];

    private readonly Dictionary<ILType, ILType[]> constraints = [];
    private int questions;

    /// <summary>The method whose type parameters are the free ones.</summary>
    public MethodDefinition? Scope { get; private set; }

    /// <summary>Changes the method whose type parameters are the free ones.</summary>
    public void Enter(MethodDefinition method)
    {
        Scope = method;
        constraints.Clear();
    }

    public ILType? BaseOf(ILType type)
    {
        if (type.BaseIsKnown) return type.Base;
        type.BaseIsKnown = true;
        type.Base = type.Kind switch
        {
            ILTypeKind.Array => types.WellKnown("System", "Array"),
            _ when type.Definition?.BaseType is { } parent => types.Substitute(types.Of(parent), type.Arguments, []),
            _ => null,
        };
        return type.Base;
    }

    /// <summary>All interfaces of a named type or array, those of base classes and base interfaces included.</summary>
    public ILType[] InterfacesOf(ILType type)
    {
        if (type.Interfaces is { } known) return known;
        var found = new List<ILType>();
        var seen = new HashSet<ILType>();
        var classes = 0;
        for (var at = type; at is not null && classes < MaximumHierarchy; at = BaseOf(at), classes++)
        {
            AddDeclared(at, found, seen);
            if (at.IsVector) AddVectorInterfaces(at.Element!, found, seen);
        }

        for (var i = 0; i < found.Count && i < MaximumHierarchy; i++) AddDeclared(found[i], found, seen);
        return type.Interfaces = [.. found];
    }

    /// <summary>The constraint types of a free type parameter.</summary>
    public ILType[] ConstraintsOf(ILType parameter)
    {
        if (constraints.TryGetValue(parameter, out var known)) return known;
        var definition = DefinitionOf(parameter);
        known = definition is { HasConstraints: true } ? [.. definition.Constraints.Select(c => types.Of(c.ConstraintType))] : [];
        constraints[parameter] = known;
        return known;
    }

    /// <summary>The declaration of a free type parameter, with its flags.</summary>
    public GenericParameter? DefinitionOf(ILType parameter)
    {
        IGenericParameterProvider? owner = parameter.Kind == ILTypeKind.MethodParameter ? Scope : Scope?.DeclaringType;
        return owner is { HasGenericParameters: true } && parameter.Rank < owner.GenericParameters.Count ? owner.GenericParameters[parameter.Rank] : null;
    }

    /// <summary>
    /// Whether an object reference whose referent is of type <paramref name="source"/> (boxed, where it is a value type
    /// or a type parameter) may stand where <paramref name="target"/> is required.
    /// </summary>
    public bool IsCastable(ILType source, ILType target)
    {
        questions = 0;
        return IsCastable(source, target, 0);
    }

    /// <summary>The most special type that both references have, <c>System.Object</c> at the least.</summary>
    public ILType CommonSupertype(ILType first, ILType second)
    {
        if (IsCastable(first, second)) return second;
        if (IsCastable(second, first)) return first;
        if (first.Kind == ILTypeKind.Array && second.Kind == ILTypeKind.Array && first.Rank == second.Rank
            && first.Element!.IsReference && second.Element!.IsReference)
        {
            return types.Array(CommonSupertype(first.Element, second.Element), first.Rank);
        }

        if (first.IsInterface || second.IsInterface || first.IsParameter || second.IsParameter) return types.Object;
        var steps = 0;
        for (var at = BaseOf(first); at is not null && steps < MaximumHierarchy; at = BaseOf(at), steps++)
        {
            if (IsCastable(second, at)) return at;
        }

        return types.Object;
    }

    /// <summary>Whether a type is, or may be, a ref struct: such a type implements interfaces without being castable to them.</summary>
    public bool MayBeByRefLike(ILType type) => type.IsByRefLike;

    private bool IsCastable(ILType source, ILType target, int depth)
    {
        if (source == target || target == types.Object) return true;
        if (source.Kind == ILTypeKind.Unresolved || target.Kind == ILTypeKind.Unresolved) return true;

        // One question leads to others through constraints and variance, exponentially many in the worst case.
        if (depth > 30 || ++questions > MaximumQuestions) return false;
        if (source.IsParameter)
        {
            foreach (var constraint in ConstraintsOf(source))
            {
                if (IsCastable(constraint, target, depth + 1)) return true;
            }

            return target.Is("System", "ValueType") && DefinitionOf(source) is { HasNotNullableValueTypeConstraint: true };
        }

        if (source.Kind == ILTypeKind.Array && target.Kind == ILTypeKind.Array)
        {
            return source.Rank == target.Rank && IsElementCompatible(source.Element!, target.Element!, depth + 1);
        }

        if (target.Kind != ILTypeKind.Class) return false;
        if (target.IsInterface)
        {
            if (IsVariantOf(source, target, depth + 1)) return true;
            foreach (var implemented in InterfacesOf(source))
            {
                if (implemented == target || IsVariantOf(implemented, target, depth + 1)) return true;
            }

            return source.IsVector && target.Arguments.Length == 1 && VectorInterfaces.Contains(target.Definition!.Name)
                && target.Definition.Namespace == "System.Collections.Generic" && IsElementCompatible(source.Element!, target.Arguments[0], depth + 1);
        }

        var steps = 0;
        for (var at = source; at is not null && steps < MaximumHierarchy; at = BaseOf(at), steps++)
        {
            if (at == target || IsVariantOf(at, target, depth + 1)) return true;
        }

        return false;
    }

    private bool IsElementCompatible(ILType source, ILType target, int depth)
    {
        if (source == target) return true;
        if (source.IsValueType || target.IsValueType) return source.Reduced == target.Reduced && IsPlainInteger(source) && IsPlainInteger(target);
        if (source.IsParameter && DefinitionOf(source) is not { HasReferenceTypeConstraint: true } && !HasClassConstraint(source)) return false;
        return IsCastable(source, target, depth + 1);
    }

    /// <summary>Among arrays, bool and char are types of their own; other integers agree with those of equal size.</summary>
    private static bool IsPlainInteger(ILType type) => (type.Underlying ?? type).Kind is not (ILTypeKind.Bool or ILTypeKind.Char);

    /// <summary>Whether two instances of one interface or delegate agree up to its declared variance.</summary>
    private bool IsVariantOf(ILType source, ILType target, int depth)
    {
        if (source.Definition is not { HasGenericParameters: true } definition || definition != target.Definition) return false;
        if (source.Arguments.Length != target.Arguments.Length || depth > 30) return false;
        for (var i = 0; i < source.Arguments.Length; i++)
        {
            var (from, to) = (source.Arguments[i], target.Arguments[i]);
            if (from == to) continue;
            var parameter = definition.GenericParameters[i];
            if (parameter.IsContravariant) (from, to) = (to, from);
            else if (!parameter.IsCovariant) return false;
            if (!IsKnownReference(from) || !(IsKnownReference(to) || to.IsParameter) || !IsCastable(from, to, depth + 1)) return false;
        }

        return true;
    }

    /// <summary>Whether values of a type are object references for certain, type parameters included.</summary>
    public bool IsKnownReference(ILType type) =>
        type.IsReference || (type.IsParameter && (DefinitionOf(type) is { HasReferenceTypeConstraint: true } || HasClassConstraint(type)));

    private bool HasClassConstraint(ILType parameter) => HasClassConstraint(parameter, 0);

    private bool HasClassConstraint(ILType parameter, int depth) => depth < 30 && ConstraintsOf(parameter).Any(c =>
        c.IsParameter
            ? DefinitionOf(c) is { HasReferenceTypeConstraint: true } || HasClassConstraint(c, depth + 1)
            : c.IsReference && !c.IsInterface && !c.Is("System", "ValueType") && !c.Is("System", "Enum") && c != types.Object);

    private void AddDeclared(ILType type, List<ILType> found, HashSet<ILType> seen)
    {
        if (type.Definition is not { HasInterfaces: true } definition) return;
        foreach (var implementation in definition.Interfaces)
        {
            var implemented = types.Substitute(types.Of(implementation.InterfaceType), type.Arguments, []);
            if (seen.Add(implemented)) found.Add(implemented);
        }
    }

    private void AddVectorInterfaces(ILType element, List<ILType> found, HashSet<ILType> seen)
    {
        foreach (var name in VectorInterfaces)
        {
            if (types.WellKnown("System.Collections.Generic", name)?.Definition is not { } definition) continue;
            var implemented = types.Instance(definition, [element]);
            if (seen.Add(implemented)) found.Add(implemented);
        }
    }
}
