namespace ILDiff.Reading;

using ILDiff.Diagnostics;
using ILDiff.IR;
using ILDiff.Types;
using Mono.Cecil;
using Mono.Cecil.Cil;
using Instruction = Mono.Cecil.Cil.Instruction;

/// <summary>
/// Runs the IL of each block on a stack of values and makes the instructions. What is on the stack at the end of a
/// block becomes arguments of its edges; a block whose entry types widen after it was read is read again.
/// The parts of this class are families of opcodes.
/// </summary>
internal sealed partial class StackSimulator
{
    /// <summary>More values than this on stacks between blocks is taken for an attack.</summary>
    private const int MostCarried = 4_000_000;

    private readonly IRMethod method;
    private readonly MethodHandle handle;
    private readonly MethodBody body;
    private readonly ILFlow flow;
    private readonly ExceptionRegions regions;
    private readonly LocalVariables locals;
    private readonly ReadingPlace place;
    private readonly TypeUniverse types;
    private readonly IRBuilder builder;
    private readonly List<Value> stack = [];
    private readonly HashSet<Value> onlyNull = [];
    private readonly PriorityQueue<ILBlock, int> work = new();
    private readonly HashSet<ILBlock> waiting = [];
    private readonly Dictionary<object, object> members = new(ReferenceEqualityComparer.Instance);
    private ILBlock current = null!;
    private Prefixes prefixes;
    private long carried;

    public StackSimulator(
        IRMethod method, MethodHandle handle, MethodBody body, ILFlow flow, ExceptionRegions regions, LocalVariables locals, ReadingPlace place)
    {
        this.method = method;
        this.handle = handle;
        this.body = body;
        this.flow = flow;
        this.regions = regions;
        this.locals = locals;
        this.place = place;
        types = method.Types;
        builder = new IRBuilder(method, method.Entry);
    }

    /// <summary>Prefix opcodes seen before the instruction at hand.</summary>
    private struct Prefixes
    {
        public bool IsVolatile;
        public IRType? Constrained;
    }

    public void Run()
    {
        Enter(flow.Blocks[0], []);
        locals.Entry.Jump(flow.Blocks[0].Block!);
        foreach (var region in method.Regions)
        {
            if (region.Guarded is null) continue;
            var entry = regions.EntryOf(region);
            if (entry.Stack is not null) throw place.Invalid("two handlers begin at one instruction");
            Enter(entry, region.Kind switch
            {
                RegionKind.Catch => [region.CatchType],
                RegionKind.Filter or RegionKind.FilterHandler => [types.Object],
                _ => [],
            });
        }

        while (work.TryDequeue(out var block, out _))
        {
            waiting.Remove(block);
            Read(block);
        }

        Finish();
    }

    /// <summary>Reads one block from its entry types on, anew if it was read before.</summary>
    private void Read(ILBlock block)
    {
        current = block;
        builder.Block = block.Block!;
        builder.Block.Instructions.Clear();
        builder.Block.Parameters.Clear();
        stack.Clear();
        foreach (var type in block.Stack!)
        {
            var parameter = builder.Block.AddParameter(type ?? types.Object);
            if (type is null) onlyNull.Add(parameter);
            stack.Add(parameter);
        }

        prefixes = default;
        for (var i = block.Start; i < block.End; i++)
        {
            var instruction = flow.Instructions[i];
            place.At(instruction);
            builder.Origin = new Origin(body.Method, instruction.Offset);
            if (Prefix(instruction)) continue;
            if (!Dispatch(instruction)) throw place.Invalid($"the opcode {instruction.OpCode} is unknown");
            prefixes = default;
        }

        if (!ILFlow.Falls(flow.Instructions[block.End - 1]) || EndsItself(flow.Instructions[block.End - 1])) return;
        builder.Block.Terminate(new Jump(To(flow.After(block)), types.Void) { Origin = builder.Origin });
    }

    private static bool EndsItself(Instruction instruction) => instruction.OpCode.FlowControl == FlowControl.Cond_Branch;

    private bool Dispatch(Instruction instruction) =>
        Constants(instruction) || Variables(instruction) || Arithmetic(instruction) || Conversions(instruction) || Branches(instruction)
        || Memory(instruction) || Arrays(instruction) || Fields(instruction) || Calls(instruction) || Objects(instruction) || Others(instruction);

    private bool Prefix(Instruction instruction)
    {
        switch (instruction.OpCode.Code)
        {
            case Code.Volatile:
                prefixes.IsVolatile = true;
                return true;
            case Code.Constrained:
                prefixes.Constrained = TypeOf(instruction);
                return true;
            case Code.Tail or Code.Readonly or Code.Unaligned or Code.No or Code.Nop or Code.Break:
                return true;
            default:
                return false;
        }
    }

    /// <summary>An edge to a block that takes the stack along.</summary>
    private Edge To(ILBlock? target, bool leaves = false)
    {
        if (target?.Block is null) throw place.Invalid("control runs off the end of the code");
        if (leaves && IsResumed(target)) throw place.Fail(DiagnosticId.UnsupportedConstruct,
            "an exception handler resumes inside the try region that it guards, as On Error in Visual Basic does, which cannot be read; use Try and Catch");
        if (!CanGo(target, leaves)) throw place.Invalid("control passes the bounds of a protected region where it may not");
        carried += stack.Count;
        if (carried > MostCarried) throw place.Fail(DiagnosticId.ReadingLimit, "it carries too much on the stack between blocks");
        Enter(target, stack.ConvertAll(TypeOrNull));
        return new Edge(target.Block, stack);
    }

    /// <summary>Null for what is only ever the null reference.</summary>
    private IRType? TypeOrNull(Value value) => IsNull(value) || onlyNull.Contains(value) ? null : value.Type;

    private static bool IsNull(Value value) => value is Constant { Literal: null, Type.IsObject: true };

    private void Enter(ILBlock target, List<IRType?> brought)
    {
        if (target.Stack is null)
        {
            target.Stack = [.. brought];
        }
        else
        {
            switch (StackMerge.Widen(target.Stack, brought))
            {
                case null: throw place.Invalid("the stacks of two ways to one instruction differ");
                case false: return;
            }
        }

        if (waiting.Add(target)) work.Enqueue(target, target.Order);
    }

    /// <summary>Gives edge arguments the types of the parameters that they go to, and drops what control did not reach.</summary>
    private void Finish()
    {
        foreach (var block in method.Blocks.Skip(1).Where(b => b.Terminator is null).ToList())
        {
            builder.Block = block;
            builder.Throw();
        }

        foreach (var block in method.Blocks)
        {
            builder.Block = block;
            builder.Origin = block.Terminator.Origin;
            foreach (var edge in block.Terminator.Edges)
            {
                for (var i = 0; i < edge.Arguments.Count; i++) edge.Arguments[i] = Coerce(edge.Arguments[i], edge.Target.Parameters[i].Type);
            }
        }
    }

    private void Push(Value value) => stack.Add(value);

    private Value Pop()
    {
        if (stack.Count == 0) throw place.Invalid("the stack is empty");
        var value = stack[^1];
        stack.RemoveAt(stack.Count - 1);
        return value;
    }

    private Value[] Pop(int count)
    {
        if (stack.Count < count) throw place.Invalid("the stack holds too few values");
        var values = stack.GetRange(stack.Count - count, count).ToArray();
        stack.RemoveRange(stack.Count - count, count);
        return values;
    }

    private IRType TypeOf(Instruction instruction) => instruction.Operand is TypeReference reference
        ? Member(reference, r => types.Of(r, handle.Context))
        : throw place.Invalid("its operand is no type");

    private TMember Member<TReference, TMember>(TReference reference, Func<TReference, TMember> find) where TReference : class where TMember : class
    {
        if (members.TryGetValue(reference, out var known)) return (TMember)known;
        var member = find(reference);
        members.Add(reference, member);
        return member;
    }
}
