namespace ILDiff.Rules;

using System.Runtime.CompilerServices;
using ILDiff.Diagnostics;
using ILDiff.Types;
using Mono.Cecil;

/// <summary>
/// Finds the framework's elementary functions for the module that is being extended, among those that its target
/// framework has: an assembly for .NET Standard 2.0 must not come to depend on <c>MathF</c>.
/// </summary>
internal sealed class MathMethods
{
    private static readonly ConditionalWeakTable<TypeUniverse, MathMethods> Instances = new();

    private readonly TypeUniverse types;
    private readonly Dictionary<(ElementaryFunction, IRType), MethodHandle?> found = [];

    private MathMethods(TypeUniverse types) => this.types = types;

    public static MathMethods Of(TypeUniverse types) => Instances.GetValue(types, static t => new MathMethods(t));

    /// <summary>The method for a width, or null if there is none: then the function of <c>double</c> has to do.</summary>
    public MethodHandle? Find(ElementaryFunction function, IRType floatType)
    {
        if (found.TryGetValue((function, floatType), out var known)) return known;
        string[] homes = floatType == types.Float64 ? ["Math", "Double"] : HasMathF ? ["MathF", "Single"] : [];
        var method = homes.Select(home => Find(function, floatType, home)).FirstOrDefault(m => m is not null);
        found.Add((function, floatType), method);
        return method;
    }

    public MethodHandle Require(ElementaryFunction function, IRType floatType) =>
        Find(function, floatType) ?? throw new DiagnosticException(new Diagnostic(
            DiagnosticId.ReferenceMissing, Severity.Error, $"the framework that {types.Module.Name} references has no {function} for {floatType}",
            new SourceLocation(types.Module.Name)));

    private bool HasMathF => types.Module.TypeSystem.CoreLibrary is not AssemblyNameReference { Name: var name, Version: var version }
        || name switch
        {
            "netstandard" => version >= new Version(2, 1),
            "System.Runtime" => version >= new Version(4, 2),
            "mscorlib" => false,
            _ => true,
        };

    private MethodHandle? Find(ElementaryFunction function, IRType floatType, string home)
    {
        if (HomeType(home) is not { } type) return null;
        var method = type.Resolve().Methods.FirstOrDefault(m =>
            m.IsPublic && m.IsStatic && m.Name == function.ToString() && m.Parameters.Count == function.Arity()
            && m.Parameters.All(p => p.ParameterType.FullName == floatType.Name));
        if (method is null) return null;
        var reference = new MethodReference(method.Name, floatType.Reference, type) { HasThis = false };
        foreach (var _ in method.Parameters) reference.Parameters.Add(new ParameterDefinition(floatType.Reference));
        return types.Method(reference, GenericContext.Empty);
    }

    /// <summary>As the module names it already; else through its core library, and then through any other reference.</summary>
    private TypeReference? HomeType(string name)
    {
        var module = types.Module;
        if (module.TryGetTypeReference($"System.{name}", out var used) && CanResolve(used)) return used;
        IEnumerable<IMetadataScope> scopes = [module.TypeSystem.CoreLibrary, .. module.AssemblyReferences];
        return scopes.Select(scope => new TypeReference("System", name, module, scope)).FirstOrDefault(CanResolve);
    }

    private static bool CanResolve(TypeReference reference)
    {
        try
        {
            return reference.Resolve() is not null;
        }
        catch (AssemblyResolutionException)
        {
            return false;
        }
    }
}
