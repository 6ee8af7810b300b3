namespace ILDiff.Differentiation.Members;

using ILDiff.Diagnostics;
using ILDiff.Emission;
using ILDiff.IR;
using ILDiff.Types;
using ILDiff.Writing;
using Mono.Cecil;

/// <summary>
/// Puts derivatives into the module. Contract members go to the primal's type; derivatives of callees go there too if
/// the type is in this module and not generic, else to one internal class. What was declared since
/// <see cref="Begin"/> can be taken out again.
/// </summary>
internal sealed class DerivativeSink(TypeUniverse types, PassRunner passes, DiffOptions options) : IDerivativeSink
{
    private readonly ReferenceImporter importer = new(types.Module);
    private readonly Dictionary<MethodHandle, MethodDefinition> definitions = [];
    private readonly List<MethodDefinition> declared = [];
    private TypeDefinition? holder;

    /// <summary>Called with the optimised IR of each derivative, for those who want to look at it.</summary>
    public Action<MethodHandle, IRMethod>? Observer { get; set; }

    public void Begin()
    {
        declared.Clear();
    }

    /// <summary>What was declared since <see cref="Begin"/>.</summary>
    public IReadOnlyList<MethodDefinition> Declared => declared;

    /// <summary>Removes what was declared since <see cref="Begin"/>.</summary>
    public void Rollback()
    {
        foreach (var method in declared) method.DeclaringType?.Methods.Remove(method);
        foreach (var handle in definitions.Where(d => declared.Contains(d.Value)).Select(d => d.Key).ToList()) definitions.Remove(handle);
        Begin();
    }

    /// <inheritdoc/>
    public MethodHandle Declare(MethodHandle primal, DerivativeSignature signature)
    {
        var home = HomeOf(primal);
        var name = UniqueName(home, $"<{primal.Name.Replace('.', '_')}>{signature.Suffix}");
        var definition = new MethodDefinition(name, MethodAttributes.Assembly | MethodAttributes.Static | MethodAttributes.HideBySig, types.Module.TypeSystem.Void);
        return Add(home, definition, signature.Parameters, signature.ReturnType, null);
    }

    /// <summary>A member of the contract, as visible as the primal and of its kind.</summary>
    public MethodHandle DeclareMember(MethodHandle primal, MemberSignature signature)
    {
        var home = HomeOf(primal);
        var source = primal.Definition!;
        var visibility = home == source.DeclaringType ? source.Attributes & MethodAttributes.MemberAccessMask : MethodAttributes.Assembly;
        var definition = new MethodDefinition(signature.Name, visibility | MethodAttributes.HideBySig | (source.IsStatic ? MethodAttributes.Static : 0), types.Module.TypeSystem.Void)
        {
            HasThis = !source.IsStatic,
        };
        return Add(home, definition, signature.Parameters, signature.ReturnType, signature.ElementNames, primal);
    }

    /// <summary>Whether a member of the name and parameter types exists already.</summary>
    public bool Exists(MethodHandle primal, MemberSignature signature) => HomeOf(primal).Methods.Any(m =>
        m.Name == signature.Name && m.Parameters.Count == signature.Parameters.Count
        && m.Parameters.Zip(signature.Parameters).All(p => p.First.ParameterType.FullName == importer.Import(p.Second.Type).FullName));

    public MethodDefinition Definition(MethodHandle handle) => definitions[handle];

    /// <inheritdoc/>
    public void Define(MethodHandle derivative, IRMethod body)
    {
        passes.Verify(body, "differentiation");
        passes.Run(body, options.Optimize ? Pipeline.Optimization : Pipeline.Lowering);
        Observer?.Invoke(derivative, body);
        ILEmitter.Emit(body, definitions[derivative], importer);
    }

    /// <summary>Excuses the module from the access checks that its derivatives need to pass.</summary>
    public void AddAccessAttributes() => importer.AddAccessAttributes();

    private MethodHandle Add(
        TypeDefinition home, MethodDefinition definition, IReadOnlyList<(string Name, IRType Type)> parameters, IRType returnType,
        IReadOnlyList<string>? elementNames, MethodHandle? primal = null)
    {
        home.Methods.Add(definition);
        declared.Add(definition);
        definition.ReturnType = importer.Import(returnType, definition);
        foreach (var (name, type) in parameters) definition.Parameters.Add(new ParameterDefinition(name, ParameterAttributes.None, importer.Import(type, definition)));
        if (elementNames is not null) TupleNames.Add(definition.MethodReturnType, elementNames, importer, types);
        var all = parameters.Select(p => p.Type).ToList();
        var declaring = types.Of(home);
        if (definition.HasThis) all.Insert(0, types.Receiver(declaring));
        if (primal is not null) ParameterKinds.Copy(primal.Definition!, definition);
        var handle = new MethodHandle(declaring, definition, definition, all, returnType, GenericContext.Empty);
        definitions.Add(handle, definition);
        return handle;
    }

    private TypeDefinition HomeOf(MethodHandle primal)
    {
        var declaring = primal.Definition?.DeclaringType;
        if (declaring is not null && declaring.Module == types.Module && !declaring.HasGenericParameters && !declaring.IsInterface) return declaring;
        if (holder is not null) return holder;
        holder = types.Module.GetType("ILDiff.Generated", "Derivatives");
        if (holder is not null) return holder;
        holder = new TypeDefinition("ILDiff.Generated", "Derivatives",
            TypeAttributes.NotPublic | TypeAttributes.Abstract | TypeAttributes.Sealed | TypeAttributes.BeforeFieldInit, types.Module.TypeSystem.Object);
        types.Module.Types.Add(holder);
        return holder;
    }

    private static string UniqueName(TypeDefinition home, string name)
    {
        if (home.Methods.All(m => m.Name != name)) return name;
        for (var i = 2; ; i++)
        {
            if (home.Methods.All(m => m.Name != $"{name}{i}")) return $"{name}{i}";
        }
    }
}
