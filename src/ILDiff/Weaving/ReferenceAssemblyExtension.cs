namespace ILDiff.Weaving;

using Mono.Cecil;
using Mono.Cecil.Cil;

/// <summary>
/// Gives the compiler's reference assembly the signatures of generated members, so that other projects compile against
/// them. Only members that those projects can see are added, and only to types that the reference assembly has.
/// </summary>
/// <param name="reference">The module of the reference assembly; extended in memory.</param>
public sealed class ReferenceAssemblyExtension(ModuleDefinition reference)
{
    private readonly bool hasFriends = reference.Assembly.CustomAttributes
        .Any(a => a.AttributeType.FullName == "System.Runtime.CompilerServices.InternalsVisibleToAttribute");

    /// <summary>Adds the signature of one member of the woven assembly, where it can be seen from outside.</summary>
    /// <param name="member">The generated member.</param>
    public void Add(MethodDefinition member)
    {
        if (!IsVisible(member) || reference.GetType(member.DeclaringType.FullName) is not { } home) return;
        var copy = new MethodDefinition(member.Name, member.Attributes, reference.TypeSystem.Void) { HasThis = member.HasThis };
        home.Methods.Add(copy);
        copy.ReturnType = Translate(member.ReturnType, copy);
        CopyAttributes(member.MethodReturnType, copy.MethodReturnType, copy);
        foreach (var parameter in member.Parameters)
        {
            var copied = new ParameterDefinition(parameter.Name, parameter.Attributes, Translate(parameter.ParameterType, copy));
            CopyAttributes(parameter, copied, copy);
            copy.Parameters.Add(copied);
        }

        var code = copy.Body.GetILProcessor();
        code.Emit(OpCodes.Ldnull);
        code.Emit(OpCodes.Throw);
    }

    private bool IsVisible(MethodDefinition member)
    {
        if (!(member.IsPublic || member.IsFamily || member.IsFamilyOrAssembly || (hasFriends && member.IsAssembly))) return false;
        return member.Name.Length > 0 && member.Name[0] != '<';
    }

    private void CopyAttributes(ICustomAttributeProvider from, ICustomAttributeProvider to, MethodDefinition context)
    {
        foreach (var attribute in from.CustomAttributes)
        {
            var source = attribute.Constructor;
            var constructor = new MethodReference(source.Name, reference.TypeSystem.Void, Translate(source.DeclaringType, context)) { HasThis = true };
            foreach (var parameter in source.Parameters) constructor.Parameters.Add(new ParameterDefinition(Translate(parameter.ParameterType, context)));
            var copy = new CustomAttribute(constructor);
            foreach (var argument in attribute.ConstructorArguments) copy.ConstructorArguments.Add(Translate(argument, context));
            to.CustomAttributes.Add(copy);
        }
    }

    private CustomAttributeArgument Translate(CustomAttributeArgument argument, MethodDefinition context) => new(
        Translate(argument.Type, context),
        argument.Value is CustomAttributeArgument[] elements ? elements.Select(e => Translate(e, context)).ToArray() : argument.Value);

    /// <summary>The same type as the reference assembly names it.</summary>
    private TypeReference Translate(TypeReference type, MethodDefinition context) => type switch
    {
        ArrayType array => Rank(new ArrayType(Translate(array.ElementType, context)), array),
        ByReferenceType address => new ByReferenceType(Translate(address.ElementType, context)),
        PointerType pointer => new PointerType(Translate(pointer.ElementType, context)),
        RequiredModifierType required => new RequiredModifierType(Translate(required.ModifierType, context), Translate(required.ElementType, context)),
        OptionalModifierType optional => new OptionalModifierType(Translate(optional.ModifierType, context), Translate(optional.ElementType, context)),
        GenericInstanceType instance => Instance(instance, context),
        GenericParameter { Type: GenericParameterType.Type } parameter => context.DeclaringType.GenericParameters[parameter.Position],
        _ => Named(type),
    };

    private GenericInstanceType Instance(GenericInstanceType instance, MethodDefinition context)
    {
        var copy = new GenericInstanceType(Translate(instance.ElementType, context));
        foreach (var argument in instance.GenericArguments) copy.GenericArguments.Add(Translate(argument, context));
        return copy;
    }

    private static ArrayType Rank(ArrayType copy, ArrayType array)
    {
        if (array.IsVector) return copy;
        copy.Dimensions.Clear();
        foreach (var dimension in array.Dimensions) copy.Dimensions.Add(dimension);
        return copy;
    }

    private TypeReference Named(TypeReference type)
    {
        if (type.MetadataType is not (MetadataType.Class or MetadataType.ValueType)) return Primitive(type);
        if (type.Scope is ModuleDefinition || type.Scope.Name == reference.Assembly.Name.Name) return reference.GetType(type.FullName);
        var copy = type.DeclaringType is { } declaring
            ? new TypeReference("", type.Name, reference, null, type.IsValueType) { DeclaringType = Named(declaring) }
            : new TypeReference(type.Namespace, type.Name, reference, Scope((AssemblyNameReference)type.Scope), type.IsValueType);
        foreach (var parameter in type.GenericParameters) copy.GenericParameters.Add(new GenericParameter(parameter.Name, copy));
        return copy;
    }

    private TypeReference Primitive(TypeReference type) => type.MetadataType switch
    {
        MetadataType.Void => reference.TypeSystem.Void,
        MetadataType.Boolean => reference.TypeSystem.Boolean,
        MetadataType.Char => reference.TypeSystem.Char,
        MetadataType.SByte => reference.TypeSystem.SByte,
        MetadataType.Byte => reference.TypeSystem.Byte,
        MetadataType.Int16 => reference.TypeSystem.Int16,
        MetadataType.UInt16 => reference.TypeSystem.UInt16,
        MetadataType.Int32 => reference.TypeSystem.Int32,
        MetadataType.UInt32 => reference.TypeSystem.UInt32,
        MetadataType.Int64 => reference.TypeSystem.Int64,
        MetadataType.UInt64 => reference.TypeSystem.UInt64,
        MetadataType.Single => reference.TypeSystem.Single,
        MetadataType.Double => reference.TypeSystem.Double,
        MetadataType.IntPtr => reference.TypeSystem.IntPtr,
        MetadataType.UIntPtr => reference.TypeSystem.UIntPtr,
        MetadataType.String => reference.TypeSystem.String,
        MetadataType.Object => reference.TypeSystem.Object,
        MetadataType.TypedByReference => reference.TypeSystem.TypedReference,
        _ => throw new NotSupportedException($"{type.FullName} cannot stand in a signature"),
    };

    private AssemblyNameReference Scope(AssemblyNameReference name)
    {
        if (reference.AssemblyReferences.FirstOrDefault(r => r.Name == name.Name) is { } known) return known;
        var copy = new AssemblyNameReference(name.Name, name.Version) { PublicKeyToken = name.PublicKeyToken, Culture = name.Culture };
        reference.AssemblyReferences.Add(copy);
        return copy;
    }
}
