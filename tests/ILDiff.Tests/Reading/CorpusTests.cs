namespace ILDiff.Tests.Reading;

using ILDiff.Diagnostics;
using ILDiff.IR;
using ILDiff.Reading;
using ILDiff.Types;
using Mono.Cecil;
using NUnit.Framework;

/// <summary>Reads every method of large assemblies: nothing but a diagnostic may come out, and the IR holds its invariants.</summary>
public class CorpusTests
{
    private static IEnumerable<Type> Assemblies =>
    [
        typeof(MathNet.Numerics.SpecialFunctions), typeof(ModuleDefinition), typeof(object), typeof(Enumerable), typeof(System.Numerics.BigInteger),
    ];

    [TestCaseSource(nameof(Assemblies))]
    public void Every_method_reads_or_says_why(Type of)
    {
        var module = ModuleDefinition.ReadModule(of.Assembly.Location);
        var types = new TypeUniverse(module);
        var diagnostics = new Dictionary<DiagnosticId, List<string>>();
        var broken = new List<string>();
        var read = 0;
        foreach (var definition in module.GetTypes().SelectMany(t => t.Methods).Where(m => m.HasBody))
        {
            try
            {
                var method = MethodReader.Read(Closed(definition, types), types);
                read++;
                if (IRVerifier.Check(method) is [var problem, ..] && broken.Count < 50) broken.Add($"{definition.FullName}: {problem}");
            }
            catch (DiagnosticException e)
            {
                if (!diagnostics.TryGetValue(e.Diagnostic.Id, out var list)) diagnostics.Add(e.Diagnostic.Id, list = []);
                list.Add(e.Message);
            }
        }

        foreach (var (id, messages) in diagnostics)
        {
            TestContext.Out.WriteLine($"{id}: {messages.Count}");
            foreach (var message in messages.Take(40)) TestContext.Out.WriteLine($"  {message}");
        }

        TestContext.Out.WriteLine($"{read} read");
        Assert.That(broken, Is.Empty);
        Assert.That(diagnostics.Keys, Is.SubsetOf(new[] { DiagnosticId.NoBody }));
    }

    /// <summary>The method with every type parameter closed: a class for one that wants a class, else a double.</summary>
    private static MethodHandle Closed(MethodDefinition method, TypeUniverse types)
    {
        var declaring = method.DeclaringType.HasGenericParameters
            ? types.Of(Instance(method.DeclaringType, [.. method.DeclaringType.GenericParameters.Select(p => Argument(p, types))]))
            : types.Of(method.DeclaringType);
        return types.MethodOn(declaring, method, [.. method.GenericParameters.Select(p => types.Of(Argument(p, types)))]);
    }

    private static GenericInstanceType Instance(TypeReference open, TypeReference[] arguments)
    {
        var closed = new GenericInstanceType(open);
        foreach (var argument in arguments) closed.GenericArguments.Add(argument);
        return closed;
    }

    private static TypeReference Argument(GenericParameter parameter, TypeUniverse types) =>
        parameter.HasReferenceTypeConstraint ? types.String.Reference : types.Float64.Reference;
}
