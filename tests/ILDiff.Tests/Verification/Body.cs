namespace ILDiff.Tests.Verification;

using ILDiff.Verification;
using Mono.Cecil;
using Mono.Cecil.Cil;
using NUnit.Framework;

/// <summary>
/// Makes one method at a time, in memory, in an assembly that references the running framework through the facade
/// <c>System.Runtime</c>, and verifies it.
/// </summary>
internal sealed class Body
{
    private static readonly (ModuleDefinition Module, ILVerifier Verifier) Shared = Create("Scratch");

    private static int count;

    private readonly ModuleDefinition module;
    private readonly ILVerifier verifier;

    /// <summary>A static method without parameters or result, in a class of its own.</summary>
    public Body()
        : this(Shared.Module, Shared.Verifier)
    {
    }

    private Body(ModuleDefinition module, ILVerifier verifier)
    {
        this.module = module;
        this.verifier = verifier;
        Type = AddType($"C{count++}", Of<object>());
        Method = AddMethod(Type, "M", MethodAttributes.Public | MethodAttributes.Static, module.TypeSystem.Void);
    }

    /// <summary>The same in an assembly of its own, so that the test can change the assembly.</summary>
    public static Body Alone()
    {
        var (module, verifier) = Create("Alone");
        return new Body(module, verifier);
    }

    public TypeDefinition AddType(string name, TypeReference? parent, TypeAttributes attributes = TypeAttributes.Public)
    {
        var type = new TypeDefinition("", name, attributes, parent);
        module.Types.Add(type);
        return type;
    }

    public static MethodDefinition AddMethod(TypeDefinition type, string name, MethodAttributes attributes, TypeReference result)
    {
        var method = new MethodDefinition(name, attributes, result) { HasThis = (attributes & MethodAttributes.Static) == 0 };
        method.Body.InitLocals = true;
        type.Methods.Add(method);
        return method;
    }

    private static (ModuleDefinition Module, ILVerifier Verifier) Create(string name)
    {
        var module = AssemblyDefinition.CreateAssembly(new AssemblyNameDefinition(name, new Version(1, 0)), name,
            new ModuleParameters { Kind = ModuleKind.Dll, AssemblyResolver = Assemblies.SharedResolver }).MainModule;
        return (module, new ILVerifier(module));
    }

    public ModuleDefinition Module => module;

    public ILVerifier Verifier => verifier;

    /// <summary>The class that the static method is in.</summary>
    public TypeDefinition Type { get; }

    /// <summary>The method that is emitted to and verified.</summary>
    public MethodDefinition Method { get; set; }

    public ILProcessor IL => Method.Body.GetILProcessor();

    public TypeReference Of<T>() => Of(typeof(T));

    public TypeReference Of(Type type) => module.ImportReference(type);

    public MethodReference Call(Type type, string name, params Type[] parameters) =>
        module.ImportReference(type.GetMethod(name, parameters) ?? throw new AssertionException($"{type}.{name}"));

    public MethodReference Constructor(Type type, params Type[] parameters) =>
        module.ImportReference(type.GetConstructor(parameters) ?? throw new AssertionException($"{type}..ctor"));

    public FieldReference Field(Type type, string name) => module.ImportReference(type.GetField(name) ?? throw new AssertionException($"{type}.{name}"));

    public Body Returns(TypeReference type)
    {
        Method.ReturnType = type;
        return this;
    }

    public Body Returns<T>() => Returns(Of<T>());

    public Body Takes(params Type[] types)
    {
        foreach (var type in types) Method.Parameters.Add(new ParameterDefinition(Of(type)));
        return this;
    }

    public Body Local(TypeReference type)
    {
        Method.Body.Variables.Add(new VariableDefinition(type));
        return this;
    }

    public Body Local<T>() => Local(Of<T>());

    public Body Emit(OpCode code)
    {
        IL.Emit(code);
        return this;
    }

    public Body Emit(OpCode code, object operand)
    {
        var il = IL;
        il.Append(operand switch
        {
            int value when code.OperandType is OperandType.ShortInlineVar or OperandType.InlineVar => il.Create(code, Method.Body.Variables[value]),
            int value when code.OperandType is OperandType.ShortInlineArg or OperandType.InlineArg => il.Create(code, Method.Parameters[value]),
            int value => il.Create(code, value),
            long value => il.Create(code, value),
            float value => il.Create(code, value),
            double value => il.Create(code, value),
            string value => il.Create(code, value),
            Type value => il.Create(code, Of(value)),
            TypeReference value => il.Create(code, value),
            MethodReference value => il.Create(code, value),
            FieldReference value => il.Create(code, value),
            Instruction value => il.Create(code, value),
            _ => throw new AssertionException($"no operand: {operand}"),
        });
        return this;
    }

    /// <summary>The instruction that the next one appended will follow.</summary>
    public Instruction Last => Method.Body.Instructions[^1];

    public IReadOnlyList<VerificationError> Errors() => verifier.Verify(Method);

    /// <summary>Asserts that exactly these codes are reported.</summary>
    public void Gives(params VerificationCode[] codes)
    {
        var errors = Errors();
        Assert.That(errors.Select(e => e.Code), Is.EquivalentTo(codes), string.Join('\n', errors));
    }

    public void IsValid() => Gives();
}
