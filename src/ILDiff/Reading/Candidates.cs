namespace ILDiff.Reading;

using ILDiff.Diagnostics;
using ILDiff.Types;
using Mono.Cecil;

/// <summary>Tells which methods a derivative can be asked of: those that take floats and give floats.</summary>
internal sealed class Candidates(ModuleDefinition module)
{
    private readonly TypeUniverse types = new(module);

    /// <summary>Every public method that takes and gives floats, in metadata order.</summary>
    public IEnumerable<MethodDefinition> Public() =>
        module.GetTypes().Where(IsPublic).SelectMany(t => t.Methods).Where(m => m.IsPublic && Accepts(m));

    /// <summary>Whether the method has a body of its own, is no accessor, constructor or compiler's helper, and takes and gives floats.</summary>
    public bool Accepts(MethodDefinition method)
    {
        if (!method.HasBody || method.IsConstructor || method.IsGetter || method.IsSetter || method.IsAddOn || method.IsRemoveOn) return false;
        if (method.Name.Contains('<') || method.DeclaringType.Name.Contains('<')) return false;
        if (IsGenerated(method)) return false;
        var parameters = method.Parameters.Select(p => p.ParameterType).ToList();
        var carrying = parameters.Where(Carries).ToList();
        var takes = carrying.Count > 0 || (method.HasThis && Carries(method.DeclaringType));
        var gives = Carries(method.ReturnType) || (method.ReturnType.MetadataType == MetadataType.Void && carrying.Any(IsShared));
        return takes && gives;
    }

    /// <summary>A member that an earlier run added.</summary>
    private static bool IsGenerated(MethodDefinition method) =>
        method.CustomAttributes.Any(a => a.AttributeType.Namespace == "ILDiff" && a.AttributeType.Name.StartsWith("Generated", StringComparison.Ordinal));

    private static bool IsPublic(TypeDefinition type) =>
        type.IsNested ? type.IsNestedPublic && IsPublic(type.DeclaringType) : type.IsPublic;

    /// <summary>Whether the caller sees what the method writes there.</summary>
    private static bool IsShared(TypeReference type) =>
        type is ByReferenceType or ArrayType or PointerType || !type.IsValueType || type is GenericInstanceType { Namespace: "System", Name: "Span`1" };

    private bool Carries(TypeReference type)
    {
        try
        {
            return OpenOrClosed(type);
        }
        catch (Exception e) when (e is DiagnosticException or AssemblyResolutionException or InvalidOperationException or ArgumentException or NullReferenceException)
        {
            return false;
        }
    }

    /// <summary>A type parameter may stand for a float, so that a generic method is listed with the reason that it is open.</summary>
    private bool OpenOrClosed(TypeReference type) => type switch
    {
        GenericParameter => true,
        GenericInstanceType { ContainsGenericParameter: true } instance => instance.GenericArguments.Any(OpenOrClosed),
        TypeSpecification { ContainsGenericParameter: true } outer => OpenOrClosed(outer.ElementType),
        _ when type.ContainsGenericParameter || type.HasGenericParameters => false,
        _ => types.Of(type).CarriesFloat,
    };
}
