namespace ILDiff.Tests.IR;

using System.Reflection;
using ILDiff.Diagnostics;
using ILDiff.IR;
using ILDiff.Reading;
using ILDiff.Tests.Samples;
using ILDiff.Tests.Support;
using ILDiff.Types;
using Mono.Cecil;
using NUnit.Framework;

/// <summary>What is read from the samples computes what the samples compute, bit for bit, and survives its text form.</summary>
public class InterpretedSamplesTests
{
    [TestCase(0)]
    [TestCase(1)]
    [TestCase(2)]
    public void Samples_are_interpreted_exactly(int index)
    {
        var variant = SampleVariant.All[index];
        var types = new TypeUniverse(ModuleDefinition.ReadModule(variant.FilePath));
        var wrong = new List<string>();
        var skipped = new List<string>();
        var right = 0;
        foreach (var sample in Sample.All.Values)
        {
            if (sample.In(variant.Original) is not { } method) continue;
            try
            {
                var read = MethodReader.Read(types.Method(types.Module.ImportReference(method), GenericContext.Empty), types);
                for (var point = 0; point < Sample.Points; point++)
                {
                    var state = sample.At(method, point);
                    var expected = Oracle.Outputs(state);
                    var actual = Outputs(state.Copy(), read, types);
                    if (!expected.SequenceEqual(actual)) wrong.Add($"{sample}: {string.Join(' ', actual)} instead of {string.Join(' ', expected)}");
                }

                right++;
            }
            catch (NotInterpretedException e)
            {
                skipped.Add($"{sample}: {e.Message}");
            }
            catch (Exception e)
            {
                wrong.Add($"{sample}: {e}");
            }
        }

        TestContext.Out.WriteLine($"{right} right\n{string.Join('\n', skipped)}");
        Assert.That(wrong, Is.Empty, string.Join('\n', wrong));
        Assert.That(skipped, Has.Count.LessThan(right / 10), "too few samples are interpreted to tell anything");
    }

    [Test]
    public void Samples_survive_their_text()
    {
        var types = new TypeUniverse(ModuleDefinition.ReadModule(SampleVariant.All[1].FilePath));
        var wrong = new List<string>();
        foreach (var definition in types.Module.GetTypes().SelectMany(t => t.Methods).Where(m => m.HasBody && !m.HasGenericParameters && !m.DeclaringType.HasGenericParameters))
        {
            var text = IRPrinter.Print(MethodReader.Read(types.Method(definition, GenericContext.Empty), types));
            try
            {
                var again = IRPrinter.Print(IRParser.Parse(text, types));
                if (again != text) wrong.Add($"{text}\nbecame\n{again}");
            }
            catch (FormatException e)
            {
                wrong.Add($"{e.Message}\n{text}");
            }
        }

        Assert.That(wrong, Is.Empty, $"{wrong.Count} methods\n{string.Join('\n', wrong.Take(5))}");
    }

    private static double[] Outputs(CallState state, IRMethod read, TypeUniverse types)
    {
        var interpreter = new IRInterpreter { Bodies = m => Body(m, types) };
        var passed = state.Arguments.Select((a, i) => state.Method.GetParameters()[i].ParameterType.IsByRef ? IRInterpreter.Variable(read.ParameterTypes[i].Element!, a) : a).ToArray();
        var result = interpreter.Run(read, passed);
        for (var i = 0; i < passed.Length; i++)
        {
            if (passed[i] is Place place) state.Arguments[i] = place.Get();
        }

        return state.Outputs(result);
    }

    /// <summary>Interprets callees of the samples' own assembly too.</summary>
    private static IRMethod? Body(MethodHandle method, TypeUniverse types)
    {
        try
        {
            return method.Definition is { HasBody: true } definition && definition.Module.Mvid == types.Module.Mvid ? MethodReader.Read(method, types) : null;
        }
        catch (DiagnosticException)
        {
            return null;
        }
    }
}
