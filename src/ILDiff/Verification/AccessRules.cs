namespace ILDiff.Verification;

using Mono.Cecil;

/// <summary>
/// What code in a type may see (ECMA-335 I.8.5.3): visibility, friends by <c>InternalsVisibleTo</c>, and the runtime's
/// <c>IgnoresAccessChecksTo</c>, by which the referring assembly opens another one whole.
/// </summary>
internal sealed class AccessRules(ModuleDefinition module, TypeTable types)
{
    private const int MaximumHierarchy = 500;

    private readonly Dictionary<AssemblyDefinition, bool> friends = [];
    private readonly HashSet<string> opened = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<(TypeDefinition From, TypeDefinition To), bool> visible = [];
    private bool openedIsKnown;

    /// <summary>Whether code in <paramref name="from"/> may name a type, its type arguments included.</summary>
    public bool CanSee(TypeDefinition from, ILType type)
    {
        if (type.Element is { } element && !CanSee(from, element)) return false;
        foreach (var argument in type.Arguments)
        {
            if (!CanSee(from, argument)) return false;
        }

        return type.Definition is not { } definition || CanSee(from, definition);
    }

    public bool CanSee(TypeDefinition from, TypeDefinition type)
    {
        if (visible.TryGetValue((from, type), out var known)) return known;
        known = IsOpened(type) || (type.DeclaringType is { } outer
            ? Allows(from, outer, (MemberAccess)NestedAccess(type), null) && CanSee(from, outer)
            : type.IsPublic || IsFriend(type));
        visible[(from, type)] = known;
        return known;
    }

    /// <summary>Whether code in <paramref name="from"/> may use a method on an instance of the given type.</summary>
    public bool CanUse(TypeDefinition from, MethodDefinition method, ILType? instance) =>
        IsOpened(method.DeclaringType)
        || (CanSee(from, method.DeclaringType) && Allows(from, method.DeclaringType, (MemberAccess)(method.Attributes & MethodAttributes.MemberAccessMask), method.IsStatic ? null : instance));

    /// <summary>Whether code in <paramref name="from"/> may use a field on an instance of the given type.</summary>
    public bool CanUse(TypeDefinition from, FieldDefinition field, ILType? instance) =>
        IsOpened(field.DeclaringType)
        || (CanSee(from, field.DeclaringType) && Allows(from, field.DeclaringType, (MemberAccess)(field.Attributes & FieldAttributes.FieldAccessMask), field.IsStatic ? null : instance));

    /// <summary>Whether our assembly opened the one of this type with <c>IgnoresAccessChecksTo</c>.</summary>
    public bool IsOpened(TypeDefinition type)
    {
        if (!openedIsKnown)
        {
            openedIsKnown = true;
            foreach (var name in Named(module.Assembly, "IgnoresAccessChecksToAttribute")) opened.Add(name);
        }

        return opened.Count > 0 && type.Module?.Assembly is { } assembly && opened.Contains(assembly.Name.Name);
    }

    private static int NestedAccess(TypeDefinition type) => (type.Attributes & TypeAttributes.VisibilityMask) switch
    {
        TypeAttributes.NestedPublic => (int)MemberAccess.Public,
        TypeAttributes.NestedFamily => (int)MemberAccess.Family,
        TypeAttributes.NestedAssembly => (int)MemberAccess.Assembly,
        TypeAttributes.NestedFamANDAssem => (int)MemberAccess.FamilyAndAssembly,
        TypeAttributes.NestedFamORAssem => (int)MemberAccess.FamilyOrAssembly,
        _ => (int)MemberAccess.Private,
    };

    private bool Allows(TypeDefinition from, TypeDefinition declaring, MemberAccess access, ILType? instance) => access switch
    {
        MemberAccess.Public => true,
        MemberAccess.Private => IsWithin(from, declaring),
        MemberAccess.Assembly => IsFriend(declaring),
        MemberAccess.Family => IsFamily(from, declaring, instance),
        MemberAccess.FamilyOrAssembly => IsFriend(declaring) || IsFamily(from, declaring, instance),
        MemberAccess.FamilyAndAssembly => IsFriend(declaring) && IsFamily(from, declaring, instance),
        _ => from.Module == declaring.Module,
    };

    private static bool IsWithin(TypeDefinition from, TypeDefinition declaring)
    {
        for (var at = from; at is not null; at = at.DeclaringType)
        {
            if (at == declaring) return true;
        }

        return false;
    }

    private bool IsFamily(TypeDefinition from, TypeDefinition declaring, ILType? instance)
    {
        if (IsWithin(from, declaring)) return true;
        for (var at = from; at is not null; at = at.DeclaringType)
        {
            if (Derives(at, declaring) && (instance?.Definition is not { } seen || declaring.IsInterface || Derives(seen, at))) return true;
        }

        return false;
    }

    private bool Derives(TypeDefinition type, TypeDefinition ancestor)
    {
        var at = type;
        for (var steps = 0; at is not null && steps < MaximumHierarchy; steps++)
        {
            if (at == ancestor) return true;
            if (ancestor.IsInterface && at.Interfaces.Any(i => types.Of(i.InterfaceType).Definition == ancestor)) return true;
            at = at.BaseType is { } parent ? types.Of(parent).Definition : null;
        }

        return false;
    }

    private bool IsFriend(TypeDefinition type)
    {
        if (type.Module == module) return true;
        if (type.Module?.Assembly is not { } assembly) return false;
        if (assembly == module.Assembly) return true;
        if (friends.TryGetValue(assembly, out var known)) return known;
        var own = module.Assembly?.Name.Name;
        known = Named(assembly, "InternalsVisibleToAttribute").Any(n => string.Equals(n.Split(',')[0].Trim(), own, StringComparison.OrdinalIgnoreCase));
        friends.Add(assembly, known);
        return known;
    }

    private static IEnumerable<string> Named(AssemblyDefinition? assembly, string attribute) =>
        assembly is not { HasCustomAttributes: true }
            ? []
            : assembly.CustomAttributes
                .Where(a => a.AttributeType.Name == attribute && a.AttributeType.Namespace == "System.Runtime.CompilerServices")
                .Select(a => a.ConstructorArguments is [{ Value: string name }, ..] ? name : "");

    /// <summary>The access bits of methods and fields (ECMA-335 II.23.1.5, II.23.1.10).</summary>
    private enum MemberAccess
    {
        CompilerControlled = 0, Private = 1, FamilyAndAssembly = 2, Assembly = 3, Family = 4, FamilyOrAssembly = 5, Public = 6,
    }
}
