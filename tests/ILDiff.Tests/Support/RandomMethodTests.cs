namespace ILDiff.Tests.Support;

using ILDiff.ControlFlow;
using ILDiff.IR;
using ILDiff.Rules;
using ILDiff.Tests.Emission;
using ILDiff.Types;
using NUnit.Framework;

/// <summary>Random methods mean the same before and after every pass, as text and as IL.</summary>
public class RandomMethodTests
{
    private static readonly TypeUniverse Types = TestTypes.Universe();

    /// <summary>Every pass there is, apart from the one that runs others.</summary>
    private static readonly IPass[] Passes =
    [
        .. typeof(IPass).Assembly.GetTypes().Where(t => t is { IsClass: true, IsAbstract: false } && t != typeof(Repeat) && t.IsAssignableTo(typeof(IPass))).OrderBy(t => t.FullName, StringComparer.Ordinal)
            .Select(t => (IPass)t.GetConstructors()[0].Invoke([.. t.GetConstructors()[0].GetParameters().Select(p => p.DefaultValue)])),
    ];

    [Test]
    public void Methods_are_sound_and_the_same_for_the_same_seed([Range(0, 3)] int kind)
    {
        for (var seed = 0; seed < 30; seed++)
        {
            var method = RandomMethod.Make(seed, Kind(kind) with { Promoted = false }, Types);
            IRVerifier.Verify(method, $"generation of seed {seed}");
            Assert.That(IRPrinter.Print(RandomMethod.Make(seed, Kind(kind) with { Promoted = false }, Types)), Is.EqualTo(IRPrinter.Print(method)));
        }
    }

    [Test]
    public void Methods_loop_branch_and_jump_into_loops()
    {
        var forests = Enumerable.Range(0, 60).Select(seed => RandomMethod.Make(seed, null, Types)).Select(m => new LoopForest(new FlowGraph(m), new Dominators(new FlowGraph(m)))).ToList();
        Assert.That(forests.Count(f => !f.IsReducible), Is.GreaterThan(5));
        Assert.That(forests.Count(f => f.Loops.Any(l => l.Depth > 1)), Is.GreaterThan(20));
        Assert.That(forests.Count(f => f.Loops.Any(l => l.Exits.Count > 1)), Is.GreaterThan(10));
    }

    [Test]
    public void Promotion_keeps_the_meaning([Range(0, 3)] int kind)
    {
        for (var seed = 0; seed < 30; seed++)
        {
            var method = RandomMethod.Make(seed, Kind(kind) with { Promoted = false }, Types);
            var expected = RandomMethod.Observe(method);
            PromoteSlots.Promote(method);
            IRVerifier.Verify(method, $"promotion of seed {seed}");
            Assert.That(RandomMethod.Observe(method), Is.EqualTo(expected), $"seed {seed}");
        }
    }

    [Test]
    public void The_text_form_keeps_the_meaning()
    {
        for (var seed = 0; seed < 20; seed++)
        {
            var method = RandomMethod.Make(seed, Kind(seed % 4), Types);
            var read = IRParser.Parse(IRPrinter.Print(method), Types);
            IRVerifier.Verify(read, $"parsing of seed {seed}");
            Assert.That(RandomMethod.Observe(read), Is.EqualTo(RandomMethod.Observe(method)), $"seed {seed}");
        }
    }

    [Test]
    public void Passes_keep_the_meaning([Range(0, 3)] int kind)
    {
        for (var seed = 0; seed < 30; seed++)
        {
            var random = new Random(seed);
            var method = RandomMethod.Make(seed, Kind(kind), Types);
            var expected = RandomMethod.Observe(method);
            var done = new List<string>();
            for (var i = 0; i < 6; i++)
            {
                var pass = Passes[random.Next(Passes.Length)];
                done.Add(pass.GetType().Name);
                var context = new PassContext(method, new DiffOptions(), new RuleBook(), new NoBodies());
                pass.Run(method, context);
                IRVerifier.Verify(method, $"{string.Join(", ", done)} on seed {seed}");
                Assert.That(RandomMethod.Observe(method), Is.EqualTo(expected), $"seed {seed} after {string.Join(", ", done)}");
            }
        }
    }

    [Test]
    public void Emission_keeps_the_meaning([Range(0, 3)] int kind)
    {
        for (var seed = 0; seed < 25; seed++)
        {
            var method = RandomMethod.Make(seed, Kind(kind) with { Promoted = seed % 4 > 0 }, Types);
            var expected = RandomMethod.Observe(method);
            var emitted = Emitted.Compile<Func<double, double, double[], double[], int, double>>(method);
            Assert.That(RandomMethod.Observe(emitted), Is.EqualTo(expected), $"seed {seed}");
        }
    }

    private static RandomOptions Kind(int kind) => kind switch
    {
        0 => new RandomOptions(),
        1 => new RandomOptions { Smooth = true, Jumps = false },
        2 => new RandomOptions { Throws = true, Depth = 2, Statements = 7 },
        _ => new RandomOptions { Regions = true, Throws = true, Depth = 3 },
    };
}
