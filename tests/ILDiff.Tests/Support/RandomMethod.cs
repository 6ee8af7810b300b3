namespace ILDiff.Tests.Support;

using ILDiff.ControlFlow;
using ILDiff.IR;
using ILDiff.Types;

/// <summary>
/// Random methods <c>double M(double x, double y, double[] a, double[] b, int n)</c> for arrays of four elements and small
/// <c>n</c>: nested loops with breaks and continues, switches, jumps into loops, references that may be one of several
/// places, protected regions. Each ends: loops are counted or, like jumps, use up fuel. The same seed gives the same
/// method.
/// </summary>
internal sealed partial class RandomMethod
{
    private const int Fuel = 25;

    private readonly Random random;
    private readonly RandomOptions options;
    private readonly TypeUniverse types;
    private readonly IRMethod method;
    private readonly IRBuilder b;
    private readonly Block exit;
    private readonly Slot result;
    private readonly Slot fuel;
    private readonly List<Slot> doubles = [];
    private readonly List<Slot> floats = [];
    private readonly List<Slot> ints = [];
    private readonly List<Slot> longs = [];
    private readonly List<Slot> pairs = [];

    /// <summary>Variables of type double whose address is taken.</summary>
    private readonly List<Slot> addressed = [];
    private readonly List<Slot> arrays = [];
    private readonly List<Slot> cells = [];
    private readonly Slot matrix;
    private readonly Lazy<Members> members;

    private RandomMethod(int seed, RandomOptions options, TypeUniverse types)
    {
        random = new Random(seed);
        this.options = options;
        this.types = types;
        members = new Lazy<Members>(() => new Members(types));
        method = new IRMethod(types, $"Random.M{seed}", types.Float64);
        var entry = method.AddBlock();
        b = new IRBuilder(method, entry);
        IRType[] parameters = [types.Float64, types.Float64, types.ArrayOf(types.Float64), types.ArrayOf(types.Float64), types.Int32];
        string[] names = ["x", "y", "a", "b", "n"];
        for (var i = 0; i < parameters.Length; i++)
        {
            method.ParameterTypes.Add(parameters[i]);
            entry.AddParameter(parameters[i], names[i]);
        }

        exit = method.AddBlock();
        result = b.Slot(types.Float64, "result");
        fuel = Variable(types.Int32, "fuel", b.Int(Fuel));
        matrix = Variable(members.Value.Matrix, "m", b.NewArray(members.Value.Matrix, b.Int(2), b.Int(2)));
        Declare();
        Body();
    }

    /// <summary>A method of its own universe, or of the one given.</summary>
    public static IRMethod Make(int seed, RandomOptions? options = null, TypeUniverse? types = null)
    {
        options ??= new RandomOptions();
        var made = new RandomMethod(seed, options, types ?? TestTypes.Universe()).method;
        if (options.Promoted) PromoteSlots.Promote(made);
        return made;
    }

    /// <summary>All that can be seen of some interpreted runs.</summary>
    public static string Observe(IRMethod method, Func<MethodHandle, IRMethod?>? bodies = null)
    {
        var interpreter = new IRInterpreter { MaxSteps = 500_000, Bodies = bodies ?? (_ => null) };
        return Observe((x, y, a, c, n) => (double)interpreter.Run(method, x, y, a, c, n)!);
    }

    /// <summary>All that can be seen of some runs: results or exceptions, and what is left in the arrays.</summary>
    public static string Observe(Func<double, double, double[], double[], int, double> run)
    {
        var seen = new List<string>();
        foreach (var (n, aliased) in new[] { (0, false), (2, false), (3, true), (-1, false) })
        {
            double[] first = [0.5, -1.25, 2, 0.125];
            double[] second = aliased ? first : [1.5, 0.75, -0.5, -0.0];
            string outcome;
            try
            {
                outcome = Bits(run(0.75 - n, 0.3 * n, first, second, n));
            }
            catch (Exception exception) when (exception is not NotInterpretedException)
            {
                outcome = exception.GetType().Name;
            }

            seen.Add($"n={n}{(aliased ? " aliased" : "")}: {outcome} [{string.Join(' ', first.Select(Bits))}] [{string.Join(' ', second.Select(Bits))}]");
        }

        return string.Join('\n', seen);
    }

    /// <summary>Exact, but for the bits of a NaN, which the run time does not promise.</summary>
    private static string Bits(double value) => double.IsNaN(value) ? "nan" : $"{value:R}";

    private void Declare()
    {
        for (var i = 0; i < 4; i++) doubles.Add(Variable(types.Float64, $"d{i}", i < 2 ? method.Parameters[i] : b.Float(types.Float64, i / 4.0)));
        for (var i = 0; i < 3; i++) ints.Add(Variable(types.Int32, $"i{i}", i == 0 ? method.Parameters[4] : b.Int(i)));
        for (var i = 0; i < 2; i++) addressed.Add(Variable(types.Float64, $"r{i}", b.Float(types.Float64, 0.25 + i)));
        pairs.AddRange([b.Slot(members.Value.Pair, "p0"), b.Slot(members.Value.Pair, "p1")]);
        if (!options.Smooth)
        {
            for (var i = 0; i < 2; i++) floats.Add(Variable(types.Float32, $"f{i}", b.Float(types.Float32, i - 0.5)));
            longs.Add(Variable(types.Int64, "l0", b.Long(5)));
        }

        for (var i = 0; i < (options.References ? 3 : 2); i++)
        {
            arrays.Add(Variable(method.Parameters[2].Type, $"v{i}", i < 2 ? method.Parameters[2 + i] : b.NewArray(method.Parameters[2].Type, b.Int(4))));
        }

        for (var i = 0; options.Objects && i < 2; i++) cells.Add(Variable(members.Value.Cell, $"c{i}", b.NewObject(members.Value.NewCell, b.Float(types.Float64, 0.5 - i))));
    }

    private Slot Variable(IRType type, string name, Value value)
    {
        var slot = b.Slot(type, name);
        b.Store(slot, value, type);
        return slot;
    }

    private void Body()
    {
        for (var i = random.Next(2, 5); i > 0; i--) Sequence(options.Depth);
        PlaceAll();
        Finish();
        b.Jump(exit);
        b.Block = exit;
        b.Return(b.Load(result, types.Float64));
    }

    /// <summary>Makes every variable count in the result.</summary>
    private void Finish()
    {
        Value sum = b.Load(result, types.Float64);
        var weight = 1.0;
        foreach (var slot in doubles.Concat(addressed)) Add(b.Load(slot, types.Float64));
        foreach (var slot in ints) Add(b.Convert(b.Load(slot, types.Int32), types.Float64));
        foreach (var slot in floats) Add(b.Convert(b.Load(slot, types.Float32), types.Float64));
        foreach (var slot in longs) Add(b.Convert(b.Binary(BinaryOperator.And, b.Load(slot, types.Int64), b.Long(0xffff)), types.Float64));
        foreach (var slot in pairs) Add(b.ExtractField(b.ExtractField(b.Load(slot, members.Value.Pair), members.Value.Inner), members.Value.Right));
        foreach (var slot in cells) Add(b.Load(b.FieldAddress(b.Load(slot, members.Value.Cell), members.Value.CellValue), types.Float64));
        Add(b.Load(b.ElementAddress(b.Load(arrays[^1], arrays[^1].Stored), types.Float64, b.Int(2)), types.Float64));
        b.Store(result, sum, types.Float64);

        void Add(Value value) => sum = b.Add(sum, b.Mul(value, b.Float(types.Float64, weight += 0.25)));
    }

    /// <summary>The members of <see cref="RandomParts"/> and of the framework that are used.</summary>
    private sealed class Members(TypeUniverse types)
    {
        public IRType Pair { get; } = TestTypes.Of<RandomParts.Pair>(types);

        public IRType Cell { get; } = TestTypes.Of<RandomParts.Cell>(types);

        public IRType Matrix { get; } = TestTypes.Of<double[,]>(types);

        public IRType UInt64 { get; } = TestTypes.Of<ulong>(types);

        public IRType Exception { get; } = TestTypes.Of<Exception>(types);

        public IRField Left { get; } = TestTypes.Field(types, typeof(RandomParts.Pair), nameof(RandomParts.Pair.Left));

        public IRField Inner { get; } = TestTypes.Field(types, typeof(RandomParts.Pair), nameof(RandomParts.Pair.Inner));

        public IRField Right { get; } = TestTypes.Field(types, typeof(RandomParts.Inner), nameof(RandomParts.Inner.Right));

        public IRField CellValue { get; } = TestTypes.Field(types, typeof(RandomParts.Cell), nameof(RandomParts.Cell.Value));

        public IRField CellCount { get; } = TestTypes.Field(types, typeof(RandomParts.Cell), nameof(RandomParts.Cell.Count));

        public MethodHandle NewCell { get; } = TestTypes.Constructor(types, typeof(RandomParts.Cell), typeof(double));

        public MethodHandle NewException { get; } = TestTypes.Constructor(types, typeof(InvalidOperationException));

        public MethodHandle Mix { get; } = TestTypes.Method(types, typeof(RandomParts), nameof(RandomParts.Mix), typeof(double).MakeByRefType(), typeof(double));

        public MethodHandle Fold { get; } = TestTypes.Method(types, typeof(RandomParts), nameof(RandomParts.Fold), typeof(double[]), typeof(int));

        public MethodHandle Sine { get; } = TestTypes.Method(types, typeof(Math), nameof(Math.Sin), typeof(double));

        public MethodHandle Cosine { get; } = TestTypes.Method(types, typeof(Math), nameof(Math.Cos), typeof(double));

        public MethodHandle HyperbolicTangent { get; } = TestTypes.Method(types, typeof(Math), nameof(Math.Tanh), typeof(double));

        public MethodHandle SquareRoot { get; } = TestTypes.Method(types, typeof(Math), nameof(Math.Sqrt), typeof(double));

        public MethodHandle Maximum { get; } = TestTypes.Method(types, typeof(Math), nameof(Math.Max), typeof(double), typeof(double));
    }
}
