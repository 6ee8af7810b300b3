namespace ILDiff.Tests.Reading;

using ILDiff.Diagnostics;
using ILDiff.Reading;
using ILDiff.Tests.Support;
using Mono.Cecil;
using NUnit.Framework;

public class AssemblyLoaderTests
{
    [Test]
    public void Reads_an_IL_only_assembly_with_its_symbols()
    {
        using var assembly = AssemblyLoader.Load(TestInputs.Self, []);
        Assert.Multiple(() =>
        {
            Assert.That(assembly.Kind, Is.EqualTo(InputKind.ILOnly));
            Assert.That(assembly.Symbols, Is.EqualTo(SymbolKind.PortableFile));
            Assert.That(assembly.Diagnostics, Is.Empty);
            Assert.That(assembly.Sha256, Has.Length.EqualTo(64));
        });
    }

    [Test]
    public void Tells_precompiled_code()
    {
        using var assembly = AssemblyLoader.Load(TestInputs.ReadyToRun, []);
        Assert.That(assembly.Kind, Is.EqualTo(InputKind.ReadyToRun));
        Assert.That(assembly.Diagnostics.Single().Id, Is.EqualTo(DiagnosticId.PrecompiledCodeDropped));
    }

    [Test]
    public void Says_what_an_unreadable_input_is()
    {
        using var directory = new TemporaryDirectory();
        Assert.Multiple(() =>
        {
            Assert.That(Failure(directory.File("none.dll")), Is.EqualTo((DiagnosticId.InputUnreadable, "there is no such file")));
            Assert.That(Failure(directory.Path).Id, Is.EqualTo(DiagnosticId.InputUnreadable));
            Assert.That(Failure(directory.Write("empty.dll", [])), Is.EqualTo((DiagnosticId.InputUnreadable, "the file is empty")));
            Assert.That(Failure(directory.Write("text.dll", "hello"u8.ToArray())).Id, Is.EqualTo(DiagnosticId.InputMalformed));
            Assert.That(Failure(TestInputs.Native).Id, Is.EqualTo(DiagnosticId.InputMalformed));
        });
    }

    [Test]
    public void Every_truncation_is_a_diagnostic()
    {
        using var directory = new TemporaryDirectory();
        var image = TestInputs.Small();
        var path = directory.File("cut.dll");
        for (var length = 0; length < image.Length; length += 7)
        {
            try
            {
                AssemblyLoader.Load(path, image[..length], []).Dispose();
            }
            catch (DiagnosticException e)
            {
                Assert.That((int)e.Diagnostic.Id, Is.InRange(1001, 1011));
            }
        }
    }

    [Test]
    public void Refuses_mixed_mode()
    {
        using var directory = new TemporaryDirectory();
        var image = TestInputs.Small();
        using (var reader = new System.Reflection.PortableExecutable.PEReader(new MemoryStream(image)))
        {
            var flags = reader.PEHeaders.CorHeaderStartOffset + 16;
            image[flags] &= 0xFE;
        }

        Assert.That(Failure(directory.Write("mixed.dll", image)).Id, Is.EqualTo(DiagnosticId.MixedModeInput));
    }

    [Test]
    public void A_forwarder_circle_ends_as_an_unresolved_type()
    {
        using var directory = new TemporaryDirectory();
        directory.Write("A.dll", Forwarding("A", "B"));
        directory.Write("B.dll", Forwarding("B", "A"));
        var path = directory.Write("User.dll", TestInputs.Small("User", module =>
        {
            var scope = new AssemblyNameReference("A", new Version(1, 0));
            module.AssemblyReferences.Add(scope);
            module.Types.First(t => t.Name == "C").Fields.Add(new FieldDefinition("f", FieldAttributes.Public, new TypeReference("X", "T", module, scope)));
        }));
        using var assembly = AssemblyLoader.Load(path, []);
        var field = assembly.Module.GetType("N.C").Fields.Single();
        Assert.That(field.FieldType.Resolve(), Is.Null);
    }

    [Test]
    public void A_missing_reference_matters_only_when_it_is_needed()
    {
        using var directory = new TemporaryDirectory();
        var path = directory.Write("User.dll", TestInputs.Small("User", module =>
        {
            var scope = new AssemblyNameReference("NotThere", new Version(1, 0));
            module.AssemblyReferences.Add(scope);
            module.Types.First(t => t.Name == "C").Fields.Add(new FieldDefinition("f", FieldAttributes.Public, new TypeReference("X", "T", module, scope)));
        }));
        using var assembly = AssemblyLoader.Load(path, []);
        var field = assembly.Module.GetType("N.C").Fields.Single();
        Assert.That(() => field.FieldType.Resolve(), Throws.InstanceOf<AssemblyResolutionException>());
    }

    [Test]
    public void References_are_found_in_directories_and_in_the_framework()
    {
        using var library = new TemporaryDirectory();
        using var home = new TemporaryDirectory();
        library.Write("Library.dll", TestInputs.Small("Library"));
        var path = home.Write("User.dll", TestInputs.Small("User", module =>
        {
            var scope = new AssemblyNameReference("Library", new Version(1, 0));
            module.AssemblyReferences.Add(scope);
            module.Types.First(t => t.Name == "C").Fields.Add(new FieldDefinition("f", FieldAttributes.Public, new TypeReference("N", "C", module, scope)));
        }));
        using var assembly = AssemblyLoader.Load(path, [library.Path]);
        var type = assembly.Module.GetType("N.C");
        Assert.That(type.Fields.Single().FieldType.Resolve()?.Module.Assembly.Name.Name, Is.EqualTo("Library"));
        Assert.That(type.BaseType.Resolve()?.FullName, Is.EqualTo("System.Object"));
    }

    [Test]
    public void Damaged_symbols_are_a_warning()
    {
        using var directory = new TemporaryDirectory();
        File.Copy(TestInputs.Self, directory.File("ILDiff.Tests.dll"));
        directory.Write("ILDiff.Tests.pdb", "BSJB and then nothing"u8.ToArray());
        using var assembly = AssemblyLoader.Load(directory.File("ILDiff.Tests.dll"), [Path.GetDirectoryName(TestInputs.Self)!]);
        Assert.That(assembly.Symbols, Is.EqualTo(SymbolKind.None));
        Assert.That(assembly.Diagnostics.Single().Id, Is.EqualTo(DiagnosticId.SymbolsUnusable));
    }

    private static byte[] Forwarding(string name, string to) => TestInputs.Small(name, module =>
    {
        var scope = new AssemblyNameReference(to, new Version(1, 0));
        module.AssemblyReferences.Add(scope);
        module.ExportedTypes.Add(new ExportedType("X", "T", module, scope) { Attributes = TypeAttributes.Public | (TypeAttributes)0x00200000 });
    });

    private static (DiagnosticId Id, string Message) Failure(string path)
    {
        var e = Assert.Throws<DiagnosticException>(() => AssemblyLoader.Load(path, []))!;
        return (e.Diagnostic.Id, e.Diagnostic.Message);
    }
}
