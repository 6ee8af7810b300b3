namespace ILDiff.Tests.Simplification;

using ILDiff.IR;
using ILDiff.Rules;
using ILDiff.Tests.Support;
using ILDiff.Types;

/// <summary>A method built by hand for a pass to work on.</summary>
internal sealed class TestMethod
{
    private static readonly Lazy<TypeUniverse> Universe = new(TestTypes.Universe);

    public TestMethod(Func<TypeUniverse, IRType> returns, params Func<TypeUniverse, IRType>[] parameters)
    {
        Method = new IRMethod(Types, "M", returns(Types));
        var entry = Method.AddBlock();
        foreach (var parameter in parameters)
        {
            Method.ParameterTypes.Add(parameter(Types));
            entry.AddParameter(parameter(Types).OnStack);
        }

        Build = new IRBuilder(Method, entry);
        Context = new PassContext(Method, new DiffOptions(), new RuleBook(), new NoBodies());
    }

    public static TypeUniverse Types => Universe.Value;

    public IRMethod Method { get; }

    public IRBuilder Build { get; }

    public PassContext Context { get; }

    public Value this[int parameter] => Method.Parameters[parameter];

    public Block Block(params IRType[] parameters)
    {
        var block = Method.AddBlock();
        foreach (var type in parameters) block.AddParameter(type.OnStack);
        return block;
    }

    /// <summary>Goes on building at the end of a block.</summary>
    public IRBuilder In(Block block)
    {
        Build.Block = block;
        return Build;
    }

    /// <summary>Runs a pass on a sound method and checks that it leaves a sound one.</summary>
    public bool Run(IPass pass)
    {
        IRVerifier.Verify(Method, "construction");
        var changed = pass.Run(Method, Context);
        if (changed) Context.Invalidate();
        IRVerifier.Verify(Method, pass.GetType().Name);
        return changed;
    }

    public int Count<T>() where T : Instruction => Method.Instructions.OfType<T>().Count();

    public static Edge To(Block block, params Value[] arguments) => new(block, arguments);
}
