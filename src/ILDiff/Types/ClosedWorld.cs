namespace ILDiff.Types;

using Mono.Cecil;

/// <summary>
/// The types of a module and of the libraries that it leads to, without the framework: those that an object met at run
/// time is expected to have. Code from elsewhere, as the just-in-time engine differentiates, brings its own.
/// </summary>
internal sealed class ClosedWorld(TypeUniverse types, Func<AssemblyNameReference, bool> isLeftOut)
{
    private readonly Dictionary<IRType, IReadOnlyList<IRType>> found = [];
    private readonly HashSet<ModuleDefinition> roots = [types.Module];
    private readonly HashSet<ModuleDefinition> reached = [];
    private Dictionary<TypeDefinition, List<TypeDefinition>>? descendants;

    /// <summary>The classes that can be made and the structs whose objects may stand where the type is declared, in the order of the metadata.</summary>
    /// <param name="declared">A class or an interface.</param>
    /// <param name="user">The module whose code uses it.</param>
    public IReadOnlyList<IRType> Concrete(IRType declared, ModuleDefinition user)
    {
        descendants ??= Index();
        if (!reached.Contains(user) && !(user.Assembly is { } home && isLeftOut(home.Name)) && roots.Add(user))
        {
            found.Clear();
            descendants = Index();
        }

        if (found.TryGetValue(declared, out var known)) return known;
        if (declared.Definition is not { } definition) return found[declared] = [];
        var result = new List<IRType>();
        foreach (var candidate in descendants.GetValueOrDefault(definition, []))
        {
            if (Close(candidate, declared) is { } type && Fits(type, declared)) result.Add(type);
        }

        return found[declared] = result;
    }

    /// <summary>Whether an object of the type, a struct's box among them, is one of the declared type.</summary>
    private static bool Fits(IRType type, IRType declared) =>
        type.IsObject ? Assignability.IsAssignable(type, declared) : Assignability.Bases(type).Concat(Assignability.Interfaces(type)).Contains(declared);

    private IRType? Close(TypeDefinition candidate, IRType declared)
    {
        if (!candidate.HasGenericParameters) return types.Of(candidate);
        return GenericClosing.Arguments(candidate, declared) is { } arguments ? types.Instance(candidate, arguments) : null;
    }

    private Dictionary<TypeDefinition, List<TypeDefinition>> Index()
    {
        var index = new Dictionary<TypeDefinition, List<TypeDefinition>>();
        foreach (var type in Modules().SelectMany(m => m.GetTypes()))
        {
            if (type.IsInterface || type.IsAbstract) continue;
            foreach (var ancestor in Ancestors(type))
            {
                if (!index.TryGetValue(ancestor, out var list)) index.Add(ancestor, list = []);
                list.Add(type);
            }
        }

        return index;
    }

    /// <summary>The modules, then what they refer to, each once.</summary>
    private IEnumerable<ModuleDefinition> Modules()
    {
        var seen = new HashSet<string>();
        var work = new Queue<ModuleDefinition>(roots);
        while (work.TryDequeue(out var module))
        {
            if (!seen.Add(module.Assembly?.Name.Name ?? module.Name)) continue;
            reached.Add(module);
            yield return module;
            foreach (var reference in module.AssemblyReferences)
            {
                if (!isLeftOut(reference) && !seen.Contains(reference.Name) && Resolve(module, reference) is { } next) work.Enqueue(next);
            }
        }
    }

    private static ModuleDefinition? Resolve(ModuleDefinition module, AssemblyNameReference reference)
    {
        try
        {
            return module.AssemblyResolver.Resolve(reference)?.MainModule;
        }
        catch (AssemblyResolutionException)
        {
            return null;
        }
    }

    /// <summary>A type with its base classes and all interfaces, as far as they can be resolved.</summary>
    private static HashSet<TypeDefinition> Ancestors(TypeDefinition type)
    {
        var seen = new HashSet<TypeDefinition>();
        var work = new Stack<TypeDefinition>([type]);
        while (work.TryPop(out var next))
        {
            if (!seen.Add(next)) continue;
            foreach (var reference in next.Interfaces.Select(i => i.InterfaceType).Append(next.BaseType))
            {
                if (reference is not null && Definition(reference) is { } definition) work.Push(definition);
            }
        }

        return seen;
    }

    private static TypeDefinition? Definition(TypeReference reference)
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
