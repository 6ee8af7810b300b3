namespace ILDiff.Benchmarks;

using System.Diagnostics;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.Loader;
using ILDiff.Reading;
using ILDiff.Writing;
using Mono.Cecil;
using Mono.Cecil.Cil;

/// <summary>How large derivatives of straight-line bodies are, and how long they take to make and to compile.</summary>
internal static class CodeSize
{
    /// <summary>Measures bodies of some numbers of operations and prints a table.</summary>
    public static void Run(TextWriter output)
    {
        output.WriteLine("| operations | primal IL | Jvp IL | Vjp IL | Jvp/primal | Vjp/primal | differentiate ms | JIT primal ms | JIT Vjp ms |");
        output.WriteLine("|---:|---:|---:|---:|---:|---:|---:|---:|---:|");
        Measure(100);
        foreach (var operations in new[] { 100, 1000, 5000 }) output.WriteLine(Measure(operations));
    }

    private static string Measure(int operations)
    {
        var path = Path.Combine(Path.GetTempPath(), $"StraightLine{operations}.dll");
        WriteBody(path, operations);
        using var assembly = AssemblyLoader.Load(path, [Path.GetDirectoryName(typeof(object).Assembly.Location)!]);
        var primal = assembly.Module.GetType("StraightLine").Methods.Single();
        var watch = Stopwatch.StartNew();
        var outcome = new AssemblyDifferentiator(assembly.Module, new DiffOptions { Modes = DerivativeModes.Jvp | DerivativeModes.Vjp }).Differentiate(primal);
        var milliseconds = watch.Elapsed.TotalMilliseconds;
        if (!outcome.Differentiated) return $"| {operations} | {primal.Body.CodeSize} | {outcome.Diagnostics.FirstOrDefault()} | | | | | | |";
        var loaded = new AssemblyLoadContext(null).LoadFromStream(new MemoryStream(AssemblyWriter.ToBytes(assembly).Image)).GetType("StraightLine")!;
        double Size(string name) => loaded.GetMethod(name)!.GetMethodBody()!.GetILAsByteArray()!.Length;
        double own = Size("F"), jvp = Size("FJvp"), vjp = Size("FVjp");
        return $"| {operations} | {own} | {jvp} | {vjp} | {jvp / own:f1} | {vjp / own:f1} | {milliseconds:f1} | {Compile(loaded.GetMethod("F")!):f1} | {Compile(loaded.GetMethod("FVjp")!):f1} |";
    }

    private static double Compile(MethodInfo method)
    {
        var watch = Stopwatch.StartNew();
        RuntimeHelpers.PrepareMethod(method.MethodHandle);
        return watch.Elapsed.TotalMilliseconds;
    }

    /// <summary>Twelve locals, each operation a line such as <c>c = sin(a) * b + c</c> of C#.</summary>
    private static void WriteBody(string path, int operations)
    {
        const int Locals = 12;
        using var assembly = AssemblyDefinition.CreateAssembly(new AssemblyNameDefinition($"StraightLine{operations}", new Version(1, 0)), "StraightLine", ModuleKind.Dll);
        var module = assembly.MainModule;
        var type = new TypeDefinition("", "StraightLine", Mono.Cecil.TypeAttributes.Public | Mono.Cecil.TypeAttributes.Abstract | Mono.Cecil.TypeAttributes.Sealed, module.TypeSystem.Object);
        module.Types.Add(type);
        var method = new MethodDefinition("F", Mono.Cecil.MethodAttributes.Public | Mono.Cecil.MethodAttributes.Static, module.TypeSystem.Double);
        method.Parameters.Add(new ParameterDefinition("x", Mono.Cecil.ParameterAttributes.None, module.TypeSystem.Double));
        type.Methods.Add(method);
        var sine = module.ImportReference(typeof(Math).GetMethod(nameof(Math.Sin))!);
        var il = method.Body.GetILProcessor();
        method.Body.InitLocals = true;
        for (var i = 0; i < Locals; i++)
        {
            method.Body.Variables.Add(new VariableDefinition(module.TypeSystem.Double));
            il.Emit(OpCodes.Ldarg_0);
            il.Emit(OpCodes.Ldc_R8, 0.25 + (i / 16.0));
            il.Emit(OpCodes.Mul);
            il.Emit(OpCodes.Stloc, i);
        }
        var random = new Random(operations);
        for (var done = 0; done < operations;)
        {
            int a = random.Next(Locals), b = random.Next(Locals), c = random.Next(Locals);
            il.Emit(OpCodes.Ldloc, a);
            if (random.Next(4) == 0)
            {
                il.Emit(OpCodes.Call, sine);
                done++;
            }
            il.Emit(OpCodes.Ldloc, b);
            il.Emit(random.Next(2) == 0 ? OpCodes.Mul : OpCodes.Sub);
            il.Emit(OpCodes.Ldc_R8, 0.5);
            il.Emit(OpCodes.Mul);
            il.Emit(OpCodes.Stloc, c);
            done += 2;
        }
        for (var i = 0; i < Locals; i++)
        {
            il.Emit(OpCodes.Ldloc, i);
            if (i > 0) il.Emit(OpCodes.Add);
        }
        il.Emit(OpCodes.Ret);
        assembly.Write(path);
    }
}
