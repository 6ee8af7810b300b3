namespace ILDiff.Tests.IR;

using ILDiff.IR;
using ILDiff.Tests.Support;
using ILDiff.Types;
using NUnit.Framework;

public class IRVerifierTests
{
    private TypeUniverse types = null!;
    private IRMethod method = null!;
    private IRBuilder b = null!;

    [SetUp]
    public void Start()
    {
        types = TestTypes.Universe();
        method = new IRMethod(types, "Test.M", types.Float64);
        b = new IRBuilder(method, method.AddBlock());
        method.Entry.AddParameter(types.Float64, "x");
        method.Entry.AddParameter(types.Int32, "n");
        method.ParameterTypes.AddRange([types.Float64, types.Int32]);
    }

    private Value X => method.Parameters[0];

    private Value N => method.Parameters[1];

    [Test]
    public void A_sound_method_passes() => Assert.That(IRVerifier.Check(SampleMethods.SumOfSines(types)), Is.Empty);

    [Test]
    public void An_open_block_is_found()
    {
        b.Mul(X, X);
        Broken("b0: the block is not terminated");
    }

    [Test]
    public void Operands_of_unlike_width_are_found()
    {
        b.Return(b.Mul(X, b.Convert(X, types.Float32)));
        Broken("b0: %3 = mul %0:x, %2: the operands are double and float");
    }

    [Test]
    public void Edge_arguments_must_match_in_number_and_type()
    {
        var exit = method.AddBlock();
        exit.AddParameter(types.Float64);
        b.Branch(N, new Edge(exit, []), new Edge(exit, [N]));
        b.Block = exit;
        b.Return(exit.Parameters[0]);
        Broken("0 values for the 1 parameters of b1", "parameter 0 of b1 is double, the value int");
    }

    [Test]
    public void No_edge_enters_the_entry()
    {
        b.Jump(method.Entry, X, N);
        Broken("an edge enters the entry block");
    }

    [Test]
    public void A_value_of_one_branch_is_not_available_after_the_join()
    {
        var (left, join) = (method.AddBlock(), method.AddBlock());
        b.Branch(N, new Edge(left, []), new Edge(join, []));
        b.Block = left;
        var square = b.Mul(X, X);
        b.Jump(join);
        b.Block = join;
        b.Return(square);
        Broken($"b2: return %{square.Id}: %{square.Id} is not defined on every path");
    }

    [Test]
    public void A_use_before_the_definition_in_one_block_is_found()
    {
        var first = (Instruction)b.Mul(X, X);
        var second = (Instruction)b.Add(first, X);
        b.Return(second);
        method.Entry.Instructions.Reverse();
        Broken("is not defined on every path");
    }

    [Test]
    public void An_edge_argument_counts_at_the_end_of_its_block()
    {
        var loop = method.AddBlock();
        var p = loop.AddParameter(types.Float64);
        b.Jump(loop, X);
        b.Block = loop;
        var next = b.Mul(p, p);
        b.Branch(N, new Edge(loop, [next]), new Edge(method.AddBlock(), []));
        b.Block = method.Blocks[2];
        b.Return(next);
        Assert.That(IRVerifier.Check(method), Is.Empty);
    }

    [Test]
    public void A_value_in_two_blocks_is_found()
    {
        var next = method.AddBlock();
        var square = (Instruction)b.Mul(X, X);
        b.Jump(next);
        next.Instructions.Add(square);
        b.Block = next;
        b.Return(square);
        Broken("the value stands in two places");
    }

    [Test]
    public void Memory_is_accessed_as_what_it_is()
    {
        var slot = b.Slot(types.Float64);
        b.Load(slot, types.Float32);
        b.Store(X, X, types.Float64);
        b.Return(X);
        Broken("float is accessed at double&", "double is no address");
    }

    [Test]
    public void A_bool_slot_may_be_read_as_a_byte()
    {
        b.Load(b.Slot(types.Bool), types.UInt8);
        b.Return(X);
        Assert.That(IRVerifier.Check(method), Is.Empty);
    }

    [Test]
    public void Indices_and_ranks_are_checked()
    {
        var array = b.NewArray(types.ArrayOf(types.Float64), N);
        b.ElementAddress(array, types.Float64, X);
        b.ElementAddress(array, types.Float64, N, N);
        b.Return(X);
        Broken("the index %0:x is double", "2 indices for double[]");
    }

    [Test]
    public void Calls_are_checked_against_the_signature()
    {
        var sin = TestTypes.Method(types, typeof(Math), nameof(Math.Sin), typeof(double));
        b.Call(sin, N);
        b.Call(sin);
        b.Return(X);
        Broken("argument 0 is int, the parameter double", "0 arguments for 1 parameters");
    }

    [Test]
    public void The_result_has_the_declared_type()
    {
        b.Return(N);
        Broken("b0: return %1:n: int stands for double");
    }

    [Test]
    public void A_handler_does_not_see_what_the_try_region_defined()
    {
        var square = TryCatch(out var handled);
        b.Block = handled;
        b.Return(square);
        Broken("is not defined on every path");
    }

    [Test]
    public void A_handler_sees_what_was_defined_before_the_try_region()
    {
        TryCatch(out var handled);
        b.Block = handled;
        b.Return(X);
        Assert.That(IRVerifier.Check(method), Is.Empty);
    }

    [Test]
    public void Regions_are_left_only_by_leave()
    {
        TryCatch(out var handled);
        b.Block = handled;
        b.Return(X);
        method.Blocks[1].Terminate(new Jump(new Edge(handled, []), types.Void));
        method.Blocks[2].Terminate(new Return([X], types.Void));
        Broken("b3 cannot be entered from here", "a return inside a protected region");
    }

    [Test]
    public void The_exception_names_pass_method_and_place()
    {
        b.Return(N);
        var thrown = Assert.Throws<InvalidOperationException>(() => IRVerifier.Verify(method, "DeadCode"))!;
        Assert.That(thrown.Message, Does.Contain("Test.M breaks invariants of the IR after DeadCode"));
        Assert.That(thrown.Message, Does.Contain("  return %1:n  // <-- broken"));
    }

    /// <summary>A square in a try region (b1), a catch handler (b2), both left to a block that the caller completes.</summary>
    private Value TryCatch(out Block after)
    {
        var tried = new Region(RegionKind.Try, null);
        var handler = new Region(RegionKind.Catch, null) { Guarded = tried, CatchType = TestTypes.Of<Exception>(types) };
        method.Regions.AddRange([tried, handler]);
        var (inside, caught) = (method.AddBlock(tried), method.AddBlock(handler));
        (tried.Entry, handler.Entry) = (inside, caught);
        caught.AddParameter(handler.CatchType);
        after = method.AddBlock();
        b.Jump(inside);
        b.Block = inside;
        var square = b.Mul(X, X);
        b.Leave(new Edge(after, []));
        b.Block = caught;
        b.Leave(new Edge(after, []));
        return square;
    }

    private void Broken(params string[] problems)
    {
        var found = IRVerifier.Check(method);
        foreach (var problem in problems) Assert.That(found, Has.Some.Contains(problem), string.Join("\n", found));
        Assert.That(found, Has.Count.GreaterThanOrEqualTo(problems.Length));
    }
}
