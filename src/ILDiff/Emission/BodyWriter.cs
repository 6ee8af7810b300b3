namespace ILDiff.Emission;

using ILDiff.Diagnostics;
using ILDiff.IR;
using ILDiff.Types;
using ILDiff.Writing;
using Mono.Cecil;
using Mono.Cecil.Cil;
using Instruction = ILDiff.IR.Instruction;

/// <summary>
/// Writes the statements of each block as expression trees. Recursion follows the nesting of one tree, which
/// <see cref="StackSchedule"/> bounds.
/// </summary>
internal sealed partial class BodyWriter
{
    private readonly MethodDefinition target;
    private readonly ReferenceImporter importer;
    private readonly CodeBuffer code;
    private readonly StackSchedule schedule;
    private readonly LocalAssignment locals;
    private readonly JumpThreading threading;
    private readonly BlockOrder order;
    private readonly EdgeCopies copies;
    private readonly ColdCalls coldCalls;
    private readonly Func<IRType, VariableDefinition> declare;
    private readonly Dictionary<Slot, VariableDefinition> slots = [];
    private readonly Dictionary<IRType, VariableDefinition> scratch = [];
    private readonly Dictionary<Block, Label> labels = [];

    public BodyWriter(
        MethodDefinition target, ReferenceImporter importer, CodeBuffer code, StackSchedule schedule, LocalAssignment locals,
        JumpThreading threading, BlockOrder order, ColdCalls coldCalls, Func<IRType, VariableDefinition> declare)
    {
        this.target = target;
        this.importer = importer;
        this.code = code;
        this.schedule = schedule;
        this.locals = locals;
        this.threading = threading;
        this.order = order;
        this.coldCalls = coldCalls;
        this.declare = declare;
        copies = new EdgeCopies(schedule, locals);
        Regions = new RegionTable(order, Type);
        Points = new SequencePoints(target.Module);
        foreach (var block in order.Blocks) labels.Add(block, new Label());
    }

    public RegionTable Regions { get; }

    public SequencePoints Points { get; }

    public void WriteAll()
    {
        for (var i = 0; i < order.Blocks.Count; i++) WriteBlock(order.Blocks[i], i + 1 < order.Blocks.Count ? order.Blocks[i + 1] : null);
        Regions.Lay(b => labels[b], new Label());
    }

    private TypeReference Type(IRType type) => importer.Import(type, target);

    private void WriteBlock(Block block, Block? next)
    {
        code.Mark(labels[block]);
        if (block.Region is { Kind: not RegionKind.Try and not RegionKind.Finally and not RegionKind.Fault } region && region.Entry == block)
        {
            code.Depth = 1;
            if (block.Parameters.Count > 0 && locals.Has(block.Parameters[0])) code.Store(locals.Of(block.Parameters[0]));
            else code.Emit(OpCodes.Pop, -1);
        }

        foreach (var statement in schedule.Statements(block))
        {
            Points.Begin(statement.Origin, code.AtNext);
            if (statement is Terminator terminator) WriteTerminator(terminator, next);
            else WriteStatement(statement);
        }
    }

    private void WriteStatement(Instruction statement)
    {
        if (statement is InsertField insert)
        {
            WriteInsert(insert);
            return;
        }

        var floats = coldCalls.Spilled(statement);
        if (coldCalls.IsCold(statement))
        {
            WriteCold((Call)statement, floats!);
            return;
        }

        if (floats is not null) Spill(floats);
        Write(statement);
        if (schedule.Of(statement) == Placement.Local) code.Store(locals.Of(statement));
        else if (statement.Type.Kind != TypeKind.Void) code.Emit(OpCodes.Pop, -1);
        if (floats is not null) Reload(floats);
    }

    /// <summary>Leaves a value on the stack.</summary>
    private void Push(Value value)
    {
        switch (value)
        {
            case Constant constant:
                PushConstant(constant);
                break;
            case var _ when locals.Has(value):
                code.Load(locals.Of(value));
                break;
            case BlockParameter parameter:
                code.Emit(OpCodes.Ldarg, 1, Arguments.Of(target, parameter));
                break;
            default:
                Write((Instruction)value);
                break;
        }
    }

    /// <summary>
    /// Leaves a value on the stack for a place of a certain type. A box in a variable is only known as an object; the
    /// verifier has to be shown that it implements what the place asks for.
    /// </summary>
    private void PushAs(Value value, IRType expected)
    {
        Push(value);
        var isAnonymous = value is BlockParameter or Box && value.Type == value.Type.Universe.Object && schedule.Of(value) == Placement.Local;
        if (isAnonymous && expected.IsObject && expected != value.Type) code.Emit(OpCodes.Castclass, 0, Type(expected));
    }

    private void PushAll(ReadOnlySpan<Value> values)
    {
        foreach (var value in values) Push(value);
    }

    private void PushConstant(Constant constant)
    {
        switch (constant.Literal)
        {
            case int i:
                code.Constant(i);
                if (constant.Type.Kind != TypeKind.Int32) ConvertConstant(constant.Type);
                break;
            case long l when constant.Type.Kind == TypeKind.Int64:
                code.Constant(l);
                break;
            case long l:
                if (l == (int)l) code.Constant((int)l);
                else code.Constant(l);
                code.Emit(l >= 0 ? OpCodes.Conv_U : OpCodes.Conv_I, 0);
                break;
            case float f:
                code.Constant(f);
                break;
            case double d:
                code.Constant(d);
                break;
            case string s:
                code.Constant(s);
                break;
            default:
                PushZero(constant.Type);
                break;
        }
    }

    private void ConvertConstant(IRType type) =>
        code.Emit(type.Kind == TypeKind.Int64 ? OpCodes.Conv_I8 : OpCodes.Conv_I, 0);

    private void PushZero(IRType type)
    {
        switch (type.Kind)
        {
            case TypeKind.Struct or TypeKind.Span:
                var zero = Scratch(type);
                code.Emit(OpCodes.Ldloca, 1, zero);
                code.Emit(OpCodes.Initobj, -1, Type(type));
                code.Emit(OpCodes.Ldloc, 1, zero);
                break;
            case TypeKind.ByRef or TypeKind.Pointer:
                code.Constant(0);
                code.Emit(OpCodes.Conv_U, 0);
                break;
            default:
                code.Emit(OpCodes.Ldnull, 1);
                break;
        }
    }

    /// <summary>A variable for a struct that only lives between two neighbouring instructions.</summary>
    private VariableDefinition Scratch(IRType type)
    {
        if (!scratch.TryGetValue(type, out var variable)) scratch[type] = variable = declare(type);
        return variable;
    }

    private VariableDefinition Variable(Slot slot)
    {
        if (slots.TryGetValue(slot, out var variable)) return variable;
        variable = declare(slot.Stored);
        if (slot.IsPinned) variable.VariableType = new PinnedType(variable.VariableType);
        return slots[slot] = variable;
    }

    private void Write(Instruction instruction)
    {
        switch (instruction)
        {
            case Binary binary:
                Push(binary.Left);
                Push(binary.Right);
                code.Emit(OpCodeOf(binary.Operator), -1);
                break;
            case Unary unary:
                Push(unary.Operand(0));
                code.Emit(unary.Operator == UnaryOperator.Neg ? OpCodes.Neg : OpCodes.Not, 0);
                break;
            case Compare compare:
                WriteCompare(compare);
                break;
            case IR.Convert convert:
                WriteConvert(convert);
                break;
            case Select select:
                WriteSelect(select);
                break;
            case Call call:
                WriteCall(call);
                break;
            case Load load:
                WriteLoad(load);
                break;
            case Store store:
                WriteStore(store);
                break;
            case Slot or ElementAddress or FieldAddress or StaticFieldAddress or Unbox:
                PushAddress(instruction);
                break;
            default:
                WriteObject(instruction);
                break;
        }
    }

    private DiagnosticException Unsupported(Instruction instruction, string what) =>
        new(new Diagnostic(DiagnosticId.UnsupportedConstruct, Severity.Error, $"{what} cannot be written in a derivative",
            new SourceLocation(target.Module.Name, instruction.Origin?.Method.FullName ?? target.FullName, instruction.Origin?.ILOffset ?? -1)));
}
