namespace ILDiff.IR;

using ILDiff.Types;

/// <summary>
/// The only way to make instructions: appends to a block, folding what can be folded exactly as the run time would
/// compute it. Floats are never reassociated; <c>x + 0</c> is folded only in sums that the adjoint makes
/// (<see cref="Accumulate"/>).
/// </summary>
internal sealed partial class IRBuilder(IRMethod method, Block block)
{
    public IRMethod Method { get; } = method;

    public TypeUniverse Types => Method.Types;

    /// <summary>Where instructions go: the end of this block.</summary>
    public Block Block { get; set; } = block;

    /// <summary>Given to each instruction made.</summary>
    public Origin? Origin { get; set; }

    /// <summary>Given to each load and store made, but for those of local variables, which are told apart anyway.</summary>
    public AccessRole Role { get; set; }

    public Constant Int(int value) => Method.Constant(Types.Int32, value);

    public Constant Long(long value) => Method.Constant(Types.Int64, value);

    /// <summary>A float literal of either width.</summary>
    public Constant Float(IRType type, double value) =>
        Method.Constant(type, type.Kind == TypeKind.Float32 ? (object)(float)value : value);

    public Constant Zero(IRType type) => Method.Zero(type);

    public Value Binary(BinaryOperator op, Value left, Value right) =>
        Folding.Binary(this, op, left, right) ?? Add(new Binary(op, left, right));

    public Value Add(Value left, Value right) => Binary(BinaryOperator.Add, left, right);

    public Value Sub(Value left, Value right) => Binary(BinaryOperator.Sub, left, right);

    public Value Mul(Value left, Value right) => Binary(BinaryOperator.Mul, left, right);

    public Value Div(Value left, Value right) => Binary(BinaryOperator.Div, left, right);

    /// <summary>A sum of adjoints or tangents, where <c>0 + x</c> is <c>x</c>.</summary>
    public Value Accumulate(Value left, Value right) =>
        left is Constant { IsZero: true } ? right
        : right is Constant { IsZero: true } ? left
        : left is Unary { Operator: UnaryOperator.Neg } a && right is Unary { Operator: UnaryOperator.Neg } b ? Neg(Accumulate(a.Operand(0), b.Operand(0)))
        : Add(new Binary(BinaryOperator.Add, left, right) { IsAccumulation = true });

    public Value Unary(UnaryOperator op, Value operand) => Folding.Unary(this, op, operand) ?? Add(new Unary(op, operand));

    public Value Neg(Value operand) => Unary(UnaryOperator.Neg, operand);

    public Value Compare(CompareOperator op, Value left, Value right) =>
        Folding.Compare(this, op, left, right) ?? Add(new Compare(op, left, right, Types.Int32));

    public Value Convert(Value operand, IRType target, bool throwsOnOverflow = false, bool fromUnsigned = false) =>
        Folding.Convert(this, operand, target, throwsOnOverflow, fromUnsigned)
        ?? Add(new Convert(operand, target, throwsOnOverflow, fromUnsigned));

    public Value Select(Value condition, Value whenTrue, Value whenFalse) =>
        whenTrue == whenFalse ? whenTrue
        : condition is Constant c ? (c.IsZero ? whenFalse : whenTrue)
        : Add(new Select(condition, whenTrue, whenFalse));

    public Slot Slot(IRType stored, string? name = null) => Add(new Slot(stored, Types.ByRefTo(stored)) { Name = name });

    public Value ElementAddress(Value array, IRType element, params Value[] indices) => Add(new ElementAddress(Types.ByRefTo(element), [array, .. indices]));

    public Value FieldAddress(Value container, IRField field) => Add(new FieldAddress(container, field, Types.ByRefTo(field.Type)));

    public Value StaticFieldAddress(IRField field) => Add(new StaticFieldAddress(field, Types.ByRefTo(field.Type)));

    public Value Load(Value address, IRType accessed, bool isVolatile = false) => Add(new Load(address, accessed, isVolatile) { Role = RoleAt(address) });

    public Store Store(Value address, Value value, IRType accessed, bool isVolatile = false) =>
        Add(new Store(address, value, accessed, Types.Void, isVolatile) { Role = RoleAt(address) });

    private AccessRole RoleAt(Value address)
    {
        while (address is FieldAddress { Container.Type.IsAddress: true } field) address = field.Container;
        return address is Slot ? AccessRole.Plain : Role;
    }

    public Value ExtractField(Value container, IRField field) =>
        Folding.ExtractField(this, container, field) ?? Add(new ExtractField(container, field));

    public Value InsertField(Value container, IRField field, Value value) => Add(new InsertField(container, field, value));

    public Value NewObject(MethodHandle constructor, params Value[] arguments) => Add(new NewObject(constructor, arguments));

    public Value Allocate(IRType type) => Add(new Allocate(type));

    public Value NewArray(IRType arrayType, params Value[] lengths) => Add(new NewArray(arrayType, lengths));

    public Value ArrayLength(Value array, int dimension = 0) =>
        Add(new ArrayLength(array, dimension, array.Type.Kind is TypeKind.MultiArray or TypeKind.Span ? Types.Int32 : Types.NativeInt));

    /// <summary>A span over a source; the source itself where it is that already.</summary>
    public Value MakeSpan(IRType span, Value source, params Value[] range) =>
        range.Length == 0 && source.Type == span ? source : Add(new MakeSpan(span, [source, .. range]));

    public Value Box(Value value, IRType boxed) => Add(new Box(value, boxed, Types.Object));

    public Value Unbox(Value box, IRType boxed) => Add(new Unbox(box, boxed, Types.ByRefTo(boxed)));

    public Value Cast(Value value, IRType target, bool throws) => Add(new Cast(value, target, throws));

    public Value LoadToken(TokenKind kind, object token, IRType type, params Value[] operands) => Add(new LoadToken(kind, token, operands, type));

    public Value StackAllocate(Value bytes, IRType pointer) => Add(new StackAllocate(bytes, pointer));

    public void BlockMemory(bool copies, Value destination, Value source, Value bytes) =>
        Add(new BlockMemory(copies, destination, source, bytes, Types.Void));

    public Call Call(MethodHandle callee, params Value[] arguments) => Add(new Call(callee, CallKind.Direct, arguments));

    public Call CallPure(MethodHandle callee, params Value[] arguments) =>
        Add(new Call(callee, CallKind.Direct, arguments) { IsPureFunction = true });

    public Call CallVirtual(MethodHandle callee, IRType? constrained, params Value[] arguments) =>
        Add(new Call(callee, CallKind.Virtual, arguments, constrained));

    public Value Opaque(string opcode, IRType type, params Value[] operands) => Add(new Opaque(opcode, operands, type));

    public void Jump(Block target, params IEnumerable<Value> arguments) => End(new Jump(new Edge(target, arguments), Types.Void));

    /// <summary>A branch; on a constant condition a jump.</summary>
    public void Branch(Value condition, Edge whenTrue, Edge whenFalse)
    {
        if (condition is Constant c) End(new Jump(c.IsZero ? whenFalse : whenTrue, Types.Void));
        else End(new Branch(condition, whenTrue, whenFalse, Types.Void));
    }

    public void Switch(Value selector, Edge[] edges) => End(new Switch(selector, edges, Types.Void));

    public void Return(params Value[] values) => End(new Return(values, Types.Void));

    public void Throw(params Value[] exception) => End(new Throw(exception, Types.Void));

    public void Leave(Edge target) => End(new Leave(target, Types.Void));

    public void EndHandler(params Value[] decision) => End(new EndHandler(decision, Types.Void));

    /// <summary>Appends an instruction made by <see cref="Instruction.CloneWith"/>.</summary>
    public T Add<T>(T instruction) where T : Instruction
    {
        instruction.Origin ??= Origin;
        return Block.Append(instruction);
    }

    /// <summary>Ends the block with a terminator.</summary>
    public void End(Terminator terminator)
    {
        terminator.Origin ??= Origin;
        Block.Terminate(terminator);
    }
}
