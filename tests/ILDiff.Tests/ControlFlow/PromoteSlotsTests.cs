namespace ILDiff.Tests.ControlFlow;

using ILDiff.ControlFlow;
using ILDiff.IR;
using ILDiff.Tests.Support;
using ILDiff.Types;
using NUnit.Framework;

public class PromoteSlotsTests
{
    private readonly TypeUniverse types = TestTypes.Universe();

    [Test]
    public void A_variable_becomes_a_parameter_only_where_it_is_live()
    {
        var method = Parse("""
            method 'F'(%0: int, %1: double) : double
            b0:
              %2 = slot double
              %3 = slot int
              jump b1
            b1:
              store double %2, %1
              store int %3, %0
              %4 = load int %3
              branch %4, b2, b3
            b2:
              store int %3, 5
              store double %2, 2.5
              jump b3
            b3:
              %5 = load double %2
              return %5
            """);
        Assert.That(PromoteSlots.Promote(method));
        Assert.That(IRVerifier.Check(method), Is.Empty);
        Assert.Multiple(() =>
        {
            Assert.That(method.Instructions.Any(i => i is Slot or Load or Store), Is.False);
            Assert.That(method.Blocks.Select(b => b.Parameters.Count), Is.EqualTo(new[] { 2, 0, 0, 1 }));
            Assert.That(new IRInterpreter().Run(method, 0, 7.0), Is.EqualTo(7.0));
            Assert.That(new IRInterpreter().Run(method, 1, 7.0), Is.EqualTo(2.5));
            Assert.That(PromoteSlots.Promote(method), Is.False);
        });
    }

    [Test]
    public void A_slot_in_a_loop_keeps_its_contents()
    {
        var method = Parse("""
            method 'F'(%0: int) : int
            b0:
              jump b1(0)
            b1(%1: int):
              %2 = slot int
              %3 = load int %2
              %4 = add %3, %1
              store int %2, %4
              %5 = add %1, 1
              %6 = lt %5, %0
              branch %6, b1(%5), b2
            b2:
              return %4
            """);
        PromoteSlots.Promote(method);
        Assert.That(IRVerifier.Check(method), Is.Empty);
        Assert.That(method.Instructions.Any(i => i is Slot), Is.False);
        Assert.That(new IRInterpreter().Run(method, 5), Is.EqualTo(10));
    }

    [Test]
    public void A_store_to_a_narrow_slot_cuts_the_value()
    {
        var method = Parse("""
            method 'F'(%0: int) : int
            b0:
              %1 = slot byte
              store byte %1, %0
              %2 = load byte %1
              return %2
            """);
        PromoteSlots.Promote(method);
        Assert.That(IRVerifier.Check(method), Is.Empty);
        Assert.That(method.Instructions.Any(i => i is Slot), Is.False);
        Assert.That(new IRInterpreter().Run(method, 511), Is.EqualTo(255));
    }

    [TestCase("%2 = load uint %1", "%3 = slot int", "", Description = "as another type")]
    [TestCase("%2 = load volatile int %1", "%3 = slot int", "", Description = "volatile")]
    [TestCase("%2 = load int %1", "%3 = convert int& %1", "store int %3, 4", Description = "through another address")]
    public void What_is_accessed_otherwise_stays(string load, string other, string then)
    {
        var method = Parse($"""
            method 'F'(%0: int) : int
            b0:
              %1 = slot int
              {other}
              store int %1, %0
              {then}
              {load}
              return %2
            """);
        PromoteSlots.Promote(method);
        Assert.That(IRVerifier.Check(method), Is.Empty);
        Assert.That(method.Instructions.OfType<Slot>().Count(), Is.EqualTo(1));
    }

    [Test]
    public void Unreachable_accesses_go()
    {
        var method = Parse("""
            method 'F'(%0: int) : int
            b0:
              %1 = slot int
              store int %1, %0
              %2 = load int %1
              return %2
            b1:
              %3 = load int %1
              return %3
            """);
        PromoteSlots.Promote(method);
        Assert.That(IRVerifier.Check(method), Is.Empty);
        Assert.That(method.Blocks, Has.Count.EqualTo(1));
    }

    /// <summary>Random flow, most of it irreducible, with many variables: what runs before runs the same after.</summary>
    [TestCase(1), TestCase(2), TestCase(3), TestCase(4), TestCase(5), TestCase(6), TestCase(7), TestCase(8)]
    public void Random_flow_keeps_its_meaning(int seed)
    {
        var random = new Random(seed);
        var before = RandomMethod(random, blocks: 4 + (seed * 40), slots: 6);
        var copy = MethodCopy.Of(before);
        PromoteSlots.Promote(copy);
        Assert.That(IRVerifier.Check(copy), Is.Empty);
        Assert.That(copy.Instructions.Any(i => i is Slot or Load or Store), Is.False);
        for (var x = 0; x < 20; x++)
        {
            Assert.That(new IRInterpreter().Run(copy, x), Is.EqualTo(new IRInterpreter().Run(before, x)));
        }

        // No parameter is dead or the same on every way in.
        var used = copy.Instructions.SelectMany(i => i.Operands.ToArray().Concat(i is Terminator t ? t.Edges.SelectMany(e => e.Arguments) : [])).ToHashSet();
        Assert.That(copy.Blocks.Skip(1).SelectMany(b => b.Parameters).Where(p => !used.Contains(p)), Is.Empty);
        Assert.That(TrivialParameters.Remove(copy), Is.False);
    }

    /// <summary>Work that grew with the square of the size would not end within the test run.</summary>
    [Test]
    public void Large_methods_with_thousands_of_slots_are_no_trouble()
    {
        var method = RandomMethod(new Random(5), blocks: 3000, slots: 5000);
        PromoteSlots.Promote(method);
        Assert.That(method.Instructions.Any(i => i is Slot), Is.False);
    }

    private IRMethod Parse(string text) => IRParser.Parse(text, types);

    /// <summary>
    /// Blocks of loads, additions and stores that branch to random blocks, with a counter in its own slot that ends the
    /// run; the result sums up a few of the variables.
    /// </summary>
    private IRMethod RandomMethod(Random random, int blocks, int slots)
    {
        var method = new IRMethod(types, "Random", types.Int32);
        var b = new IRBuilder(method, method.AddBlock());
        var x = method.Entry.AddParameter(types.Int32, "x");
        method.ParameterTypes.Add(types.Int32);
        var counter = b.Slot(types.Int32);
        var variables = Enumerable.Range(0, slots).Select(_ => b.Slot(types.Int32)).ToArray();
        b.Store(counter, b.Int(300), types.Int32);
        b.Store(variables[0], x, types.Int32);
        var body = Enumerable.Range(0, blocks).Select(_ => method.AddBlock()).ToArray();
        var exit = method.AddBlock();
        b.Jump(body[0]);
        for (var i = 0; i < blocks; i++)
        {
            b.Block = body[i];
            for (var k = random.Next(4); k > 0; k--)
            {
                var sum = b.Add(b.Load(Pick(), types.Int32), b.Load(Pick(), types.Int32));
                b.Store(Pick(), b.Add(sum, b.Int(random.Next(9))), types.Int32);
            }

            var left = b.Sub(b.Load(counter, types.Int32), b.Int(1));
            b.Store(counter, left, types.Int32);
            var check = method.AddBlock();
            b.Branch(b.Compare(CompareOperator.Gt, left, b.Int(0)), new Edge(check, []), new Edge(exit, []));
            b.Block = check;
            var condition = b.Compare(CompareOperator.Lt, b.Binary(BinaryOperator.And, b.Load(Pick(), types.Int32), b.Int(7)), b.Int(random.Next(8)));
            b.Branch(condition, new Edge(Near(i), []), new Edge(Near(i), []));
        }

        b.Block = exit;
        Value result = b.Int(0);
        foreach (var variable in variables.Take(4)) result = b.Add(b.Binary(BinaryOperator.Mul, result, b.Int(3)), b.Load(variable, types.Int32));
        b.Return(result);
        return method;

        Slot Pick() => variables[random.Next(slots)];

        Block Near(int i) => body[Math.Clamp(i + random.Next(-6, 9), 0, blocks - 1)];
    }
}
