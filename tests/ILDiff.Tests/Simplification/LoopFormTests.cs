namespace ILDiff.Tests.Simplification;

using ILDiff.ControlFlow;
using ILDiff.IR;
using ILDiff.Simplification;
using NUnit.Framework;
using static TestMethod;

public class LoopFormTests
{
    [Test]
    public void A_critical_edge_gets_a_block_that_carries_its_arguments()
    {
        var m = new TestMethod(t => t.Int32, t => t.Int32);
        var (side, merge) = (m.Block(), m.Block(Types.Int32));
        m.Build.Branch(m[0], To(merge, m.Build.Int(1)), To(side));
        m.In(side).Jump(merge, m.Build.Int(2));
        m.In(merge).Return(merge.Parameters[0]);

        Assert.That(m.Run(new SplitCriticalEdges()), Is.True);
        var between = m.Method.Entry.Edges[0].Target;
        Assert.That(between, Is.Not.SameAs(merge));
        Assert.That(m.Method.Entry.Edges[0].Arguments, Is.Empty);
        Assert.That(between.Edges[0].Arguments, Is.EqualTo(new[] { m.Build.Int(1) }));
        Assert.That(m.Run(new SplitCriticalEdges()), Is.False);
    }

    [Test]
    public void Two_entries_two_latches_and_a_shared_exit_are_normalised()
    {
        var m = TwoLatches(out var header, out var exit);
        Assert.That(m.Run(new NormalizeLoops()), Is.True);

        var loop = m.Context.Loops.Loops.Single();
        Assert.That(loop.Entries, Has.Count.EqualTo(1));
        Assert.That(loop.Entries[0].From.Terminator, Is.TypeOf<Jump>());
        Assert.That(loop.Latches, Has.Count.EqualTo(1));
        Assert.That(loop.Header, Is.SameAs(header));
        Assert.That(loop.Exits.Select(e => e.Edge.Target), Has.None.SameAs(exit));
        Assert.That(m.Run(new NormalizeLoops()), Is.False);
    }

    [Test]
    public void Values_leave_a_nest_of_loops_by_one_parameter_per_loop()
    {
        var m = new TestMethod(t => t.Float64, t => t.Float64, t => t.Int32);
        var (outer, inner, between, exit) = (m.Block(Types.Float64), m.Block(Types.Float64), m.Block(), m.Block());
        m.Build.Jump(outer, m[0]);
        m.In(outer).Jump(inner, outer.Parameters[0]);
        var product = m.In(inner).Mul(inner.Parameters[0], m[0]);
        m.Build.Branch(m[1], To(inner, product), To(between));
        m.In(between).Branch(m[1], To(outer, product), To(exit));
        m.In(exit).Return(m.Build.Add(product, product));

        m.Run(new NormalizeLoops());
        Assert.That(m.Run(new CloseLoops()), Is.True);
        Assert.That(between.Parameters, Has.Count.EqualTo(1));
        Assert.That(exit.Parameters, Has.Count.EqualTo(1));
        Assert.That(exit.Instructions[0].Operands.ToArray(), Is.All.SameAs(exit.Parameters[0]));
        Assert.That(between.Edges[1].Arguments, Is.EqualTo(new[] { between.Parameters[0] }));
        AssertClosed(m.Method);
    }

    [Test]
    public void An_address_used_after_its_loop_is_computed_again_there()
    {
        var m = new TestMethod(t => t.Float64, t => t.ArrayOf(t.Float64), t => t.Int32);
        var (loop, exit) = (m.Block(Types.Int32), m.Block());
        m.Build.Jump(loop, m[1]);
        var next = m.In(loop).Add(loop.Parameters[0], m.Build.Int(1));
        var address = m.In(loop).ElementAddress(m[0], Types.Float64, next);
        m.In(loop).Branch(next, To(loop, next), To(exit));
        m.In(exit).Return(m.Build.Load(address, Types.Float64));

        Assert.That(m.Run(new LocalAddresses()), Is.True);
        m.Run(new NormalizeLoops());
        m.Run(new CloseLoops());
        AssertClosed(m.Method);
        Assert.That(m.Method.Blocks.SelectMany(b => b.Parameters).Where(p => p.Block != m.Method.Entry).Select(p => p.Type), Is.All.EqualTo(Types.Int32));
        Assert.That(m.Run(new LocalAddresses()), Is.False);
    }

    [Test]
    public void A_value_used_after_several_exits_meets_where_they_meet()
    {
        var m = TwoLatches(out _, out var exit);
        m.Run(new NormalizeLoops());
        m.Run(new CloseLoops());
        AssertClosed(m.Method);
        var arguments = m.Method.Instructions.OfType<Terminator>().SelectMany(t => t.Edges).Where(e => e.Target == exit).SelectMany(e => e.Arguments).ToList();
        Assert.That(arguments.OfType<BlockParameter>().Count(p => p.Block != m.Method.Entry), Is.EqualTo(1));
        Assert.That(arguments.OfType<Binary>(), Is.Empty);
    }

    [Test]
    public void Several_returns_become_one()
    {
        var m = new TestMethod(t => t.Int32, t => t.Int32);
        var (yes, no, fail) = (m.Block(), m.Block(), m.Block());
        m.Build.Switch(m[0], [To(yes), To(no), To(fail)]);
        m.In(yes).Return(m.Build.Int(1));
        m.In(no).Return(m.Build.Int(2));
        m.In(fail).Throw(m.Build.Zero(Types.Object));

        Assert.That(m.Run(new UnifyReturns()), Is.True);
        Assert.That(m.Count<Return>(), Is.EqualTo(1));
        Assert.That(m.Count<Throw>(), Is.EqualTo(1));
        Assert.That(m.Run(new UnifyReturns()), Is.False);
    }

    internal static void AssertClosed(IRMethod method)
    {
        var flow = new FlowGraph(method);
        var loops = new LoopForest(flow, new Dominators(flow));
        var home = method.Blocks.SelectMany(b => b.Parameters.Concat<Value>(b.Instructions).Select(v => (v, b))).ToDictionary(p => p.v, p => p.b);
        foreach (var instruction in method.Instructions)
        {
            var read = instruction.Operands.ToArray().Concat((instruction as Terminator)?.Edges.SelectMany(e => e.Arguments) ?? []);
            foreach (var value in read.Where(home.ContainsKey))
            {
                for (var loop = loops.Of(home[value]); loop is not null; loop = loop.Parent)
                {
                    Assert.That(loop.Contains(instruction.Block!), Is.True, $"%{value.Id} of {home[value]} is read in {instruction.Block}");
                }
            }
        }
    }

    /// <summary>A loop entered by two edges, continued by two, left to one block that is also reached around it.</summary>
    private static TestMethod TwoLatches(out Block header, out Block exit)
    {
        var m = new TestMethod(t => t.Float64, t => t.Float64, t => t.Int32);
        (var pre, header, var left, var right, exit) = (m.Block(), m.Block(Types.Float64), m.Block(), m.Block(), m.Block(Types.Float64));
        m.Build.Switch(m[1], [To(header, m[0]), To(pre), To(exit, m[0])]);
        m.In(pre).Jump(header, m.Build.Mul(m[0], m[0]));
        m.In(header).Branch(m[1], To(left), To(right));
        var sum = m.In(left).Add(header.Parameters[0], m[0]);
        m.Build.Branch(m[1], To(header, sum), To(exit, sum));
        var product = m.In(right).Mul(header.Parameters[0], m[0]);
        m.Build.Branch(m[1], To(header, product), To(exit, product));
        m.In(exit).Return(m.Build.Add(exit.Parameters[0], m[0]));
        return m;
    }
}
