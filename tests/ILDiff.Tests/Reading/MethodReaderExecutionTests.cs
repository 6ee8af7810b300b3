namespace ILDiff.Tests.Reading;

using System.Reflection;
using ILDiff.Diagnostics;
using ILDiff.IR;
using ILDiff.Reading;
using ILDiff.Tests.Support;
using ILDiff.Types;
using Mono.Cecil;
using NUnit.Framework;

/// <summary>What is read does what the compiled method does, on many inputs.</summary>
public class MethodReaderExecutionTests
{
    private static readonly TypeUniverse Types = TestTypes.Universe();

    private static IEnumerable<TestCaseData> Samples => typeof(CompiledSamples)
        .GetMethods(BindingFlags.Public | BindingFlags.Static | BindingFlags.DeclaredOnly)
        .Select(m => new TestCaseData(m).SetArgDisplayNames(m.Name));

    [TestCaseSource(nameof(Samples))]
    public void The_IR_computes_what_the_method_computes(MethodInfo method)
    {
        Assert.That(ExecutionComparison.CanRun(method), "no inputs for it");
        var read = Read(Types, method);
        Assert.That(IRVerifier.Check(read), Is.Empty);
        var comparison = new ExecutionComparison(new IRInterpreter { Bodies = BodiesIn(Types) });
        Assert.That(comparison.Compare(method, read), Is.Null, IRPrinter.Print(read));
        Assert.That(comparison.Compared, Is.Positive);
    }

    internal static IRMethod Read(TypeUniverse types, MethodBase method) =>
        MethodReader.Read(types.Method(types.Module.ImportReference(method), GenericContext.Empty), types);

    /// <summary>Callees of the module itself are interpreted too.</summary>
    internal static Func<MethodHandle, IRMethod?> BodiesIn(TypeUniverse types)
    {
        var bodies = new Dictionary<MethodHandle, IRMethod?>();
        return handle =>
        {
            if (handle.Definition is not { HasBody: true } definition || definition.Module != types.Module || definition.IsVirtual) return null;
            if (!bodies.TryGetValue(handle, out var body)) bodies.Add(handle, body = MethodReader.Read(handle, types));
            return body;
        };
    }
}
