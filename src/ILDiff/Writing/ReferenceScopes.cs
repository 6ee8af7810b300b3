namespace ILDiff.Writing;

using Mono.Cecil;

/// <summary>
/// Finds through which assembly reference the module names a type: one that it has already and that leads to the
/// type, directly or through forwarders; else a public facade; else the assembly that defines the type.
/// </summary>
internal sealed class ReferenceScopes(ModuleDefinition module)
{
    /// <summary>Facades that the framework has in every version, asked for public types that no reference leads to.</summary>
    private static readonly string[] Facades =
    [
        "System.Runtime", "System.Collections", "System.Memory", "System.Linq", "System.Threading", "System.Runtime.Intrinsics",
        "System.Numerics.Vectors", "System.Runtime.Extensions", "System.Runtime.InteropServices", "System.Runtime.Numerics", "netstandard",
    ];

    private readonly Dictionary<string, Leads?> leads = [];

    /// <summary>The module's reference to a type that is neither constructed nor a type parameter.</summary>
    public TypeReference Import(TypeReference type)
    {
        if (Primitive(type) is { } primitive) return primitive;
        if (type.Module == module) return type;
        var definition = Resolve(type);
        if (definition?.Module == module) return definition;
        var source = definition ?? type;
        TypeReference reference;
        if (source.DeclaringType is { } declaring)
        {
            reference = new TypeReference("", source.Name, module, null, IsValueType(type, definition)) { DeclaringType = Import(declaring) };
        }
        else
        {
            if (Existing(source, definition) is { } existing) return existing;
            reference = new TypeReference(source.Namespace, source.Name, module, Scope(type, definition), IsValueType(type, definition));
        }

        foreach (var parameter in source.GenericParameters) reference.GenericParameters.Add(new GenericParameter(parameter.Name, reference));
        return reference;
    }

    /// <summary>A type that the module's core library is sure to have.</summary>
    public TypeReference Core(string space, string name, bool isValueType)
    {
        if (!module.TryGetTypeReference($"{space}.{name}", out var type)) return new TypeReference(space, name, module, module.TypeSystem.CoreLibrary, isValueType);
        type.IsValueType = isValueType;
        return type;
    }

    private static bool IsValueType(TypeReference type, TypeDefinition? definition) => definition?.IsValueType ?? type.IsValueType;

    private static TypeDefinition? Resolve(TypeReference type)
    {
        try
        {
            return type.Resolve();
        }
        catch (AssemblyResolutionException)
        {
            return null;
        }
    }

    private TypeReference? Existing(TypeReference source, TypeDefinition? definition)
    {
        if (!module.TryGetTypeReference(source.FullName, out var existing)) return null;
        if (definition is not null && Resolve(existing) != definition) return null;
        // A row that no signature has named yet does not know what it names.
        existing.IsValueType = IsValueType(source, definition);
        while (existing.GenericParameters.Count < source.GenericParameters.Count)
        {
            existing.GenericParameters.Add(new GenericParameter(source.GenericParameters[existing.GenericParameters.Count].Name, existing));
        }

        return existing;
    }

    private IMetadataScope Scope(TypeReference type, TypeDefinition? definition)
    {
        if (definition is null) return ReferenceTo(Name(type.Scope));
        foreach (var reference in module.AssemblyReferences)
        {
            if (LeadsOf(reference)?.To(definition) == true) return reference;
        }

        var home = definition.Module.Assembly.Name;
        if (!definition.IsPublic || home.Name != "System.Private.CoreLib") return ReferenceTo(home);
        foreach (var facade in Facades)
        {
            if (LeadsOf(new AssemblyNameReference(facade, null)) is { } found && found.To(definition)) return ReferenceTo(found.Name);
        }

        return ReferenceTo(home);
    }

    private static AssemblyNameReference Name(IMetadataScope scope) =>
        scope as AssemblyNameReference ?? (scope as ModuleDefinition)?.Assembly.Name ?? new AssemblyNameReference(scope.Name, null);

    private AssemblyNameReference ReferenceTo(AssemblyNameReference name)
    {
        var known = module.AssemblyReferences.FirstOrDefault(r => r.Name == name.Name);
        if (known is not null) return known;
        var reference = new AssemblyNameReference(name.Name, name.Version) { PublicKeyToken = name.PublicKeyToken, Culture = name.Culture };
        module.AssemblyReferences.Add(reference);
        return reference;
    }

    private Leads? LeadsOf(AssemblyNameReference reference)
    {
        if (leads.TryGetValue(reference.Name, out var known)) return known;
        try
        {
            var assembly = module.AssemblyResolver.Resolve(reference);
            return leads[reference.Name] = assembly is null ? null : new Leads(assembly);
        }
        catch (AssemblyResolutionException)
        {
            return leads[reference.Name] = null;
        }
    }

    /// <summary>The core types that have an encoding of their own in signatures.</summary>
    private TypeReference? Primitive(TypeReference type)
    {
        if (type.Namespace != "System" || type.DeclaringType is not null) return null;
        var system = module.TypeSystem;
        return type.Name switch
        {
            "Void" => system.Void, "Boolean" => system.Boolean, "Char" => system.Char,
            "SByte" => system.SByte, "Byte" => system.Byte, "Int16" => system.Int16, "UInt16" => system.UInt16,
            "Int32" => system.Int32, "UInt32" => system.UInt32, "Int64" => system.Int64, "UInt64" => system.UInt64,
            "IntPtr" => system.IntPtr, "UIntPtr" => system.UIntPtr, "Single" => system.Single, "Double" => system.Double,
            "Object" => system.Object, "String" => system.String, "TypedReference" => system.TypedReference,
            _ => null,
        };
    }

    /// <summary>The types that an assembly defines or forwards.</summary>
    private sealed class Leads(AssemblyDefinition assembly)
    {
        private readonly HashSet<string> forwarded = [.. assembly.MainModule.ExportedTypes.Select(t => t.FullName)];

        public AssemblyNameReference Name => assembly.Name;

        public bool To(TypeDefinition definition) =>
            definition.Module == assembly.MainModule
            || definition.Module.FileName == assembly.MainModule.FileName && assembly.MainModule.FileName.Length > 0
            || forwarded.Contains(definition.FullName);
    }
}
