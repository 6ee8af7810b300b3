namespace ILDiff.Tests.Support;

using Mono.Cecil;
using Mono.Cecil.Cil;

/// <summary>Assemblies that tests read, and small ones made for them.</summary>
internal static class TestInputs
{
    /// <summary>This test assembly, which has a portable PDB.</summary>
    public static string Self => typeof(TestInputs).Assembly.Location;

    public static string MathNet => typeof(MathNet.Numerics.SpecialFunctions).Assembly.Location;

    /// <summary>An assembly with precompiled code.</summary>
    public static string ReadyToRun => typeof(System.Collections.Generic.SortedSet<int>).Assembly.Location;

    /// <summary>A native library.</summary>
    public static string Native => Directory.GetFiles(Path.GetDirectoryName(typeof(object).Assembly.Location)!, "*.so").Concat(
        Directory.GetFiles(Path.GetDirectoryName(typeof(object).Assembly.Location)!, "*.dylib")).First();

    /// <summary>An assembly with one static method <c>N.C.F(double)</c> that doubles its argument.</summary>
    public static byte[] Small(string name = "Small", Action<ModuleDefinition>? change = null)
    {
        using var assembly = AssemblyDefinition.CreateAssembly(new AssemblyNameDefinition(name, new Version(1, 0)), name, ModuleKind.Dll);
        var module = assembly.MainModule;
        var type = new TypeDefinition("N", "C", TypeAttributes.Public | TypeAttributes.Class, module.TypeSystem.Object);
        module.Types.Add(type);
        var method = new MethodDefinition("F", MethodAttributes.Public | MethodAttributes.Static, module.TypeSystem.Double);
        method.Parameters.Add(new ParameterDefinition("x", ParameterAttributes.None, module.TypeSystem.Double));
        var il = method.Body.GetILProcessor();
        il.Emit(OpCodes.Ldarg_0);
        il.Emit(OpCodes.Ldarg_0);
        il.Emit(OpCodes.Add);
        il.Emit(OpCodes.Ret);
        type.Methods.Add(method);
        change?.Invoke(module);
        using var stream = new MemoryStream();
        assembly.Write(stream, new WriterParameters { DeterministicMvid = true, Timestamp = 0 });
        return stream.ToArray();
    }
}
