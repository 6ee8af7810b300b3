namespace ILDiff.Types;

using Mono.Cecil;

/// <summary>Finds the method that a type has for a virtual, interface or static abstract one.</summary>
internal static class Implementations
{
    /// <summary>The implementation that a call on exactly this type runs, or null where it is not known.</summary>
    public static MethodHandle? Find(IRType type, MethodHandle declared)
    {
        if (type == declared.DeclaringType && declared.Definition is { IsAbstract: false }) return declared;
        if (declared.Definition is not { } definition) return null;
        foreach (var at in Assignability.Bases(type))
        {
            if (ExplicitOverride(at, declared, definition) is { } overriding) return overriding;
            if (Implicit(at, declared, definition) is { } named) return named;
            if (at == declared.DeclaringType) return definition.IsAbstract ? null : declared;
        }

        if (!definition.DeclaringType.IsInterface) return null;

        // A default body: of the interface itself or of one that extends it.
        MethodHandle? found = null;
        foreach (var at in Assignability.Interfaces(type))
        {
            if (at == declared.DeclaringType || ExplicitOverride(at, declared, definition) is not { } overriding) continue;
            if (overriding.Definition is not { IsAbstract: false }) continue;
            if (found is not null && !Assignability.IsAssignable(overriding.DeclaringType, found.DeclaringType)) continue;
            found = overriding;
        }

        return found ?? (definition.IsAbstract ? null : declared);
    }

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

    /// <summary>A method of the same name and signature, as a class or struct implements and overrides.</summary>
    private static MethodHandle? Implicit(IRType type, MethodHandle declared, MethodDefinition definition)
    {
        if (type.Definition is not { IsInterface: false }) return null;
        foreach (var method in type.Definition.Methods)
        {
            if (method.Name != declared.Name || method.Parameters.Count != definition.Parameters.Count) continue;
            if (method.IsStatic != definition.IsStatic || method.IsAbstract || !(method.IsVirtual || method.IsStatic)) continue;
            if (method.GenericParameters.Count != definition.GenericParameters.Count) continue;
            if (method.IsNewSlot && !definition.DeclaringType.IsInterface && method != definition) continue;
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
