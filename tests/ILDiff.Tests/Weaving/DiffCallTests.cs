namespace ILDiff.Tests.Weaving;

using System.Reflection;
using System.Runtime.Loader;
using ILDiff.Diagnostics;
using ILDiff.Reading;
using ILDiff.Weaving;
using ILDiff.Writing;
using Mono.Cecil.Cil;
using NUnit.Framework;

/// <summary>Weaves the samples' own assembly and runs it.</summary>
public class DiffCallTests
{
    private readonly Dictionary<string, List<MethodOutcome>> outcomes = [];
    private Type samples = null!;
    private LoadedAssembly assembly = null!;

    [OneTimeSetUp]
    public void Weave()
    {
        var path = typeof(CallSamples).Assembly.Location;
        assembly = AssemblyLoader.Load(path, []);
        var options = new DiffOptions();
        var differentiator = new AssemblyDifferentiator(assembly.Module, options);
        foreach (var (method, names) in MarkedMethod.In(assembly.Module).Where(m => m.Method.Name == "Partial").ToList())
        {
            differentiator.Differentiate(new DerivativeRequest(method) { WithRespectTo = names });
        }

        var weaver = new DiffCallWeaver(differentiator);
        foreach (var call in weaver.Calls().Where(c => c.Caller.DeclaringType.FullName.StartsWith(typeof(CallSamples).FullName!, StringComparison.Ordinal)))
        {
            var outcome = weaver.Weave(call, engineIsThere: false, strict: false);
            if (!outcomes.TryGetValue(call.Caller.Name, out var list)) outcomes.Add(call.Caller.Name, list = []);
            list.Add(outcome);
        }

        Provenance.Mark(assembly, options, outcomes.Values.SelectMany(o => o));
        var context = new AssemblyLoadContext("woven", isCollectible: true);
        context.Resolving += (c, name) => AssemblyLoadContext.Default.Assemblies.FirstOrDefault(a => a.GetName().Name == name.Name);
        samples = context.LoadFromStream(new MemoryStream(AssemblyWriter.ToBytes(assembly).Image)).GetType(typeof(CallSamples).FullName!)!;
    }

    [OneTimeTearDown]
    public void Close() => assembly.Dispose();

    [TestCaseSource(nameof(Samples))]
    public void Gives_the_derivative(string name, double[] expected, int left)
    {
        var method = samples.GetMethod(name)!;
        Assert.That((double[])method.Invoke(null, null)!, Is.EqualTo(expected).Within(1e-12));
        if (left == 0) Assert.That(CallsOfDiff(name), Is.Zero, name);
    }

    [Test]
    public void What_is_left_to_the_run_time_is_said_at_its_line()
    {
        var said = outcomes["Through"].Concat(outcomes["Either"]).SelectMany(o => o.Diagnostics).ToList();
        Assert.That(said.Select(d => (d.Id, d.Severity)), Is.All.EqualTo((DiagnosticId.CallLeftToRuntime, Severity.Info)));
        Assert.That(said, Has.Count.EqualTo(2));
        var line = File.ReadLines(said[0].Location.File!).ElementAt(said[0].Location.Line - 1);
        Assert.That(line, Does.Contain("Diff.Gradient(f, [2, 5])"));
    }

    [Test]
    public void A_bound_call_allocates_nothing_but_its_result()
    {
        var run = samples.GetMethod(nameof(CallSamples.Method_group))!.CreateDelegate<Func<double[]>>();
        for (var i = 0; i < 100; i++) run();
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 100; i++) run();
        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.EqualTo(100 * 32), "each result is an array of one number");
    }

    private static IEnumerable<TestCaseData> Samples() =>
        from method in typeof(CallSamples).GetMethods(BindingFlags.Public | BindingFlags.Static | BindingFlags.DeclaredOnly)
        let gives = method.GetCustomAttribute<CallSamples.GivesAttribute>()
        select new TestCaseData(method.Name, gives.Values, gives.Left).SetArgDisplayNames(method.Name);

    /// <summary>Those left in the method and in what the compiler made of it or of the method that it passes on to.</summary>
    private int CallsOfDiff(string name) => assembly.Module.GetTypes().SelectMany(t => t.Methods)
        .Where(m => m.HasBody && (m.DeclaringType.FullName + "." + m.Name).Contains(typeof(CallSamples).FullName!, StringComparison.Ordinal))
        .Where(m => m.Name == name || m.DeclaringType.Name.StartsWith($"<{Within.GetValueOrDefault(name, name)}>", StringComparison.Ordinal))
        .Sum(m => m.Body.Instructions.Count(i => i.OpCode.Code == Code.Call && i.Operand is Mono.Cecil.MethodReference { DeclaringType.FullName: "ILDiff.Diff" }));

    private static readonly Dictionary<string, string> Within = new()
    {
        [nameof(CallSamples.Iterator)] = "Slopes",
        [nameof(CallSamples.Asynchronous)] = "SlopesLater",
    };
}
