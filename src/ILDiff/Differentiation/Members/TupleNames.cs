namespace ILDiff.Differentiation.Members;

using ILDiff.Types;
using ILDiff.Writing;
using Mono.Cecil;

/// <summary>Gives the elements of a returned tuple the names that C# shows.</summary>
internal static class TupleNames
{
    private const string Attribute = "System.Runtime.CompilerServices.TupleElementNamesAttribute";

    public static void Add(MethodReturnType result, IReadOnlyList<string> names, ReferenceImporter importer, TypeUniverse types)
    {
        var reference = new TypeReference("System.Runtime.CompilerServices", "TupleElementNamesAttribute", types.Module, types.Module.TypeSystem.CoreLibrary);
        if (reference.Resolve() is not { } definition) return;
        var open = definition.Methods.First(m => m.IsConstructor && m.Parameters.Count == 1);
        var constructor = importer.Import(types.Method(open, GenericContext.Empty), (MethodDefinition)result.Method);
        var text = types.Module.TypeSystem.String;

        // Beyond seven elements the tuples nest; the names of the nested one follow, and its own slot has none.
        var all = new List<string?>(names);
        for (var rest = names.Count - 7; rest > 0; rest -= 7) all.AddRange(Enumerable.Repeat<string?>(null, rest));
        var attribute = new CustomAttribute(constructor);
        attribute.ConstructorArguments.Add(new CustomAttributeArgument(new ArrayType(text), all.Select(n => new CustomAttributeArgument(text, n)).ToArray()));
        if (result.CustomAttributes.All(a => a.AttributeType.FullName != Attribute)) result.CustomAttributes.Add(attribute);
    }
}
