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

    /// <summary>Called with the optimised IR of each derivative, for those who want to look at it.</summary>
    public Action<MethodHandle, IRMethod>? Observer { get; set; }

    public void Begin()
    {
        declared.Clear();
    }

    /// <summary>What was declared since <see cref="Begin"/>.</summary>
    public IReadOnlyList<MethodDefinition> Declared => declared;

    /// <summary>Removes what was declared since <see cref="Begin"/>, but for the first so many.</summary>
    public void Rollback(int keep = 0)
    {
        var gone = declared.Skip(keep).ToHashSet();
        foreach (var method in gone) method.DeclaringType?.Methods.Remove(method);
        foreach (var handle in definitions.Where(d => gone.Contains(d.Value)).Select(d => d.Key).ToList()) definitions.Remove(handle);
        declared.RemoveRange(keep, declared.Count - keep);
    }

    /// <inheritdoc/>
    public MethodHandle Declare(MethodHandle primal, DerivativeSignature signature)
    {
        var home = IsOwn(primal) ? primal.Definition!.DeclaringType : Holder("Derivatives");
        var name = UniqueName(home, $"<{primal.Name.Replace('.', '_')}>{signature.Suffix}");
        var definition = new MethodDefinition(name, MethodAttributes.Assembly | MethodAttributes.Static | MethodAttributes.HideBySig, types.Module.TypeSystem.Void);
        return Add(home, definition, signature.Parameters, signature.ReturnType, null);
    }

    /// <summary>Whether members of the primal have no receiver in the given type: it is the first parameter, if there is one.</summary>
    public static bool IsStatic(MethodHandle primal, TypeDefinition home) => !primal.HasThis || home != primal.Definition!.DeclaringType;

    /// <summary>A member of the contract: in the primal's type as visible as the primal and of its kind, elsewhere static and internal.</summary>
    public MethodHandle DeclareMember(MethodHandle primal, TypeDefinition home, MemberSignature signature)
    {
        var source = primal.Definition!;
        var isStatic = IsStatic(primal, home);
        var visibility = home == source.DeclaringType ? source.Attributes & MethodAttributes.MemberAccessMask : MethodAttributes.Assembly;
        var definition = new MethodDefinition(signature.Name, visibility | MethodAttributes.HideBySig | (isStatic ? MethodAttributes.Static : 0), types.Module.TypeSystem.Void)
        {
            HasThis = !isStatic,
        };
        return Add(home, definition, signature.Parameters, signature.ReturnType, signature.ElementNames, primal);
    }

    /// <summary>A member of that name and those parameter types that exists already.</summary>
    public MethodDefinition? Find(TypeDefinition home, MemberSignature signature) => home.Methods.FirstOrDefault(m =>
        m.Name == signature.Name && m.Parameters.Count == signature.Parameters.Count
        && m.Parameters.Zip(signature.Parameters).All(p => p.First.ParameterType.FullName == importer.Import(p.Second.Type).FullName));

    /// <summary>
    /// The type that gets the members of a primal: its own, or a static class that stands for it where that cannot take any.
    /// </summary>
    public TypeDefinition HomeOf(MethodHandle primal) => IsOwn(primal)
        ? primal.Definition!.DeclaringType
        : Holder(string.Concat(primal.DeclaringType.Name.Select(c => char.IsLetterOrDigit(c) ? c : '_')));

    public MethodDefinition Definition(MethodHandle handle) => definitions[handle];

    /// <inheritdoc/>
    public void Define(MethodHandle derivative, IRMethod body) => Define(derivative, body, options.Optimize);

    /// <summary>The same for derivatives that are differentiated again, whose loops had better stay in one method.</summary>
    public IDerivativeSink Uncut => new UncutSink(this);

    private void Define(MethodHandle derivative, IRMethod body, bool isCut)
    {
        passes.Verify(body, "differentiation");
        passes.Run(body, options.Optimize ? Pipeline.Optimization : Pipeline.Lowering);
        var parts = isCut ? new NestOutlining(body, shape => DeclareNest(derivative, shape)).Cut() : [];
        foreach (var (method, part) in parts.Append((derivative, body)))
        {
            passes.Verify(part, nameof(NestOutlining));
            Observer?.Invoke(method, part);
            ILEmitter.Emit(part, definitions[method], importer);
        }
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

    /// <summary>A part of a derivative; put back by the JIT, it would be of no use.</summary>
    private MethodHandle DeclareNest(MethodHandle derivative, DerivativeSignature signature)
    {
        var nest = Declare(derivative, signature);
        definitions[nest].NoInlining = true;
        return nest;
    }

    private bool IsOwn(MethodHandle primal) =>
        primal.Definition?.DeclaringType is { HasGenericParameters: false, IsInterface: false } declaring && declaring.Module == types.Module;

    private TypeDefinition Holder(string name)
    {
        const string space = "ILDiff.Generated";
        if (types.Module.GetType(space, name) is { } known) return known;
        var holder = new TypeDefinition(space, name,
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

    private sealed class UncutSink(DerivativeSink sink) : IDerivativeSink
    {
        public MethodHandle Declare(MethodHandle primal, DerivativeSignature signature) => sink.Declare(primal, signature);

        public void Define(MethodHandle derivative, IRMethod body) => sink.Define(derivative, body, isCut: false);
    }
}
