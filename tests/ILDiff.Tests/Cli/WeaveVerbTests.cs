namespace ILDiff.Tests.Cli;

using ILDiff.Reading;
using ILDiff.Tests.Support;
using ILDiff.Writing;
using Mono.Cecil;
using Mono.Cecil.Cil;
using NUnit.Framework;

[Parallelizable(ParallelScope.All)]
public class WeaveVerbTests
{
    [Test]
    public void An_assembly_that_asks_for_nothing_is_copied()
    {
        using var directory = new TemporaryDirectory();
        var input = directory.Write("Small.dll", TestInputs.Small());
        var run = Tool.Run(["weave", input, "-o", directory.File("out/Small.dll")], inProcess: true);
        Assert.That((run.ExitCode, run.Output, run.Error), Is.EqualTo((0, "", "")));
        Assert.That(File.ReadAllBytes(directory.File("out/Small.dll")), Is.EqualTo(File.ReadAllBytes(input)));
        Assert.That(Directory.GetFiles(directory.File("out")), Has.Length.EqualTo(1), "the build brings the runtime library");
    }

    [TestCase("N.C.G", "", "error", 1)]
    [TestCase("N.C.*", "", "warning", 0)]
    [TestCase("N.C.*", "--strict", "error", 1)]
    public void What_a_pattern_takes_in_may_fail_unless_told_otherwise(string pattern, string option, string severity, int code)
    {
        using var directory = new TemporaryDirectory();
        var input = directory.Write("Small.dll", TestInputs.Small(change: AddNative));
        var output = directory.File("out.dll");
        var run = Tool.Run(["weave", input, "-o", output, "-m", pattern, .. option.Split(' ', StringSplitOptions.RemoveEmptyEntries)], inProcess: true);
        Assert.That(run.ExitCode, Is.EqualTo(code), run.Error);
        Assert.That(run.Error, Does.Contain($": {severity} ILD2003: "));
        Assert.That(File.Exists(output), Is.EqualTo(code == 0));
    }

    [Test]
    public void The_reference_assembly_gets_signatures_and_arguments_come_from_a_file()
    {
        using var directory = new TemporaryDirectory();
        var input = directory.Write("Small.dll", TestInputs.Small());
        directory.Write("ref.dll", TestInputs.Small());
        File.WriteAllLines(directory.File("arguments.rsp"),
        [
            "weave", input, "--output=" + directory.File("out.dll"), "--ref-assembly=" + directory.File("ref.dll"), "--ref-output=" + directory.File("outref.dll"), "--method=N.C.F",
        ]);
        var run = Tool.Run(["@" + directory.File("arguments.rsp")], inProcess: true);
        Assert.That(run.ExitCode, Is.Zero, run.Error);
        using var woven = ModuleDefinition.ReadModule(directory.File("out.dll"));
        using var reference = ModuleDefinition.ReadModule(directory.File("outref.dll"));
        string[] Signatures(ModuleDefinition module) => [.. module.GetType("N.C").Methods.Where(m => m.IsPublic).Select(m => m.FullName).Order(StringComparer.Ordinal)];
        Assert.That(Signatures(reference), Is.EqualTo(Signatures(woven)).And.Length.EqualTo(4));
        var gradient = reference.GetType("N.C").Methods.Single(m => m.Name == "FGradient");
        Assert.That(gradient.Body.Instructions.Select(i => i.OpCode), Is.EqualTo(new[] { OpCodes.Ldnull, OpCodes.Throw }));
        var names = (CustomAttributeArgument[])gradient.MethodReturnType.CustomAttributes.Single().ConstructorArguments[0].Value;
        Assert.That(names.Select(n => n.Value), Is.EqualTo(new[] { "Value", "Gradient" }));
    }

    [Test]
    public void A_reference_without_code_is_not_taken_for_what_methods_do()
    {
        using var directory = new TemporaryDirectory();
        directory.Write("Lib.dll", TestInputs.Small("Lib", AddReferenceMark));
        var input = directory.Write("User.dll", TestInputs.Small("User", module => CallLibrary(module)));
        var run = Tool.Run(["weave", input, "-o", directory.File("out.dll"), "-m", "N.C.G", "-r", directory.File("Lib.dll")], inProcess: true);
        Assert.That((run.ExitCode, run.Error), Is.EqualTo((1, run.Error)));
        Assert.That(run.Error, Does.Contain("ILD2003").And.Contain("only the reference assembly of its library was found"));

        Directory.CreateDirectory(directory.File("real"));
        directory.Write("real/Lib.dll", TestInputs.Small("Lib"));
        run = Tool.Run(["weave", input, "-o", directory.File("out.dll"), "-m", "N.C.G", "-r", directory.File("Lib.dll"), "-r", directory.File("real/Lib.dll")], inProcess: true);
        Assert.That(run.ExitCode, Is.Zero, run.Error);
    }

    [TestCase("weave a.dll", 2)]
    [TestCase("weave a.dll -o b.dll --ref-assembly c.dll", 2)]
    [TestCase("weave a.dll -o b.dll --mode xyz", 2)]
    [TestCase("weave missing.dll -o b.dll", 3)]
    [TestCase("@not-there.rsp", 2)]
    public void Gives_the_exit_code_of_the_contract(string line, int code) =>
        Assert.That(Tool.Run(line.Split(' '), inProcess: true).ExitCode, Is.EqualTo(code));

    [Test]
    public void Symbols_inside_the_image_stay_there()
    {
        using var directory = new TemporaryDirectory();
        using var assembly = AssemblyLoader.Load(TestInputs.Self, []);
        using var stream = new MemoryStream();
        assembly.Module.Write(stream, new WriterParameters { WriteSymbols = true, SymbolWriterProvider = new Embedding() });
        using var embedded = AssemblyLoader.Load(directory.Write("Embedded.dll", stream.ToArray()), [Path.GetDirectoryName(TestInputs.Self)!]);
        Assert.That(embedded.Symbols, Is.EqualTo(SymbolKind.Embedded));
        var written = AssemblyWriter.ToBytes(embedded);
        using var again = AssemblyLoader.Load(directory.Write("Again.dll", written.Image), [Path.GetDirectoryName(TestInputs.Self)!]);
        Assert.That((again.Symbols, written.Symbols), Is.EqualTo((SymbolKind.Embedded, (byte[]?)null)));
        var method = again.Module.GetType(typeof(WeaveVerbTests).FullName!).Methods.Single(m => m.Name == nameof(Symbols_inside_the_image_stay_there));
        Assert.That(method.DebugInformation.SequencePoints, Is.Not.Empty);
    }

    /// <summary>Adds <c>G(x)</c>, which calls native code.</summary>
    private static void AddNative(ModuleDefinition module)
    {
        var method = new MethodDefinition("Native", MethodAttributes.Public | MethodAttributes.Static | MethodAttributes.PInvokeImpl, module.TypeSystem.Double);
        method.Parameters.Add(new ParameterDefinition("x", ParameterAttributes.None, module.TypeSystem.Double));
        var library = new ModuleReference("m");
        module.ModuleReferences.Add(library);
        method.PInvokeInfo = new PInvokeInfo(PInvokeAttributes.CallConvWinapi, "sin", library);
        module.GetType("N.C").Methods.Add(method);
        AddCaller(module, method);
    }

    private static void AddReferenceMark(ModuleDefinition module)
    {
        var type = new TypeReference("System.Runtime.CompilerServices", "ReferenceAssemblyAttribute", module, module.TypeSystem.CoreLibrary);
        module.Assembly.CustomAttributes.Add(new CustomAttribute(new MethodReference(".ctor", module.TypeSystem.Void, type) { HasThis = true }));
    }

    /// <summary>Adds <c>G(x)</c>, which calls <c>F</c> of the library.</summary>
    private static void CallLibrary(ModuleDefinition module)
    {
        var library = new AssemblyNameReference("Lib", new Version(1, 0));
        module.AssemblyReferences.Add(library);
        var callee = new MethodReference("F", module.TypeSystem.Double, new TypeReference("N", "C", module, library));
        callee.Parameters.Add(new ParameterDefinition(module.TypeSystem.Double));
        AddCaller(module, callee);
    }

    private static void AddCaller(ModuleDefinition module, MethodReference callee)
    {
        var method = new MethodDefinition("G", MethodAttributes.Public | MethodAttributes.Static, module.TypeSystem.Double);
        method.Parameters.Add(new ParameterDefinition("x", ParameterAttributes.None, module.TypeSystem.Double));
        var il = method.Body.GetILProcessor();
        il.Emit(OpCodes.Ldarg_0);
        il.Emit(OpCodes.Call, callee);
        il.Emit(OpCodes.Ret);
        module.GetType("N.C").Methods.Add(method);
    }

    private sealed class Embedding : ISymbolWriterProvider
    {
        public ISymbolWriter GetSymbolWriter(ModuleDefinition module, string fileName) => new EmbeddedPortablePdbWriterProvider().GetSymbolWriter(module, "Embedded");

        public ISymbolWriter GetSymbolWriter(ModuleDefinition module, Stream symbolStream) => GetSymbolWriter(module, "");
    }
}
