namespace ILDiff.Types;

using System.Runtime.CompilerServices;
using ILDiff.Diagnostics;
using Mono.Cecil;

/// <summary>
/// Interns closed types, fields and methods of one run. Identity is by resolved definition, so a type reached
/// through a facade (<c>netstandard</c>) and directly (<c>System.Private.CoreLib</c>) is one type.
/// </summary>
internal sealed class TypeUniverse
{
    private readonly ModuleDefinition module;
    private readonly Dictionary<string, IRType> types = [];
    private readonly Dictionary<(IRType, FieldDefinition), IRField> fields = [];
    private readonly Dictionary<string, MethodHandle> methods = [];
    private readonly Dictionary<IRType, bool> carrying = [];

    public TypeUniverse(ModuleDefinition module)
    {
        this.module = module;
        var system = module.TypeSystem;
        Void = Of(system.Void);
        Bool = Of(system.Boolean);
        Char = Of(system.Char);
        Int8 = Of(system.SByte);
        UInt8 = Of(system.Byte);
        Int16 = Of(system.Int16);
        UInt16 = Of(system.UInt16);
        Int32 = Of(system.Int32);
        UInt32 = Of(system.UInt32);
        Int64 = Of(system.Int64);
        UInt64 = Of(system.UInt64);
        NativeInt = Of(system.IntPtr);
        NativeUInt = Of(system.UIntPtr);
        Float32 = Of(system.Single);
        Float64 = Of(system.Double);
        Object = Of(system.Object);
        String = Of(system.String);
    }

    public IRType Void { get; }

    public IRType Bool { get; }

    public IRType Char { get; }

    public IRType Int8 { get; }

    public IRType UInt8 { get; }

    public IRType Int16 { get; }

    public IRType UInt16 { get; }

    public IRType Int32 { get; }

    public IRType UInt32 { get; }

    public IRType Int64 { get; }

    public IRType UInt64 { get; }

    public IRType NativeInt { get; }

    public IRType NativeUInt { get; }

    public IRType Float32 { get; }

    public IRType Float64 { get; }

    public IRType Object { get; }

    public IRType String { get; }

    /// <summary>The module that is being extended.</summary>
    public ModuleDefinition Module => module;

    public IRType Of(TypeReference reference) => Of(reference, GenericContext.Empty);

    /// <summary>The closed type that a reference means under the given arguments. Custom modifiers and pinning are dropped.</summary>
    public IRType Of(TypeReference reference, GenericContext context)
    {
        RuntimeHelpers.EnsureSufficientExecutionStack();
        switch (reference)
        {
            case GenericParameter parameter:
                var arguments = parameter.Type == GenericParameterType.Type ? context.TypeArguments : context.MethodArguments;
                return parameter.Position < arguments.Count
                    ? arguments[parameter.Position]
                    : throw Fail(DiagnosticId.OpenGeneric, $"the type parameter {parameter.Name} is not closed; name an instantiation, such as M<System.Double>");
            case ByReferenceType byRef:
                return ByRefTo(Of(byRef.ElementType, context));
            case PointerType pointer:
                return PointerTo(Of(pointer.ElementType, context));
            case ArrayType { IsVector: true } vector:
                return ArrayOf(Of(vector.ElementType, context));
            case ArrayType array:
                var element = Of(array.ElementType, context);
                return Intern($"{Key(element)}[{array.Rank}]", () => new IRType(this, TypeKind.MultiArray, new ArrayType(element.Reference, array.Rank), null, element, GenericContext.Empty));
            case IModifierType modified:
                return Of(modified.ElementType, context);
            case PinnedType pinned:
                return Of(pinned.ElementType, context);
            case GenericInstanceType instance:
                return OfInstance(instance, instance.GenericArguments.Select(a => Of(a, context)).ToArray());
            case FunctionPointerType:
                return NativeInt;
            default:
                return OfPlain(reference);
        }
    }

    public IRType ByRefTo(IRType target) =>
        Intern(Key(target) + "&", () => new IRType(this, TypeKind.ByRef, new ByReferenceType(target.Reference), null, target, GenericContext.Empty));

    public IRType PointerTo(IRType target) =>
        Intern(Key(target) + "*", () => new IRType(this, TypeKind.Pointer, new PointerType(target.Reference), null, target, GenericContext.Empty));

    public IRType ArrayOf(IRType element) =>
        Intern(Key(element) + "[]", () => new IRType(this, TypeKind.Array, new ArrayType(element.Reference), null, element, GenericContext.Empty));

    /// <summary>The <c>Span&lt;T&gt;</c> of the elements of a span of either kind.</summary>
    public IRType SpanOf(IRType span)
    {
        var open = span.Definition!.Module.GetType("System", "Span`1") ?? throw Fail(DiagnosticId.ReferenceMissing, "System.Span is missing; reference the package System.Memory");
        if (span.Definition == open) return span;
        var closed = new GenericInstanceType(open);
        closed.GenericArguments.Add(span.Element!.Reference);
        return OfInstance(closed, [span.Element]);
    }

    /// <summary>
    /// The <c>System.ValueTuple</c> of the elements; from the eighth on they nest in the last field, as in C#.
    /// </summary>
    public IRType Tuple(IReadOnlyList<IRType> elements)
    {
        var nested = elements.Count > 7;
        IReadOnlyList<IRType> arguments = nested ? [.. elements.Take(7), Tuple([.. elements.Skip(7)])] : elements;
        var open = Resolve(new TypeReference("System", $"ValueTuple`{arguments.Count}", module, module.TypeSystem.CoreLibrary, valueType: true))
            ?? throw Fail(DiagnosticId.ReferenceMissing, "System.ValueTuple is missing; reference the package System.ValueTuple");
        return Instance(open, arguments);
    }

    /// <summary>A generic type closed over the arguments.</summary>
    public IRType Instance(TypeDefinition open, IReadOnlyList<IRType> arguments)
    {
        var closed = new GenericInstanceType(open);
        foreach (var argument in arguments) closed.GenericArguments.Add(argument.Reference);
        return OfInstance(closed, [.. arguments]);
    }

    /// <summary>The closed field that a reference means under the given arguments.</summary>
    public IRField Field(FieldReference reference, GenericContext context)
    {
        var declaring = Of(reference.DeclaringType, context);
        var definition = reference.Resolve();
        if (definition is not null && definition.DeclaringType == declaring.Definition) return FieldOf(declaring, definition);

        // Named through a type that inherits it: one field has one name here. Cecil does not look beyond a type without fields.
        foreach (var home in Assignability.Bases(declaring))
        {
            var found = home.Definition?.Fields.FirstOrDefault(f => f == definition || (definition is null && f.Name == reference.Name));
            if (found is not null) return FieldOf(home, found);
        }

        return definition is not null ? FieldOf(declaring, definition) : throw Fail(DiagnosticId.ReferenceMissing, $"the field {reference.FullName} is missing");
    }

    /// <summary>The closed method that a reference means under the given arguments.</summary>
    public MethodHandle Method(MethodReference reference, GenericContext context)
    {
        var declaring = Of(reference.DeclaringType, context);
        var methodArguments = reference is GenericInstanceMethod instance
            ? instance.GenericArguments.Select(a => Of(a, context)).ToArray()
            : [];
        var definition = Resolve(reference);
        if (definition is null || declaring.Definition is null || definition.DeclaringType == declaring.Definition)
        {
            // The run time's methods of an array speak of its element in the caller's terms.
            return declaring.IsArray
                ? Method(declaring, reference, null, context)
                : Method(declaring, reference.GetElementMethod(), definition, new GenericContext(declaring.Arguments.TypeArguments, methodArguments));
        }

        // Named through a type that inherits it.
        var home = Assignability.Bases(declaring).Concat(Assignability.Interfaces(declaring)).FirstOrDefault(b => b.Definition == definition.DeclaringType);
        return home is null
            ? Method(declaring, reference.GetElementMethod(), definition, new GenericContext(declaring.Arguments.TypeArguments, methodArguments))
            : MethodOn(home, definition, methodArguments);
    }

    /// <summary>A method of a closed type under the given arguments of its own.</summary>
    public MethodHandle MethodOn(IRType declaring, MethodDefinition definition, IReadOnlyList<IRType> methodArguments) =>
        Method(declaring, definition, definition, new GenericContext(declaring.Arguments.TypeArguments, methodArguments));

    private MethodHandle Method(IRType declaring, MethodReference open, MethodDefinition? definition, GenericContext inside)
    {
        var methodArguments = definition is null && declaring.IsArray ? [] : inside.MethodArguments;
        var parameters = open.Parameters.Select(p => Of(p.ParameterType, inside)).ToList();
        var returnType = Of(open.ReturnType, inside);
        if (open.HasThis) parameters.Insert(0, Receiver(declaring));

        var arguments = string.Join(",", methodArguments.Select(Key));
        var key = $"{Key(declaring)}::{open.Name}<{arguments}>({string.Join(",", parameters.Select(Key))}){Key(returnType)}";
        if (methods.TryGetValue(key, out var known)) return known;
        var handle = new MethodHandle(declaring, Close(open, declaring, methodArguments), definition, parameters, returnType, inside);
        methods.Add(key, handle);
        return handle;
    }

    /// <summary>What the receiver parameter of a method of this type is: a byref for a struct.</summary>
    public IRType Receiver(IRType declaring) => declaring.Kind is TypeKind.Reference || declaring.IsArray ? declaring : ByRefTo(declaring);

    internal IReadOnlyList<IRField> FieldsOf(IRType type)
    {
        if (type.Definition is not { } definition || type.Kind is not (TypeKind.Struct or TypeKind.Reference)) return [];
        var inherited = type.Kind == TypeKind.Reference && definition.BaseType is { } parent ? Of(parent, type.Arguments).Fields : [];
        return [.. inherited, .. definition.Fields.Where(f => !f.IsStatic).Select(f => FieldOf(type, f))];
    }

    /// <summary>
    /// Least fixed point over the type graph: a cycle carries no float of its own. Object, interfaces, delegates and
    /// open classes may lead to anything; they count by their declared fields only.
    /// </summary>
    internal bool ComputeCarriesFloat(IRType type)
    {
        var seen = new HashSet<IRType>();
        var work = new Stack<IRType>([type]);
        while (work.TryPop(out var next))
        {
            if (next.IsFloat || carrying.GetValueOrDefault(next)) return carrying[type] = true;
            if (!seen.Add(next)) continue;
            if (next.Element is { } element) work.Push(element);
            if (next == String || next == Object) continue;
            foreach (var field in next.Fields) work.Push(field.Type);
            foreach (var argument in next.Arguments.TypeArguments) work.Push(argument);
        }

        return false;
    }

    private static TypeKind KindOf(MetadataType type) => type switch
    {
        MetadataType.Void => TypeKind.Void,
        MetadataType.Boolean => TypeKind.Bool,
        MetadataType.Char => TypeKind.Char,
        MetadataType.SByte => TypeKind.Int8,
        MetadataType.Byte => TypeKind.UInt8,
        MetadataType.Int16 => TypeKind.Int16,
        MetadataType.UInt16 => TypeKind.UInt16,
        MetadataType.Int32 => TypeKind.Int32,
        MetadataType.UInt32 => TypeKind.UInt32,
        MetadataType.Int64 => TypeKind.Int64,
        MetadataType.UInt64 => TypeKind.UInt64,
        MetadataType.Single => TypeKind.Float32,
        MetadataType.Double => TypeKind.Float64,
        MetadataType.IntPtr => TypeKind.NativeInt,
        MetadataType.UIntPtr => TypeKind.NativeUInt,
        MetadataType.ValueType => TypeKind.Struct,
        _ => TypeKind.Reference,
    };

    private static MethodReference Close(MethodReference open, IRType declaring, IReadOnlyList<IRType> methodArguments)
    {
        var closed = open;
        if (declaring.Reference != open.DeclaringType)
        {
            closed = new MethodReference(open.Name, open.ReturnType, declaring.Reference)
            {
                HasThis = open.HasThis, ExplicitThis = open.ExplicitThis, CallingConvention = open.CallingConvention,
            };
            foreach (var parameter in open.GenericParameters) closed.GenericParameters.Add(new GenericParameter(parameter.Name, closed));
            foreach (var parameter in open.Parameters) closed.Parameters.Add(new ParameterDefinition(parameter.ParameterType));
        }

        if (methodArguments.Count == 0) return closed;
        var instance = new GenericInstanceMethod(closed);
        foreach (var argument in methodArguments) instance.GenericArguments.Add(argument.Reference);
        return instance;
    }

    private static MethodDefinition? Resolve(MethodReference reference)
    {
        try
        {
            return reference.DeclaringType is ArrayType ? null : reference.Resolve();
        }
        catch (AssemblyResolutionException)
        {
            return null;
        }
    }

    private static string Key(IRType type) => type.Definition is { } definition && type.Arguments.TypeArguments.Count == 0
        ? $"{definition.FullName}@{definition.Module.Assembly?.Name.Name}"
        : type.Definition is null && type.Element is { } element
            ? type.Kind switch
            {
                TypeKind.ByRef => Key(element) + "&",
                TypeKind.Pointer => Key(element) + "*",
                TypeKind.Array => Key(element) + "[]",
                _ => $"{Key(element)}[{((ArrayType)type.Reference).Rank}]",
            }
            : type.Definition is null
                ? type.Name
                : $"{type.Definition.FullName}<{string.Join(",", type.Arguments.TypeArguments.Select(Key))}>@{type.Definition.Module.Assembly?.Name.Name}";

    private DiagnosticException Fail(DiagnosticId id, string message) =>
        new(new Diagnostic(id, Severity.Error, message, new SourceLocation(module.Name)));

    private IRField FieldOf(IRType declaring, FieldDefinition definition)
    {
        if (fields.TryGetValue((declaring, definition), out var known)) return known;
        var reference = declaring.Arguments.TypeArguments.Count == 0 && declaring.Definition?.HasGenericParameters != true
            ? (FieldReference)definition
            : new FieldReference(definition.Name, definition.FieldType, declaring.Reference);
        var field = new IRField(declaring, definition, reference, Of(definition.FieldType, declaring.Arguments));
        fields.Add((declaring, definition), field);
        return field;
    }

    private IRType OfInstance(GenericInstanceType instance, IRType[] arguments)
    {
        var definition = Resolve(instance.ElementType);
        var name = definition is null ? instance.ElementType.FullName : definition.FullName;
        var scope = definition?.Module.Assembly?.Name.Name;
        return Intern($"{name}<{string.Join(",", arguments.Select(Key))}>@{scope}", () =>
        {
            var closed = new GenericInstanceType(instance.ElementType);
            foreach (var argument in arguments) closed.GenericArguments.Add(argument.Reference);
            if (definition is { Namespace: "System", Name: "Span`1" or "ReadOnlySpan`1" })
            {
                return new IRType(this, TypeKind.Span, closed, definition, arguments[0], new GenericContext(arguments, []));
            }

            var kind = definition?.IsEnum == true ? KindOf(definition.Fields.First(f => !f.IsStatic).FieldType.MetadataType)
                : instance.IsValueType || definition?.IsValueType == true ? TypeKind.Struct : TypeKind.Reference;
            return new IRType(this, kind, closed, definition, null, new GenericContext(arguments, []));
        });
    }

    private IRType OfPlain(TypeReference reference)
    {
        var definition = Resolve(reference);
        var key = definition is null ? reference.FullName : $"{definition.FullName}@{definition.Module.Assembly?.Name.Name}";
        return Intern(key, () =>
        {
            var kind = KindOf(reference.MetadataType);
            if (definition is null) return new IRType(this, kind, reference, null, null, GenericContext.Empty);
            if (definition.IsEnum) kind = KindOf(definition.Fields.First(f => !f.IsStatic).FieldType.MetadataType);
            else if (kind is TypeKind.Reference or TypeKind.Struct) kind = PrimitiveKind(definition) ?? (definition.IsValueType ? TypeKind.Struct : TypeKind.Reference);
            return new IRType(this, kind, reference, definition, null, GenericContext.Empty);
        });
    }

    /// <summary>A primitive named as an ordinary type, as in <c>[System.Runtime]System.Double</c>.</summary>
    private static TypeKind? PrimitiveKind(TypeDefinition definition) => definition.Namespace != "System" ? null : definition.Name switch
    {
        "Void" => TypeKind.Void, "Boolean" => TypeKind.Bool, "Char" => TypeKind.Char,
        "SByte" => TypeKind.Int8, "Byte" => TypeKind.UInt8, "Int16" => TypeKind.Int16, "UInt16" => TypeKind.UInt16,
        "Int32" => TypeKind.Int32, "UInt32" => TypeKind.UInt32, "Int64" => TypeKind.Int64, "UInt64" => TypeKind.UInt64,
        "IntPtr" => TypeKind.NativeInt, "UIntPtr" => TypeKind.NativeUInt,
        "Single" => TypeKind.Float32, "Double" => TypeKind.Float64,
        _ => null,
    };

    private static TypeDefinition? Resolve(TypeReference reference)
    {
        try
        {
            return reference.Resolve();
        }
        catch (AssemblyResolutionException)
        {
            return null;
        }
    }

    private IRType Intern(string key, Func<IRType> make)
    {
        if (types.TryGetValue(key, out var known)) return known;
        var type = make();
        types.Add(key, type);
        return type;
    }
}
