namespace ILDiff.Tests.Emission;

using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.Loader;
using ILDiff.Emission;
using ILDiff.IR;
using ILDiff.Writing;
using Mono.Cecil;
using MethodAttributes = Mono.Cecil.MethodAttributes;
using TypeAttributes = Mono.Cecil.TypeAttributes;

/// <summary>A small assembly of emitted methods, loaded beside the tests.</summary>
internal sealed class Emitted
{
    private static int count;
    private readonly AssemblyDefinition assembly;
    private readonly TypeDefinition type;
    private readonly ReferenceImporter importer;

    public Emitted()
    {
        var resolver = new DefaultAssemblyResolver();
        resolver.AddSearchDirectory(Path.GetDirectoryName(typeof(object).Assembly.Location));
        resolver.AddSearchDirectory(AppContext.BaseDirectory);
        var name = new AssemblyNameDefinition($"Emitted{Interlocked.Increment(ref count)}", new Version(1, 0));
        assembly = AssemblyDefinition.CreateAssembly(name, name.Name, new ModuleParameters { Kind = ModuleKind.Dll, AssemblyResolver = resolver });
        var runtime = Assembly.Load("System.Runtime").GetName();
        assembly.MainModule.AssemblyReferences.Add(new AssemblyNameReference(runtime.Name, runtime.Version) { PublicKeyToken = runtime.GetPublicKeyToken() });
        type = new TypeDefinition("", "Holder", TypeAttributes.Public | TypeAttributes.Abstract | TypeAttributes.Sealed, assembly.MainModule.TypeSystem.Object);
        assembly.MainModule.Types.Add(type);
        importer = new ReferenceImporter(assembly.MainModule);
    }

    public ModuleDefinition Module => assembly.MainModule;

    public EmissionReport Report { get; private set; } = null!;

    /// <summary>The method alone, JIT-compiled.</summary>
    public static MethodInfo Compile(IRMethod method)
    {
        var emitted = new Emitted();
        var definition = emitted.Add(method);
        return emitted.Load().GetMethod(definition.Name)!;
    }

    public static T Compile<T>(IRMethod method) where T : Delegate => Compile(method).CreateDelegate<T>();

    public MethodDefinition Add(IRMethod method)
    {
        var definition = new MethodDefinition($"M{type.Methods.Count}", MethodAttributes.Public | MethodAttributes.Static, importer.Import(method.ReturnType));
        foreach (var parameter in method.ParameterTypes) definition.Parameters.Add(new ParameterDefinition(importer.Import(parameter)));
        type.Methods.Add(definition);
        Report = ILEmitter.Emit(method, definition, importer);
        return definition;
    }

    /// <summary>Loads what was added; every method is compiled, so that malformed code shows here.</summary>
    public Type Load()
    {
        importer.AddAccessAttributes();
        var image = new MemoryStream();
        assembly.Write(image, new WriterParameters { DeterministicMvid = true, Timestamp = 0 });
        image.Position = 0;
        var context = new AssemblyLoadContext(assembly.Name.Name, isCollectible: true);
        var loaded = context.LoadFromStream(image).GetType("Holder")!;
        foreach (var method in loaded.GetMethods(BindingFlags.Static | BindingFlags.Public | BindingFlags.DeclaredOnly))
        {
            RuntimeHelpers.PrepareMethod(method.MethodHandle);
        }

        return loaded;
    }
}
