namespace ILDiff.Writing;

using ILDiff.Types;
using Mono.Cecil;

/// <summary>
/// Turns types, fields and methods of any assembly into references that the extended module can hold, by way of the
/// references that the module has already: a type of the core library is named through the facade that the module
/// uses, never through reflection. Notes which assemblies have non-public members used.
/// </summary>
internal sealed class ReferenceImporter(ModuleDefinition module)
{
    private readonly ReferenceScopes scopes = new(module);
    private readonly AccessChecks access = new(module);
    private readonly Dictionary<IRType, TypeReference> types = [];
    private readonly Dictionary<IRField, FieldReference> fields = [];
    private readonly Dictionary<MethodHandle, MethodReference> methods = [];
    private readonly Dictionary<(IRType, string), MethodReference> arrayMembers = [];
    private readonly Dictionary<TypeReference, TypeReference> plain = [];
    private MethodReference? arrayLength;

    public ModuleDefinition Module { get; } = module;

    /// <summary>Simple names of the assemblies whose access checks the module must be excused from.</summary>
    public IReadOnlyCollection<string> CheckedAssemblies => access.Assemblies;

    /// <summary>A reference to a closed type, for use in a method.</summary>
    public TypeReference Import(IRType type, MethodDefinition user)
    {
        access.Note(type, user);
        return Import(type);
    }

    /// <summary>A reference to a closed type.</summary>
    public TypeReference Import(IRType type)
    {
        if (!types.TryGetValue(type, out var reference)) types[type] = reference = Import(type.Reference, null);
        return reference;
    }

    public FieldReference Import(IRField field, MethodDefinition user)
    {
        access.Note(field.DeclaringType, user);
        access.Note(field.Definition, user);
        if (fields.TryGetValue(field, out var reference)) return reference;
        reference = field.Definition.Module == Module && field.DeclaringType.Arguments.TypeArguments.Count == 0
            ? field.Definition
            : new FieldReference(field.Name, Module.TypeSystem.Void, Import(field.DeclaringType));
        if (reference is not FieldDefinition) reference.FieldType = Import(field.Definition.FieldType, reference.DeclaringType, null);
        return fields[field] = reference;
    }

    public MethodReference Import(MethodHandle method, MethodDefinition user)
    {
        access.Note(method.DeclaringType, user);
        if (method.Definition is { } definition) access.Note(definition, user);
        foreach (var argument in method.Context.MethodArguments) access.Note(argument, user);
        if (!methods.TryGetValue(method, out var reference)) methods[method] = reference = Import(method);
        return reference;
    }

    /// <summary><c>Get</c>, <c>Set</c>, <c>Address</c> or <c>.ctor</c> of an array of several dimensions.</summary>
    public MethodReference ArrayMember(IRType array, string name, MethodDefinition user)
    {
        access.Note(array, user);
        if (arrayMembers.TryGetValue((array, name), out var known)) return known;
        var type = (ArrayType)Import(array);
        var system = Module.TypeSystem;
        var result = name switch
        {
            "Get" => type.ElementType,
            "Address" => new ByReferenceType(type.ElementType),
            _ => system.Void,
        };
        var member = new MethodReference(name, result, type) { HasThis = true };
        for (var i = 0; i < type.Rank; i++) member.Parameters.Add(new ParameterDefinition(system.Int32));
        if (name == "Set") member.Parameters.Add(new ParameterDefinition(type.ElementType));
        return arrayMembers[(array, name)] = member;
    }

    /// <summary><c>Array.GetLength</c>.</summary>
    public MethodReference ArrayLength()
    {
        if (arrayLength is not null) return arrayLength;
        var type = scopes.Core("System", "Array", isValueType: false);
        arrayLength = new MethodReference("GetLength", Module.TypeSystem.Int32, type) { HasThis = true };
        arrayLength.Parameters.Add(new ParameterDefinition(Module.TypeSystem.Int32));
        return arrayLength;
    }

    /// <summary>
    /// Makes the runtime overlook the visibility of what <see cref="CheckedAssemblies"/> keep to themselves; to be
    /// called once, before writing.
    /// </summary>
    public void AddAccessAttributes() => access.AddAttributes(scopes);

    private MethodReference Import(MethodHandle method)
    {
        if (method.DeclaringType.IsArray) return ArrayMethod(method);
        var closed = method.Reference as GenericInstanceMethod;
        var open = closed?.ElementMethod ?? method.Reference;
        var source = method.Definition ?? open;
        MethodReference reference;
        if (method.Definition is { } definition && definition.Module == Module && method.DeclaringType.Arguments.TypeArguments.Count == 0)
        {
            reference = definition;
        }
        else
        {
            reference = new MethodReference(source.Name, Module.TypeSystem.Void, Import(method.DeclaringType))
            {
                HasThis = source.HasThis, ExplicitThis = source.ExplicitThis, CallingConvention = source.CallingConvention,
            };
            foreach (var parameter in source.GenericParameters) reference.GenericParameters.Add(new GenericParameter(parameter.Name, reference));
            reference.ReturnType = Import(source.ReturnType, reference.DeclaringType, reference);
            foreach (var parameter in source.Parameters)
            {
                reference.Parameters.Add(new ParameterDefinition(Import(parameter.ParameterType, reference.DeclaringType, reference)));
            }
        }

        if (method.Context.MethodArguments.Count == 0) return reference;
        var instance = new GenericInstanceMethod(reference);
        foreach (var argument in method.Context.MethodArguments) instance.GenericArguments.Add(Import(argument));
        return instance;
    }

    /// <summary>A method that the run time gives an array; its signature is closed.</summary>
    private MethodReference ArrayMethod(MethodHandle method)
    {
        var reference = new MethodReference(method.Name, Import(method.ReturnType), Import(method.DeclaringType)) { HasThis = method.HasThis };
        foreach (var parameter in method.Parameters.Skip(method.HasThis ? 1 : 0)) reference.Parameters.Add(new ParameterDefinition(Import(parameter)));
        return reference;
    }

    private TypeReference Import(TypeReference type, TypeReference? declaring, MethodReference? method = null)
    {
        switch (type)
        {
            case GenericParameter parameter:
                return parameter.Type == GenericParameterType.Method
                    ? method!.GenericParameters[parameter.Position]
                    : declaring!.GetElementType().GenericParameters[parameter.Position];
            case ByReferenceType byRef:
                return new ByReferenceType(Import(byRef.ElementType, declaring, method));
            case PointerType pointer:
                return new PointerType(Import(pointer.ElementType, declaring, method));
            case ArrayType { IsVector: true } vector:
                return new ArrayType(Import(vector.ElementType, declaring, method));
            case ArrayType array:
                var copy = new ArrayType(Import(array.ElementType, declaring, method), array.Rank);
                for (var i = 0; i < array.Rank; i++) copy.Dimensions[i] = array.Dimensions[i];
                return copy;
            case RequiredModifierType required:
                return new RequiredModifierType(Import(required.ModifierType, declaring, method), Import(required.ElementType, declaring, method));
            case OptionalModifierType optional:
                return new OptionalModifierType(Import(optional.ModifierType, declaring, method), Import(optional.ElementType, declaring, method));
            case PinnedType pinned:
                return new PinnedType(Import(pinned.ElementType, declaring, method));
            case SentinelType sentinel:
                return new SentinelType(Import(sentinel.ElementType, declaring, method));
            case GenericInstanceType instance:
                var closed = new GenericInstanceType(Plain(instance.ElementType));
                foreach (var argument in instance.GenericArguments) closed.GenericArguments.Add(Import(argument, declaring, method));
                return closed;
            case FunctionPointerType function:
                var pointerType = new FunctionPointerType
                {
                    HasThis = function.HasThis, ExplicitThis = function.ExplicitThis, CallingConvention = function.CallingConvention,
                    ReturnType = Import(function.ReturnType, declaring, method),
                };
                foreach (var parameter in function.Parameters) pointerType.Parameters.Add(new ParameterDefinition(Import(parameter.ParameterType, declaring, method)));
                return pointerType;
            default:
                return Plain(type);
        }
    }

    private TypeReference Plain(TypeReference type)
    {
        if (!plain.TryGetValue(type, out var reference)) plain[type] = reference = scopes.Import(type);
        return reference;
    }
}
