namespace ILDiff.Reading;

using Mono.Cecil;

/// <summary>
/// Resolves the references of an input and of everything it leads to. One instance serves all modules, so that a
/// type has one definition, and its <see cref="GuardedMetadataResolver"/> guards all of them. A reference that is
/// missing or unreadable is an <see cref="AssemblyResolutionException"/>, at the time it is needed and not before.
/// </summary>
internal sealed class GuardedResolver : IAssemblyResolver
{
    private readonly Dictionary<string, AssemblyDefinition?> known = new(StringComparer.OrdinalIgnoreCase);
    private readonly GuardedMetadataResolver metadata;

    public GuardedResolver(ReferenceSearch search)
    {
        Search = search;
        metadata = new GuardedMetadataResolver(this);
    }

    /// <summary>Where references are looked for.</summary>
    public ReferenceSearch Search { get; }

    /// <summary>Gives the file of an assembly that the running program has loaded, by name, or null; it goes before the search.</summary>
    public Func<string, byte[]?>? Loaded { get; set; }

    /// <summary>Reader settings under which a module resolves through this instance; its contents are read when asked for.</summary>
    public ReaderParameters ReaderParameters => new(ReadingMode.Deferred)
    {
        AssemblyResolver = this,
        MetadataResolver = metadata,
        ReadSymbols = false,
    };

    /// <summary>Makes references by this assembly's name, from any module, resolve to it.</summary>
    public void Register(AssemblyDefinition assembly) => known[assembly.Name.Name] = assembly;

    /// <summary>
    /// Lets an unresolvable reference pass for a definition. The writer needs the width of an enum constant whose type
    /// is in a missing assembly, and the constant's own value tells it.
    /// </summary>
    public void StandIn(TypeReference missing, TypeDefinition definition) => metadata.StandIn(missing, definition);

    public AssemblyDefinition Resolve(AssemblyNameReference name) => Resolve(name, new ReaderParameters());

    public AssemblyDefinition Resolve(AssemblyNameReference name, ReaderParameters parameters)
    {
        if (!known.TryGetValue(name.Name, out var assembly)) known[name.Name] = assembly = Read(name);
        return assembly ?? throw new AssemblyResolutionException(name);
    }

    public void Dispose()
    {
        foreach (var assembly in known.Values) assembly?.Dispose();
        known.Clear();
    }

    /// <summary>The first readable candidate that has code; one that has only signatures where there is no other.</summary>
    private AssemblyDefinition? Read(AssemblyNameReference name)
    {
        if (Loaded?.Invoke(name.Name) is { } loaded) return AssemblyDefinition.ReadAssembly(new MemoryStream(loaded, writable: false), ReaderParameters);
        AssemblyDefinition? signatures = null;
        foreach (var path in Search.Candidates(name.Name))
        {
            try
            {
                var assembly = AssemblyDefinition.ReadAssembly(new MemoryStream(File.ReadAllBytes(path), writable: false), ReaderParameters);
                if (!ReferenceAssembly.Is(assembly)) return assembly;
                signatures ??= assembly;
            }
            catch (Exception e) when (e is not OutOfMemoryException)
            {
                // A damaged or native file of that name is no answer; the next place may have the right one.
            }
        }

        return signatures;
    }
}

/// <summary>
/// Cecil's metadata resolver with a bound on how deep one resolution may nest: type forwarders that lead in a circle
/// end as an unresolved type instead of overflowing the stack.
/// </summary>
internal sealed class GuardedMetadataResolver(IAssemblyResolver resolver) : MetadataResolver(resolver)
{
    /// <summary>Real chains of forwarders have two or three links.</summary>
    private const int MaximumDepth = 64;

    private readonly Dictionary<string, TypeDefinition> standIns = [];
    private int depth;

    public void StandIn(TypeReference missing, TypeDefinition definition) => standIns.TryAdd(missing.FullName, definition);

    public override TypeDefinition? Resolve(TypeReference type)
    {
        if (depth >= MaximumDepth) return null;
        System.Runtime.CompilerServices.RuntimeHelpers.EnsureSufficientExecutionStack();
        depth++;
        try
        {
            return base.Resolve(type) ?? standIns.GetValueOrDefault(type.FullName);
        }
        catch (AssemblyResolutionException) when (standIns.TryGetValue(type.FullName, out var standIn))
        {
            return standIn;
        }
        finally
        {
            depth--;
        }
    }
}
