namespace ILDiff.Tests.Cli;

using ILDiff.Tests.Support;
using Mono.Cecil;
using NUnit.Framework;

/// <summary>Inputs made to hurt: each gives one diagnostic and the contract's exit code, and leaves the input and the directory as they were.</summary>
[Parallelizable(ParallelScope.All)]
public class HostileInputTests
{
    [Test]
    public void Unreadable_files()
    {
        using var directory = new TemporaryDirectory();
        Expect(directory, directory.Write("empty.dll", []), 3, "ILD1001");
        Expect(directory, directory.Path, 3, "ILD1001");
        Expect(directory, TestInputs.Native, 3, "ILD1002");
        Expect(directory, directory.Write("text.dll", "no assembly"u8.ToArray()), 3, "ILD1002");
    }

    [Test]
    public void Truncated_files()
    {
        using var directory = new TemporaryDirectory();
        var image = TestInputs.Small();
        foreach (var length in (int[])[1, 300, image.Length / 2, image.Length - 1])
        {
            Expect(directory, directory.Write($"cut{length}.dll", image[..length]), 3, "ILD1002");
        }
    }

    [Test]
    public void Flipped_bytes()
    {
        using var directory = new TemporaryDirectory();
        var image = TestInputs.Small();
        var random = new Random(1);
        for (var i = 0; i < 12; i++)
        {
            var mutant = (byte[])image.Clone();
            for (var n = 0; n < 6; n++) mutant[random.Next(0x80, mutant.Length)] = (byte)random.Next(256);
            var path = directory.Write("mutant.dll", mutant);
            var run = Tool.Run(["differentiate", path, "-m", "N.C.F", "-o", directory.File("out.dll")]);
            Assert.That(run.ExitCode, Is.InRange(0, 3), $"mutant {i}: {run.Error}");
            Assert.That(File.ReadAllBytes(path), Is.EqualTo(mutant));
        }
    }

    [Test]
    public void A_type_nested_in_itself_ends_in_time()
    {
        using var directory = new TemporaryDirectory();
        // A generic signature nested so deep that any recursive reader overflows its stack.
        var image = TestInputs.Small("Deep", module =>
        {
            TypeReference type = module.TypeSystem.Double;
            for (var i = 0; i < 2_000; i++) type = new ArrayType(type);
            module.Types.First(t => t.Name == "C").Fields.Add(new FieldDefinition("f", FieldAttributes.Public, type));
        });
        var run = Tool.Run(["differentiate", directory.Write("deep.dll", image), "-m", "N.C.F", "-o", directory.File("out.dll")]);
        Assert.That(run.ExitCode, Is.InRange(0, 3), run.Error);
    }

    [Test]
    public void A_survey_of_a_damaged_file()
    {
        using var directory = new TemporaryDirectory();
        var run = Tool.Run(["survey", directory.Write("cut.dll", TestInputs.Small()[..400]), "--check"]);
        Assert.That((run.ExitCode, run.Error.Contains("error ILD1002: ", StringComparison.Ordinal)), Is.EqualTo((3, true)), run.Error);
    }

    [Test]
    public void A_circle_of_forwarders()
    {
        using var directory = new TemporaryDirectory();
        directory.Write("A.dll", Forwarding("A", "B"));
        directory.Write("B.dll", Forwarding("B", "A"));
        var input = directory.Write("User.dll", TestInputs.Small("User", module =>
        {
            var scope = new AssemblyNameReference("A", new Version(1, 0));
            module.AssemblyReferences.Add(scope);
            var method = new MethodDefinition("G", MethodAttributes.Public | MethodAttributes.Static, module.TypeSystem.Double);
            method.Parameters.Add(new ParameterDefinition("t", ParameterAttributes.None, new TypeReference("X", "T", module, scope)));
            method.Body.Instructions.Add(Mono.Cecil.Cil.Instruction.Create(Mono.Cecil.Cil.OpCodes.Ldc_R8, 1.0));
            method.Body.Instructions.Add(Mono.Cecil.Cil.Instruction.Create(Mono.Cecil.Cil.OpCodes.Ret));
            module.Types.First(t => t.Name == "C").Methods.Add(method);
        }));
        var run = Tool.Run(["differentiate", input, "-m", "N.C.G", "-o", directory.File("out.dll")]);
        Assert.That(run.ExitCode, Is.EqualTo(1), run.Error);
        Assert.That(Directory.GetFiles(directory.Path), Has.Length.EqualTo(3));
    }

    [Test]
    public void A_read_only_target()
    {
        using var directory = new TemporaryDirectory();
        var blocked = directory.Write("file", [1]);
        var run = Tool.Run(["inspect", TestInputs.MathNet, "-m", "MathNet.Numerics.SpecialFunctions.Erf", "--stage", "il", "-o", Path.Combine(blocked, "out.txt")]);
        Assert.That((run.ExitCode, run.Error.Contains("ILD4002", StringComparison.Ordinal)), Is.EqualTo((2, true)), run.Error);
        Assert.That(Directory.GetFiles(directory.Path), Is.EqualTo(new[] { blocked }).AsCollection);
    }

    private static byte[] Forwarding(string name, string to) => TestInputs.Small(name, module =>
    {
        var scope = new AssemblyNameReference(to, new Version(1, 0));
        module.AssemblyReferences.Add(scope);
        module.ExportedTypes.Add(new ExportedType("X", "T", module, scope) { Attributes = TypeAttributes.Public | (TypeAttributes)0x00200000 });
    });

    private static void Expect(TemporaryDirectory directory, string input, int exitCode, string code)
    {
        var before = Directory.GetFiles(directory.Path).Order(StringComparer.Ordinal).ToArray();
        var run = Tool.Run(["differentiate", input, "-m", "N.C.F", "-o", directory.File("out.dll")]);
        Assert.That(run.ExitCode, Is.EqualTo(exitCode), $"{input}: {run.Error}");
        Assert.That(run.Error.Trim().Split('\n'), Has.Length.EqualTo(1).And.All.Contains($"error {code}: "), input);
        Assert.That(Directory.GetFiles(directory.Path).Order(StringComparer.Ordinal), Is.EqualTo(before).AsCollection);
    }
}
