namespace ILDiff.Tests.Emission;

using System.Numerics;
using ILDiff.Tests.Support;
using ILDiff.Types;
using ILDiff.Writing;
using Mono.Cecil;
using NUnit.Framework;

public sealed class ReferenceImportTests
{
    private static ModuleDefinition MathNet => ModuleDefinition.ReadModule(
        typeof(MathNet.Numerics.Constants).Assembly.Location, new ReaderParameters { AssemblyResolver = Resolver() });

    [Test]
    public void Types_of_the_core_library_are_named_through_the_facade_in_use()
    {
        var module = MathNet;
        var known = module.AssemblyReferences.Select(r => r.Name).ToArray();
        var types = TestTypes.Universe();
        var importer = new ReferenceImporter(module);
        foreach (var type in new[] { typeof(Complex), typeof(List<double>), typeof(Dictionary<string, int[]>), typeof(Lazy<Complex>), typeof(Func<double, double>), typeof(List<int>.Enumerator) })
        {
            var reference = importer.Import(types.Of(types.Module.ImportReference(type)));
            Assert.That(reference.GetElementType().Scope.Name, Is.AnyOf(known), type.ToString());
            Assert.That(reference.Resolve().FullName, Is.EqualTo(types.Of(types.Module.ImportReference(type)).Definition!.FullName));
        }

        Assert.That(module.AssemblyReferences.Select(r => r.Name), Is.EqualTo(known), "no reference was added");
        Assert.That(importer.CheckedAssemblies, Is.Empty);
    }

    [Test]
    public void Definitions_of_the_module_itself_stay_definitions()
    {
        var module = MathNet;
        var types = new TypeUniverse(module);
        var importer = new ReferenceImporter(module);
        var type = module.GetType("MathNet.Numerics.Constants");
        Assert.That(importer.Import(types.Of(type)), Is.SameAs(type));
        Assert.That(importer.Import(types.Float64), Is.SameAs(module.TypeSystem.Double));
    }

    [Test]
    public void Methods_of_closed_generic_types_keep_their_open_signature()
    {
        var module = MathNet;
        var types = TestTypes.Universe();
        var importer = new ReferenceImporter(module);
        var user = module.GetType("MathNet.Numerics.SpecialFunctions").Methods[0];
        var add = importer.Import(TestTypes.Method(types, typeof(List<double>), "Add", typeof(double)), user);
        Assert.That(add.DeclaringType.FullName, Is.EqualTo("System.Collections.Generic.List`1<System.Double>"));
        Assert.That(add.Parameters[0].ParameterType, Is.InstanceOf<GenericParameter>());
        var empty = importer.Import(types.Method(types.Module.ImportReference(typeof(Array).GetMethod("Empty")!.MakeGenericMethod(typeof(double))), GenericContext.Empty), user);
        Assert.That(empty, Is.InstanceOf<GenericInstanceMethod>());
        Assert.That(((ArrayType)empty.ReturnType).ElementType, Is.InstanceOf<GenericParameter>());
        Assert.That(add.Resolve(), Is.Not.Null);
        Assert.That(empty.Resolve(), Is.Not.Null);
    }

    [Test]
    public void Hidden_members_are_noted_by_assembly()
    {
        var module = MathNet;
        var types = TestTypes.Universe();
        var importer = new ReferenceImporter(module);
        var user = module.GetType("MathNet.Numerics.SpecialFunctions").Methods[0];
        var items = types.Of(types.Module.ImportReference(typeof(List<double>))).Fields.Single(f => f.Name == "_items");
        var reference = importer.Import(items, user);
        Assert.That(reference.FieldType, Is.InstanceOf<ArrayType>());
        Assert.That(importer.CheckedAssemblies, Is.EqualTo(new[] { "System.Private.CoreLib" }));
        importer.AddAccessAttributes();
        importer.AddAccessAttributes();
        var attribute = module.Assembly.CustomAttributes.Single(a => a.AttributeType.Name == "IgnoresAccessChecksToAttribute");
        Assert.That(attribute.ConstructorArguments[0].Value, Is.EqualTo("System.Private.CoreLib"));
        Assert.That(module.GetType("System.Runtime.CompilerServices.IgnoresAccessChecksToAttribute").IsPublic, Is.False);
    }

    private static DefaultAssemblyResolver Resolver()
    {
        var resolver = new DefaultAssemblyResolver();
        resolver.AddSearchDirectory(Path.GetDirectoryName(typeof(object).Assembly.Location));
        resolver.AddSearchDirectory(AppContext.BaseDirectory);
        return resolver;
    }
}
