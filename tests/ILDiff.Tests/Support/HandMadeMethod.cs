namespace ILDiff.Tests.Support;

using System.Reflection;
using ILDiff.IR;
using ILDiff.Reading;
using ILDiff.Types;
using Mono.Cecil;
using Mono.Cecil.Cil;
using MethodAttributes = Mono.Cecil.MethodAttributes;
using ParameterAttributes = Mono.Cecil.ParameterAttributes;
using TypeAttributes = Mono.Cecil.TypeAttributes;

/// <summary>One static method whose IL a test writes, as IR and, loaded into this process, as a delegate's worth of code.</summary>
internal sealed class HandMadeMethod
{
    private readonly byte[] image;

    private HandMadeMethod(byte[] image)
    {
        this.image = image;
        Types = new TypeUniverse(ModuleDefinition.ReadModule(new MemoryStream(image)));
    }

    public TypeUniverse Types { get; }

    public MethodDefinition Definition => Types.Module.GetType("N.C").Methods.Single(m => m.Name == "F");

    /// <summary>Writes a method with the given signature; types are named by what the run time calls them.</summary>
    public static HandMadeMethod Of(Type returns, Type[] parameters, Action<ILProcessor, ModuleDefinition> write, bool initLocals = true)
    {
        var name = $"Hand{Guid.NewGuid():n}";
        using var assembly = AssemblyDefinition.CreateAssembly(new AssemblyNameDefinition(name, new Version(1, 0)), name, ModuleKind.Dll);
        var module = assembly.MainModule;
        var type = new TypeDefinition("N", "C", TypeAttributes.Public | TypeAttributes.Abstract | TypeAttributes.Sealed, module.ImportReference(typeof(object)));
        module.Types.Add(type);
        var method = new MethodDefinition("F", MethodAttributes.Public | MethodAttributes.Static, module.ImportReference(returns));
        for (var i = 0; i < parameters.Length; i++) method.Parameters.Add(new ParameterDefinition($"a{i}", ParameterAttributes.None, module.ImportReference(parameters[i])));
        method.Body.InitLocals = initLocals;
        type.Methods.Add(method);
        write(method.Body.GetILProcessor(), module);
        using var stream = new MemoryStream();
        assembly.Write(stream);
        return new HandMadeMethod(stream.ToArray());
    }

    public IRMethod Read() => MethodReader.Read(Types.Method(Definition, GenericContext.Empty), Types);

    /// <summary>The method as the run time compiles it.</summary>
    public MethodInfo Load() => Assembly.Load(image).GetType("N.C")!.GetMethod("F")!;
}
