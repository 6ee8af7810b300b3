namespace ILDiff.Tests.Simplification;

using ILDiff.ControlFlow;
using ILDiff.Optimization;
using ILDiff.Simplification;
using NUnit.Framework;

public class RandomProgramTests
{
    private static readonly IPass[] Passes =
    [
        new SimplifyFlow(), new DeadCode(), new ValueNumbering(), new NormalizeLoops(), new LocalAddresses(), new CloseLoops(), new UnifyReturns(), new SplitCriticalEdges(), new HoistSlots(), new ScalarReplacement(), new LoopInvariants(), new PromoteSlots(), new MakeReducible(),
    ];

    [Test]
    public void No_pass_changes_what_random_programs_compute([Range(0, 3)] int group)
    {
        for (var seed = group * 60; seed < (group + 1) * 60; seed++)
        {
            var random = new Random(seed);
            var m = RandomProgram.Make(seed, random.Next(1, 12));
            var expected = RandomProgram.Observe(m.Method);
            var done = new List<string>();
            for (var i = 0; i < 8; i++)
            {
                var pass = Passes[random.Next(Passes.Length)];
                done.Add(pass.GetType().Name);
                try
                {
                    m.Run(pass);
                }
                catch (Exception e)
                {
                    Assert.Fail($"seed {seed} after {string.Join(", ", done)}: {e}");
                }

                Assert.That(RandomProgram.Observe(m.Method), Is.EqualTo(expected), $"seed {seed} after {string.Join(", ", done)}");
            }
        }
    }

    [Test]
    public void Random_loops_are_closed_once_normalised()
    {
        for (var seed = 0; seed < 200; seed++)
        {
            var m = RandomProgram.Make(seed, 10);
            m.Run(new NormalizeLoops());
            m.Run(new CloseLoops());
            LoopFormTests.AssertClosed(m.Method);
        }
    }
}
