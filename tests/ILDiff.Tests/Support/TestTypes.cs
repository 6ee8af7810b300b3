namespace ILDiff.Tests.Support;

using ILDiff.Types;
using Mono.Cecil;

/// <summary>The types of the test assembly and of what it references.</summary>
internal static class TestTypes
{
    /// <summary>A universe of its own for each caller.</summary>
    public static TypeUniverse Universe() => new(ModuleDefinition.ReadModule(typeof(TestTypes).Assembly.Location));

    public static IRType Of<T>(TypeUniverse types) => types.Of(types.Module.ImportReference(typeof(T)));

    /// <summary>A method by the type that declares it, its name and its explicit parameters.</summary>
    public static MethodHandle Method(TypeUniverse types, Type declaring, string name, params Type[] parameters) =>
        types.Method(types.Module.ImportReference(declaring.GetMethod(name, parameters)
            ?? throw new ArgumentException($"{declaring} has no {name}({string.Join(", ", parameters.Select(p => p.Name))})")), GenericContext.Empty);

    public static MethodHandle Constructor(TypeUniverse types, Type declaring, params Type[] parameters) =>
        types.Method(types.Module.ImportReference(declaring.GetConstructor(parameters)!), GenericContext.Empty);

    public static IRField Field(TypeUniverse types, Type declaring, string name) =>
        types.Field(types.Module.ImportReference(declaring.GetField(name)!), GenericContext.Empty);
}
