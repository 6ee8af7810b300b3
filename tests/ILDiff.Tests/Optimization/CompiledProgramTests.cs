namespace ILDiff.Tests.Optimization;

using System.Reflection;
using ILDiff.IR;
using ILDiff.Rules;
using ILDiff.Tests.Support;
using NUnit.Framework;

public class CompiledProgramTests
{
    private static readonly Lazy<BodyStore> Bodies = new(() => new BodyStore(
        Simplification.TestMethod.Types, new DiffOptions { VerifyPasses = true }, new RuleBook()));

    private static IEnumerable<string> Names => typeof(CompiledPrograms).GetMethods(BindingFlags.Public | BindingFlags.Static | BindingFlags.DeclaredOnly).Select(m => m.Name);

    [TestCaseSource(nameof(Names))]
    public void Simplification_keeps_every_bit(string name)
    {
        var body = Simplified(name);
        var real = typeof(CompiledPrograms).GetMethod(name)!;
        foreach (var n in new[] { 0, 1, 3, 4, 7 })
        {
            foreach (var x in new[] { 0.75, -1.5 })
            {
                Assert.That(Run((a, m) => (double)new IRInterpreter().Run(body, a, x, m)!, n), Is.EqualTo(Run((a, m) => (double)Invoke(real, a, x, m), n)), $"x = {x}, n = {n}\n{IRPrinter.Print(body)}");
            }
        }
    }

    [TestCase(nameof(CompiledPrograms.VectorLoop))]
    [TestCase(nameof(CompiledPrograms.MutatedStruct))]
    [TestCase(nameof(CompiledPrograms.Tuples))]
    [TestCase(nameof(CompiledPrograms.Foreach))]
    [TestCase(nameof(CompiledPrograms.Switches))]
    [TestCase(nameof(CompiledPrograms.RepeatedLoads))]
    public void Calls_structs_and_variables_vanish(string name)
    {
        var left = Simplified(name).Instructions.Where(i => i is Call { IsPureFunction: false } or InsertField or ExtractField or Slot or Store).ToList();
        Assert.That(left.Select(i => IRPrinter.Print(i)), Is.Empty);
    }

    [Test]
    public void Delegates_and_virtual_calls_are_resolved_and_inlined()
    {
        foreach (var name in new[] { nameof(CompiledPrograms.Lambdas), nameof(CompiledPrograms.Virtuals) })
        {
            var calls = Simplified(name).Instructions.OfType<Call>().Where(c => !c.IsPureFunction).Select(c => IRPrinter.Print(c));
            Assert.That(calls, Is.Empty, name);
        }
    }

    [Test]
    public void Each_array_element_is_loaded_once_per_iteration()
    {
        Assert.That(Simplified(nameof(CompiledPrograms.RepeatedLoads)).Instructions.OfType<Load>().Count(), Is.EqualTo(3));
    }

    private static IRMethod Simplified(string name) =>
        Bodies.Value.Simplified(TestTypes.Method(Simplification.TestMethod.Types, typeof(CompiledPrograms), name, typeof(double[]), typeof(double), typeof(int)))!;

    private static object Invoke(MethodInfo method, double[] a, double x, int n)
    {
        try
        {
            return method.Invoke(null, [a, x, n])!;
        }
        catch (TargetInvocationException e)
        {
            throw e.InnerException!;
        }
    }

    private static string Run(Func<double[], int, double> run, int n)
    {
        double[] a = [1.5, -2, 0.25, 3, -0.5];
        string result;
        try
        {
            result = BitConverter.DoubleToInt64Bits(run(a, n)).ToString("x");
        }
        catch (Exception e) when (e is not NotInterpretedException)
        {
            result = e.GetType().Name;
        }

        return $"{result} {string.Join(' ', a)}";
    }
}
