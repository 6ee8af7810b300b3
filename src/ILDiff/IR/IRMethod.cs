namespace ILDiff.IR;

using ILDiff.Types;

/// <summary>
/// A method in typed SSA form: blocks with parameters, the first one the entry. Invariants are those of
/// <c>IRVerifier</c>; above all, a value is defined before use on every path.
/// </summary>
internal sealed class IRMethod(TypeUniverse types, string name, IRType returnType)
{
    private readonly Dictionary<(IRType, object?), Constant> constants = [];
    private int nextValue;
    private int nextBlock;

    public TypeUniverse Types { get; } = types;

    public string Name { get; } = name;

    /// <summary>The declared type of the result, unreduced.</summary>
    public IRType ReturnType { get; } = returnType;

    /// <summary>The method it was read from, if any.</summary>
    public MethodHandle? Source { get; init; }

    /// <summary>Declared types of the parameters, unreduced, in line with the entry block's.</summary>
    public List<IRType> ParameterTypes { get; } = [];

    /// <summary>In layout order; the first is the entry, which no edge enters.</summary>
    public List<Block> Blocks { get; } = [];

    public List<Region> Regions { get; } = [];

    public Block Entry => Blocks[0];

    public IReadOnlyList<BlockParameter> Parameters => Entry.Parameters;

    public IEnumerable<Instruction> Instructions => Blocks.SelectMany(b => b.All);

    /// <summary>One more than the largest id in use; for tables indexed by id.</summary>
    public int ValueLimit => nextValue;

    public int BlockLimit => nextBlock;

    public Block AddBlock(Region? region = null)
    {
        var block = new Block(this, nextBlock++) { Region = region };
        Blocks.Add(block);
        return block;
    }

    /// <summary>The one constant of this type and bit pattern.</summary>
    public Constant Constant(IRType type, object? literal)
    {
        var key = (type, literal switch
        {
            double d => (object)("d", BitConverter.DoubleToInt64Bits(d)),
            float f => ("f", BitConverter.SingleToInt32Bits(f)),
            _ => literal,
        });
        if (!constants.TryGetValue(key, out var constant))
        {
            constant = Register(new Constant(type, literal));
            constants.Add(key, constant);
        }

        return constant;
    }

    /// <summary>The zero of a type: what an uninitialised local holds.</summary>
    public Constant Zero(IRType type) => Constant(type.OnStack, type.OnStack.Kind switch
    {
        TypeKind.Int32 => 0,
        TypeKind.Int64 or TypeKind.NativeInt => 0L,
        TypeKind.Float32 => 0f,
        TypeKind.Float64 => 0d,
        _ => null,
    });

    /// <summary>Keeps ids below these limits from being given to what is made from now on.</summary>
    internal void ReserveIds(int values, int blocks) => (nextValue, nextBlock) = (Math.Max(nextValue, values), Math.Max(nextBlock, blocks));

    internal T Register<T>(T value) where T : Value
    {
        if (value.Id < 0) value.Id = nextValue++;
        return value;
    }
}
