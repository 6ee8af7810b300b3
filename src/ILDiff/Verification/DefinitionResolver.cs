namespace ILDiff.Verification;

using Mono.Cecil;

/// <summary>
/// Finds the definition that a type reference means. One definition per assembly name and type: references through
/// facades and through several versions of one assembly meet in the same object. Follows forwarders itself, with a
/// bound, because cycles among facades would otherwise never end.
/// </summary>
/// <param name="module">The module being verified, which stands for its own assembly name.</param>
internal sealed class DefinitionResolver(ModuleDefinition module)
{
    private const int MaximumForwards = 64;
    private const int MaximumNesting = 64;

    private readonly Dictionary<TypeReference, TypeDefinition?> resolved = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<string, AssemblyDefinition?> assemblies = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<ModuleDefinition, Dictionary<string, ExportedType>> exports = [];

    /// <summary>The definition that a reference to a named type means, or null.</summary>
    public TypeDefinition? Resolve(TypeReference reference)
    {
        if (resolved.TryGetValue(reference, out var known)) return known;
        TypeDefinition? definition;
        try
        {
            definition = IsNestedTooDeeply(reference) ? null : Find(reference, 0);
        }
        catch (Exception e) when (e is AssemblyResolutionException or IOException or BadImageFormatException or UnauthorizedAccessException)
        {
            definition = null;
        }

        resolved.Add(reference, definition);
        return definition;
    }

    /// <summary>A readable name; Cecil's own never ends on types that are nested in themselves.</summary>
    public static string NameOf(TypeReference reference) => IsNestedTooDeeply(reference) ? reference.Name : reference.FullName;

    private static bool IsNestedTooDeeply(TypeReference reference)
    {
        var depth = 0;
        for (var at = reference; at is not null; at = at.DeclaringType)
        {
            if (++depth > MaximumNesting) return true;
        }

        return false;
    }

    private TypeDefinition? Find(TypeReference reference, int depth)
    {
        if (depth > MaximumNesting) return null;
        if (reference.DeclaringType is { } outer)
        {
            return Find(outer, depth + 1)?.NestedTypes.FirstOrDefault(t => t.Name == reference.Name);
        }

        if (reference is TypeDefinition definition)
        {
            var assembly = definition.Module?.Assembly;
            if (assembly is null) return definition;
            var canonical = Assembly(assembly.Name.Name, () => assembly);
            return canonical == assembly ? definition : FindIn(canonical!, definition.Namespace, definition.Name) ?? definition;
        }

        return reference.Scope switch
        {
            AssemblyNameReference name => Open(name, reference.Module) is { } assembly ? FindIn(assembly, reference.Namespace, reference.Name) : null,
            ModuleDefinition own => own.GetType(reference.Namespace, reference.Name) ?? FindIn(own.Assembly, reference.Namespace, reference.Name),
            ModuleReference _ => reference.Module.Assembly is { } assembly ? FindIn(assembly, reference.Namespace, reference.Name) : null,
            _ => reference.Module?.GetType(reference.Namespace, reference.Name),
        };
    }

    private AssemblyDefinition? Open(AssemblyNameReference name, ModuleDefinition from) =>
        Assembly(name.Name, () => (from ?? module).AssemblyResolver.Resolve(name));

    private AssemblyDefinition? Assembly(string name, Func<AssemblyDefinition?> open)
    {
        if (assemblies.TryGetValue(name, out var known)) return known;
        AssemblyDefinition? assembly;
        try
        {
            assembly = module.Assembly is { } own && string.Equals(own.Name.Name, name, StringComparison.OrdinalIgnoreCase) ? own : open();
        }
        catch (AssemblyResolutionException)
        {
            assembly = null;
        }

        assemblies.Add(name, assembly);
        return assembly;
    }

    private TypeDefinition? FindIn(AssemblyDefinition assembly, string space, string name)
    {
        for (var hops = 0; hops < MaximumForwards; hops++)
        {
            foreach (var candidate in assembly.Modules)
            {
                if (candidate.GetType(space, name) is { } found) return found;
            }

            if (!Exports(assembly.MainModule).TryGetValue(Key(space, name), out var forwarder)) return null;
            if (forwarder.Scope is not AssemblyNameReference target || Open(target, assembly.MainModule) is not { } next) return null;
            assembly = next;
        }

        return null;
    }

    private Dictionary<string, ExportedType> Exports(ModuleDefinition from)
    {
        if (exports.TryGetValue(from, out var known)) return known;
        known = [];
        if (from.HasExportedTypes)
        {
            foreach (var type in from.ExportedTypes)
            {
                if (type.DeclaringType is null) known.TryAdd(Key(type.Namespace, type.Name), type);
            }
        }

        exports.Add(from, known);
        return known;
    }

    private static string Key(string? space, string name) => string.IsNullOrEmpty(space) ? name : space + "." + name;
}
