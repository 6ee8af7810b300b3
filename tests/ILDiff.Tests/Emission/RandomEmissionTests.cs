namespace ILDiff.Tests.Emission;

using ILDiff.Optimization;
using ILDiff.Simplification;
using ILDiff.Tests.Simplification;
using ILDiff.Verification;
using NUnit.Framework;

/// <summary>Emitted code against the interpreter of the IR, on random flow graphs.</summary>
public sealed class RandomEmissionTests
{
    [Test]
    public void Emitted_code_does_what_the_interpreter_does([Range(0, 3)] int group)
    {
        var emitted = new Emitted();
        var expected = new Dictionary<string, (int Seed, string Seen)>();
        for (var seed = group * 100; seed < (group + 1) * 100; seed++)
        {
            var m = RandomProgram.Make(seed, new Random(seed).Next(1, 14));
            if (seed % 2 == 1)
            {
                foreach (var pass in new IPass[] { new HoistSlots(), new SimplifyFlow(), new ValueNumbering(), new DeadCode() }) m.Run(pass);
            }

            var method = emitted.Add(m.Method);
            expected.Add(method.Name, (seed, RandomProgram.Observe(m.Method)));
        }

        var type = emitted.Load();
        Assert.That(new ILVerifier(emitted.Module).VerifyAll(), Is.Empty);
        foreach (var (name, (seed, seen)) in expected)
        {
            var run = type.GetMethod(name)!.CreateDelegate<Func<double[], double[], double, int, double>>();
            Assert.That(RandomProgram.Observe(run), Is.EqualTo(seen), $"seed {seed}");
        }
    }
}
