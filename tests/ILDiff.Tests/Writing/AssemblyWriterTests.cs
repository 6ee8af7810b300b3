namespace ILDiff.Tests.Writing;

using System.Reflection;
using System.Runtime.Loader;
using System.Security.Cryptography;
using ILDiff.Diagnostics;
using ILDiff.Reading;
using ILDiff.Tests.Support;
using ILDiff.Writing;
using Mono.Cecil;
using NUnit.Framework;

public class AssemblyWriterTests
{
    [Test]
    public void The_same_input_in_two_directories_gives_the_same_bytes()
    {
        using var one = new TemporaryDirectory();
        using var two = new TemporaryDirectory();
        string[] hashes = [WriteSelf(one), WriteSelf(two)];
        Assert.That(hashes[0], Is.EqualTo(hashes[1]));

        static string WriteSelf(TemporaryDirectory directory)
        {
            foreach (var extension in (string[])[".dll", ".pdb"]) File.Copy(Path.ChangeExtension(TestInputs.Self, extension), directory.File("ILDiff.Tests" + extension));
            using var assembly = AssemblyLoader.Load(directory.File("ILDiff.Tests.dll"), []);
            Provenance.Mark(assembly, new DiffOptions(), []);
            Directory.CreateDirectory(directory.File("out"));
            AssemblyWriter.Write(assembly, OutputTarget.Choose(directory.File("out"), assembly.Path, named: true));
            return string.Join(" ", Directory.GetFiles(directory.File("out")).Order(StringComparer.Ordinal)
                .Select(f => Path.GetFileName(f) + Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(f)))));
        }
    }

    [Test]
    public void Symbols_are_kept()
    {
        using var directory = new TemporaryDirectory();
        using (var assembly = AssemblyLoader.Load(TestInputs.Self, []))
        {
            AssemblyWriter.Write(assembly, OutputTarget.Choose(directory.Path, assembly.Path, named: true));
        }

        using var written = AssemblyLoader.Load(directory.File("ILDiff.Tests.dll"), [Path.GetDirectoryName(TestInputs.Self)!]);
        Assert.That(written.Symbols, Is.EqualTo(SymbolKind.PortableFile));
        var method = written.Module.GetType(typeof(AssemblyWriterTests).FullName).Methods.Single(m => m.Name == nameof(Symbols_are_kept));
        Assert.That(method.DebugInformation.SequencePoints.First().Document.Url, Does.EndWith("AssemblyWriterTests.cs"));
    }

    [Test]
    public void A_precompiled_assembly_becomes_IL_only_and_loads()
    {
        using var assembly = AssemblyLoader.Load(TestInputs.ReadyToRun, []);
        assembly.Module.Assembly.Name.Name = "Renamed.Collections";
        var image = AssemblyWriter.ToBytes(assembly).Image;
        using var written = ModuleDefinition.ReadModule(new MemoryStream(image));
        Assert.That(written.Attributes & ModuleAttributes.ILOnly, Is.Not.Zero);
        var context = new AssemblyLoadContext("r2r", isCollectible: true);
        var loaded = context.LoadFromStream(new MemoryStream(image));
        var set = (System.Collections.IEnumerable)Activator.CreateInstance(loaded.GetType("System.Collections.Generic.SortedSet`1")!.MakeGenericType(typeof(int)), [new[] { 3, 1, 2 }])!;
        Assert.That(set, Is.EqualTo(new[] { 1, 2, 3 }).AsCollection);
        context.Unload();
    }

    [Test]
    public void An_enum_constant_of_a_missing_type_is_written()
    {
        using var directory = new TemporaryDirectory();
        var image = TestInputs.Small("User", module =>
        {
            module.Types.First(t => t.Name == "C").Fields.Add(new FieldDefinition("f", Mono.Cecil.FieldAttributes.Public | Mono.Cecil.FieldAttributes.Static
                | Mono.Cecil.FieldAttributes.Literal | Mono.Cecil.FieldAttributes.HasDefault, module.TypeSystem.Byte) { Constant = (byte)7 });
        });
        using var assembly = AssemblyLoader.Load(directory.File("User.dll"), image, []);
        var scope = new AssemblyNameReference("NotThere", new Version(1, 0));
        assembly.Module.AssemblyReferences.Add(scope);
        var field = assembly.Module.GetType("N.C").Fields.Single();
        field.FieldType = new TypeReference("X", "Color", assembly.Module, scope, valueType: true);
        using var written = ModuleDefinition.ReadModule(new MemoryStream(AssemblyWriter.ToBytes(assembly).Image));
        Assert.That(written.GetType("N.C").Fields.Single().Constant, Is.EqualTo((byte)7));
    }

    [Test]
    public void A_strong_name_is_signed_again_with_the_key_and_a_warning_without()
    {
        using var directory = new TemporaryDirectory();
        var key = StrongNameKey();
        using (var plain = AssemblyLoader.Load(directory.File("Small.dll"), TestInputs.Small(), []))
        {
            File.WriteAllBytes(directory.File("Small.dll"), AssemblyWriter.ToBytes(plain, key).Image);
        }

        using var signed = AssemblyLoader.Load(directory.File("Small.dll"), []);
        Assert.That(signed.Module.Assembly.Name.HasPublicKey);
        var target = OutputTarget.Choose(directory.File("out.dll"), signed.Path, named: true);
        Assert.That(AssemblyWriter.Write(signed, target).Single().Id, Is.EqualTo(DiagnosticId.SignatureDropped));
        Assert.That(AssemblyWriter.Write(signed, target, key), Is.Empty);
        Assert.That(AssemblyWriter.Write(signed, target, StrongNameKey()).Single().Message, Does.Contain("identity"));
    }

    [Test]
    public void A_link_is_replaced_and_its_target_left()
    {
        using var directory = new TemporaryDirectory();
        var precious = directory.Write("precious", [1, 2, 3]);
        File.CreateSymbolicLink(directory.File("link.dll"), precious);
        using var assembly = AssemblyLoader.Load(directory.File("Small.dll"), TestInputs.Small(), []);
        AssemblyWriter.Write(assembly, OutputTarget.Choose(directory.File("link.dll"), assembly.Path, named: true));
        Assert.That(File.ReadAllBytes(precious), Is.EqualTo(new byte[] { 1, 2, 3 }));
        Assert.That(new FileInfo(directory.File("link.dll")).LinkTarget, Is.Null);
    }

    [Test]
    public void A_failed_write_leaves_nothing()
    {
        using var directory = new TemporaryDirectory();
        using var assembly = AssemblyLoader.Load(directory.File("Small.dll"), TestInputs.Small(), []);
        Directory.CreateDirectory(directory.File("taken.dll/inside"));
        var blocked = directory.Write("file", []);
        var e = Assert.Throws<DiagnosticException>(() => AssemblyWriter.Write(assembly, OutputTarget.Choose(Path.Combine(blocked, "x.dll"), assembly.Path, named: true)))!;
        Assert.That(e.Diagnostic.Id, Is.EqualTo(DiagnosticId.OutputUnwritable));
        Assert.That(Directory.GetFiles(directory.Path).Select(Path.GetFileName), Is.EqualTo(new[] { "file" }).AsCollection);
    }

    [Test]
    public void The_package_cache_and_the_input_are_refused()
    {
        using var directory = new TemporaryDirectory();
        var input = directory.Write("in.dll", []);
        var cache = Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages", "x", "x.dll");
        Directory.CreateSymbolicLink(directory.File("alias"), directory.Path);
        Assert.Multiple(() =>
        {
            Assert.That(Refusal(cache, input, named: true), Is.EqualTo(DiagnosticId.OutputRefused));
            Assert.That(Refusal("/dev/null", input, named: true), Is.EqualTo(DiagnosticId.OutputRefused));
            Assert.That(Refusal(input, input, named: false), Is.EqualTo(DiagnosticId.OutputRefused));
            Assert.That(Refusal(directory.File("alias/in.dll"), input, named: false), Is.EqualTo(DiagnosticId.OutputRefused));
            Assert.That(Refusal(input, input, named: true), Is.Null);
        });
        static DiagnosticId? Refusal(string path, string input, bool named)
        {
            try
            {
                OutputTarget.Choose(path, input, named);
                return null;
            }
            catch (DiagnosticException e)
            {
                return e.Diagnostic.Id;
            }
        }
    }

    [Test]
    public void Provenance_says_what_was_done_and_adds_up()
    {
        using var first = AssemblyLoader.Load("Small.dll", TestInputs.Small(), []);
        Provenance.Mark(first, new DiffOptions(), []);
        using var second = AssemblyLoader.Load("Small.dll", AssemblyWriter.ToBytes(first).Image, []);
        Provenance.Mark(second, new DiffOptions { WithRespectTo = ["x"] }, []);
        var context = new AssemblyLoadContext("provenance", isCollectible: true);
        var loaded = context.LoadFromStream(new MemoryStream(AssemblyWriter.ToBytes(second).Image));
        using var json = System.Text.Json.JsonDocument.Parse(loaded.GetManifestResourceStream(Provenance.ResourceName)!);
        Assert.That(json.RootElement.GetArrayLength(), Is.EqualTo(2));
        Assert.That(json.RootElement[0].GetProperty("input").GetProperty("sha256").GetString(), Is.EqualTo(first.Sha256));
        Assert.That(json.RootElement[1].GetProperty("options").GetProperty("withRespectTo")[0].GetString(), Is.EqualTo("x"));
        Assert.That(loaded.GetCustomAttributes<AssemblyMetadataAttribute>().Single().Key, Is.EqualTo("ILDiff"));
        context.Unload();
    }

    [Test]
    public void Writing_twice_gives_the_same()
    {
        using var assembly = AssemblyLoader.Load(TestInputs.MathNet, []);
        var first = AssemblyWriter.ToBytes(assembly);
        Assert.That(AssemblyWriter.ToBytes(assembly).Image, Is.EqualTo(first.Image));
    }

    /// <summary>A new key in the format of .snk files: a CAPI private key blob.</summary>
    private static byte[] StrongNameKey()
    {
        using var rsa = RSA.Create(1024);
        var p = rsa.ExportParameters(includePrivateParameters: true);
        using var stream = new MemoryStream();
        using var writer = new BinaryWriter(stream);
        writer.Write([0x07, 0x02, 0x00, 0x00, 0x00, 0x24, 0x00, 0x00]);
        writer.Write("RSA2"u8);
        writer.Write(1024);
        writer.Write(65537);
        foreach (var part in (byte[][])[p.Modulus!, p.P!, p.Q!, p.DP!, p.DQ!, p.InverseQ!, p.D!]) writer.Write(part.Reverse().ToArray());
        return stream.ToArray();
    }
}
