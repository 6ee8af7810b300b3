namespace ILDiff.JustInTime;

using System.Reflection;
using ILDiff.Reading;
using Mono.Cecil;

/// <summary>Finds the metadata of methods and types that reflection knows.</summary>
internal static class MethodTokens
{
    /// <summary>The closed method in the assembly as read.</summary>
    public static MethodReference Find(MethodInfo method, LoadedAssembly loaded)
    {
        var definition = (MethodDefinition)loaded.Module.LookupToken(method.MetadataToken);
        MethodReference open = definition;
        if (method.DeclaringType!.IsConstructedGenericType)
        {
            open = new MethodReference(definition.Name, definition.ReturnType, Find(method.DeclaringType, loaded))
            {
                HasThis = definition.HasThis, ExplicitThis = definition.ExplicitThis, CallingConvention = definition.CallingConvention,
            };
            foreach (var parameter in definition.GenericParameters) open.GenericParameters.Add(new GenericParameter(parameter.Name, open));
            foreach (var parameter in definition.Parameters) open.Parameters.Add(new ParameterDefinition(parameter.ParameterType));
        }

        if (!method.IsGenericMethod) return open;
        var closed = new GenericInstanceMethod(open);
        foreach (var argument in method.GetGenericArguments()) closed.GenericArguments.Add(Find(argument, loaded));
        return closed;
    }

    private static TypeReference Find(Type type, LoadedAssembly loaded)
    {
        if (type.IsSZArray) return new ArrayType(Find(type.GetElementType()!, loaded));
        if (type.IsArray) return new ArrayType(Find(type.GetElementType()!, loaded), type.GetArrayRank());
        if (type.IsPointer) return new PointerType(Find(type.GetElementType()!, loaded));
        if (type.IsConstructedGenericType)
        {
            var closed = new GenericInstanceType(Find(type.GetGenericTypeDefinition(), loaded));
            foreach (var argument in type.GetGenericArguments()) closed.GenericArguments.Add(Find(argument, loaded));
            return closed;
        }

        var home = type.Assembly.GetName();
        var module = home.Name == loaded.Module.Assembly.Name.Name ? loaded.Module
            : loaded.Resolver.Resolve(new AssemblyNameReference(home.Name, home.Version)).MainModule;
        return (TypeReference)module.LookupToken(type.MetadataToken);
    }
}
