namespace ILDiff.Types;

using Mono.Cecil;

/// <summary>Finds the method that a type has for a virtual, interface or static abstract one, by the rules of ECMA-335 II.12.2.</summary>
internal static class Implementations
{
    /// <summary>The implementation that a call on exactly this type runs, or null where it is not known.</summary>
    public static MethodHandle? Find(IRType type, MethodHandle declared)
    {
        if (declared.Definition is not { } definition) return null;
        return definition.DeclaringType.IsInterface ? OfInterface(type, declared, definition) : OfClass(type, declared, definition);
    }

    /// <summary>The last override of a virtual method of a class on the way from it down to the type.</summary>
    private static MethodHandle? OfClass(IRType type, MethodHandle declared, MethodDefinition definition)
    {
        var line = Assignability.Bases(type).TakeWhile(b => b != declared.DeclaringType).Reverse().ToList();
        if (line.FirstOrDefault() is { } first && !Assignability.Bases(first).Contains(declared.DeclaringType)) return null;
        var current = declared;

        // The method whose slot is followed: one that hides it has a slot of its own, one that narrows its result keeps both.
        var followed = declared;
        var hidden = false;
        foreach (var at in definition.IsVirtual ? line : [])
        {
            if ((ExplicitOverride(at, declared, definition) ?? ExplicitOverride(at, followed, followed.Definition!)) is { } overriding)
            {
                current = overriding;
                if (KeepsOverrides(overriding)) (followed, hidden) = (overriding, false);
                continue;
            }

            if (Named(at, followed, m => m.IsVirtual) is not { } named) continue;
            if (named.Definition!.IsNewSlot) hidden = true;
            else if (!hidden) current = named;
        }

        return current.Definition is { IsAbstract: false } ? current : null;
    }

    /// <summary>
    /// The method that the closest class naming the interface gives for it, or else the first below that has one, then what
    /// overrides that; else a default body: of the interface itself or of one that extends it.
    /// </summary>
    private static MethodHandle? OfInterface(IRType type, MethodHandle declared, MethodDefinition definition)
    {
        var below = new Stack<IRType>();
        foreach (var at in Assignability.Bases(type))
        {
            if (at.Definition is not { IsInterface: false }) continue;
            var found = ExplicitOverride(at, declared, definition) ?? (Names(at, declared.DeclaringType) ? Public(Assignability.Bases(at), declared) ?? Public(below, declared) : null);
            below.Push(at);
            if (found is null) continue;
            return found.Definition!.IsVirtual && found.DeclaringType.IsObject ? OfClass(type, found, found.Definition) : found;
        }

        MethodHandle? body = null;
        foreach (var at in Assignability.Interfaces(type))
        {
            if (at == declared.DeclaringType || ExplicitOverride(at, declared, definition) is not { } overriding) continue;
            if (overriding.Definition is not { IsAbstract: false }) continue;
            if (body is not null && !Assignability.IsAssignable(overriding.DeclaringType, body.DeclaringType)) continue;
            body = overriding;
        }

        return body ?? (definition.IsAbstract ? null : declared);
    }

    private static bool Names(IRType type, IRType contract) => type.Definition!.Interfaces.Any(i =>
        type.Universe.Of(i.InterfaceType, type.Arguments) is var named && (named == contract || Assignability.Interfaces(named).Contains(contract)));

    private static MethodHandle? Public(IEnumerable<IRType> types, MethodHandle declared) => types
        .Select(at => Named(at, declared, m => m.IsPublic && m.IsStatic == declared.Definition!.IsStatic && (m.IsVirtual || m.IsStatic)))
        .FirstOrDefault(m => m is not null);

    private static bool KeepsOverrides(MethodHandle method) => method.Definition!.HasCustomAttributes
        && method.Definition.CustomAttributes.Any(a => a.AttributeType.FullName == "System.Runtime.CompilerServices.PreserveBaseOverridesAttribute");

    /// <summary>A method that names the declared one as what it overrides.</summary>
    private static MethodHandle? ExplicitOverride(IRType type, MethodHandle declared, MethodDefinition definition)
    {
        if (type.Definition is null) return null;
        foreach (var method in type.Definition.Methods)
        {
            foreach (var overridden in method.Overrides)
            {
                if (overridden.Name != declared.Name || overridden.Parameters.Count != definition.Parameters.Count) continue;
                if (type.Universe.Of(overridden.DeclaringType, type.Arguments) != declared.DeclaringType || overridden.Resolve() != definition) continue;
                return type.Universe.MethodOn(type, method, declared.Context.MethodArguments);
            }
        }

        return null;
    }

    /// <summary>A method of the type itself with the name and signature of another.</summary>
    private static MethodHandle? Named(IRType type, MethodHandle declared, Func<MethodDefinition, bool> isCandidate)
    {
        if (type.Definition is not { IsInterface: false }) return null;
        foreach (var method in type.Definition.Methods)
        {
            if (method.Name != declared.Name || method.Parameters.Count != declared.Definition!.Parameters.Count || !isCandidate(method)) continue;
            if (method.GenericParameters.Count != declared.Definition.GenericParameters.Count) continue;
            var candidate = type.Universe.MethodOn(type, method, declared.Context.MethodArguments);
            if (SameSignature(candidate, declared)) return candidate;
        }

        return null;
    }

    private static bool SameSignature(MethodHandle one, MethodHandle other)
    {
        if (one.ReturnType != other.ReturnType || one.Parameters.Count != other.Parameters.Count) return false;
        for (var i = one.HasThis ? 1 : 0; i < one.Parameters.Count; i++)
        {
            if (one.Parameters[i] != other.Parameters[i]) return false;
        }

        return true;
    }
}
