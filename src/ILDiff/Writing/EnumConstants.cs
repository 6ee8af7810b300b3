namespace ILDiff.Writing;

using ILDiff.Reading;
using Mono.Cecil;

/// <summary>
/// Lets an assembly be written whose constants have an enum type from a missing reference. Cecil resolves the type for
/// its width only, which the constant's own value shows as well.
/// </summary>
internal static class EnumConstants
{
    public static void SupplyMissingTypes(ModuleDefinition module, GuardedResolver resolver)
    {
        foreach (var type in module.GetTypes())
        {
            foreach (var field in type.Fields.Where(f => f.HasConstant)) Supply(module, resolver, field.FieldType, field.Constant);
            foreach (var property in type.Properties.Where(p => p.HasConstant)) Supply(module, resolver, property.PropertyType, property.Constant);
            foreach (var parameter in type.Methods.SelectMany(m => m.Parameters).Where(p => p.HasConstant))
            {
                Supply(module, resolver, parameter.ParameterType, parameter.Constant);
            }
        }
    }

    private static void Supply(ModuleDefinition module, GuardedResolver resolver, TypeReference type, object? constant)
    {
        if (constant is null or string || type.IsPrimitive || type is TypeSpecification or GenericParameter || IsKnown(type)) return;
        var definition = new TypeDefinition(type.Namespace, type.Name, TypeAttributes.Sealed, new TypeReference("System", "Enum", module, module.TypeSystem.CoreLibrary));
        definition.Fields.Add(new FieldDefinition("value__", FieldAttributes.Public | FieldAttributes.SpecialName | FieldAttributes.RTSpecialName, Primitive(module, constant)));
        resolver.StandIn(type, definition);
    }

    private static bool IsKnown(TypeReference type)
    {
        try
        {
            return type.Resolve() is not null;
        }
        catch (AssemblyResolutionException)
        {
            return false;
        }
    }

    private static TypeReference Primitive(ModuleDefinition module, object constant) => constant switch
    {
        bool => module.TypeSystem.Boolean,
        char => module.TypeSystem.Char,
        sbyte => module.TypeSystem.SByte,
        byte => module.TypeSystem.Byte,
        short => module.TypeSystem.Int16,
        ushort => module.TypeSystem.UInt16,
        uint => module.TypeSystem.UInt32,
        long => module.TypeSystem.Int64,
        ulong => module.TypeSystem.UInt64,
        float => module.TypeSystem.Single,
        double => module.TypeSystem.Double,
        _ => module.TypeSystem.Int32,
    };
}
