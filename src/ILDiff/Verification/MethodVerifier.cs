namespace ILDiff.Verification;

using Mono.Cecil;
using Mono.Cecil.Cil;

/// <summary>
/// Verifies one body: an abstract run over types, block by block, with a worklist. A block is run again where a merge
/// has widened the types on its entry; widening is bounded by the depth of the type hierarchy. Code that no path
/// reaches is not looked at.
/// </summary>
internal sealed partial class MethodVerifier
{
    private const int MaximumErrors = 100;
    private const int MaximumRuns = 200;
    private const int MaximumStack = 20_000;

    private readonly VerifierContext context;
    private readonly TypeTable types;
    private readonly MethodDefinition method;
    private readonly MethodBody body;
    private readonly Instruction[] code;
    private readonly int[] offsets;
    private readonly Dictionary<Instruction, int> indices;
    private readonly ExceptionRegions regions;
    private readonly ILType thisType;
    private readonly ILType[] arguments;
    private readonly ILType[] locals;
    private readonly ILType returnType;
    private readonly bool[] leaders;
    private readonly FrameState?[] entries;
    private readonly int[] runs;
    private readonly Stack<int> work = new();
    private readonly List<VerificationError> errors = [];
    private readonly HashSet<(int, VerificationCode)> reported = [];
    private readonly bool tracksThis;
    private readonly bool thisReplaced;

    private StackValue[] stack = new StackValue[8];
    private int depth;
    private StackFlags[] variables = [];
    private bool thisInitialised;
    private int index;
    private Instruction at;
    private Prefixes prefixes;

    public MethodVerifier(VerifierContext context, MethodDefinition method)
    {
        this.context = context;
        this.method = method;
        types = context.Types;
        body = method.Body;
        code = [.. body.Instructions];
        at = code.Length > 0 ? code[0] : throw new VerificationFailure(VerificationCode.MethodFallthrough, "the body is empty");
        indices = new(code.Length);
        offsets = new int[code.Length];
        var offset = 0;
        for (var i = 0; i < code.Length; i++)
        {
            if (!indices.TryAdd(code[i], i)) throw new VerificationFailure(VerificationCode.MalformedBody, "an instruction stands twice in the body");
            offsets[i] = offset;
            offset += SizeOf(code[i]);
        }

        regions = new ExceptionRegions(body, indices, code.Length);
        var self = types.Self(method.DeclaringType);
        thisType = self.IsValueType ? types.ByRef(self) : self;
        var parameters = method.Parameters.Select(p => types.Of(p.ParameterType));
        arguments = method.HasThis ? [thisType, .. parameters] : [.. parameters];
        locals = [.. body.Variables.Select(v => types.Of(v.VariableType))];
        returnType = types.Of(method.ReturnType);
        tracksThis = method is { IsConstructor: true, IsStatic: false } && !self.IsValueType && context.Relations.BaseOf(self) is not null;
        thisReplaced = method.HasThis && Array.Exists(code, ReplacesThis);
        leaders = FindLeaders();
        entries = new FrameState?[code.Length];
        runs = new int[code.Length];
    }

    public List<VerificationError> Run()
    {
        CheckSignature();
        CheckClauses();
        Enter(0, new FrameState([], !tracksThis, InitialVariables()));
        while (work.TryPop(out var start) && errors.Count < MaximumErrors)
        {
            if (++runs[start] > MaximumRuns)
            {
                Report(start, VerificationCode.MalformedBody, "the types on entry do not settle");
                break;
            }

            RunBlock(start);
        }

        errors.Sort((a, b) => a.Offset.CompareTo(b.Offset));
        return errors;
    }

    private void RunBlock(int start)
    {
        Load(entries[start]!);
        EnterHandlers(start);
        for (index = start; ; index++)
        {
            at = code[index];
            bool ends;
            try
            {
                ends = Step();
                if (!ends && IsPrefix(at)) continue;
            }
            catch (VerificationFailure failure)
            {
                Report(failure.Code, failure.Message);
                return;
            }

            prefixes = default;
            if (ends) return;
            if (index + 1 == code.Length)
            {
                Report(VerificationCode.MethodFallthrough, "control runs past the last instruction");
                return;
            }

            if (!FallInto(index + 1)) return;
            if (!leaders[index + 1]) continue;
            Enter(index + 1, Save());
            return;
        }
    }

    /// <summary>Merges a state into the entry of a block, and queues the block where that changed it.</summary>
    private void Enter(int target, FrameState state)
    {
        var region = regions.At(target);
        while (region is not null && region.Start == target)
        {
            if (region.Kind == RegionKind.Try && state.Stack.Length > 0)
            {
                Report(VerificationCode.TryNonEmptyStack, "a protected region is entered with values on the stack");
                return;
            }

            region = region.Parent;
        }

        var merged = state;
        if (entries[target] is { } before)
        {
            try
            {
                merged = before.Merge(state, context.Relations);
            }
            catch (VerificationFailure failure)
            {
                Report(target, failure.Code, failure.Message);
                return;
            }

            if (ReferenceEquals(merged, before)) return;
        }

        entries[target] = merged;
        work.Push(target);
    }

    /// <summary>Makes the handlers around a block reachable with what holds of the variables there.</summary>
    private void EnterHandlers(int instruction)
    {
        for (var region = regions.At(instruction); region is not null; region = region.Parent)
        {
            if (region.Kind != RegionKind.Try) continue;
            foreach (var handler in region.Handlers)
            {
                var state = new FrameState(HandlerStack(handler), thisInitialised, [.. variables]);
                if (entries[handler.Start] is not { } before)
                {
                    entries[handler.Start] = state;
                    work.Push(handler.Start);
                    continue;
                }

                var merged = before.MergeForHandler(state);
                if (ReferenceEquals(merged, before)) continue;
                entries[handler.Start] = merged;
                work.Push(handler.Start);
            }
        }
    }

    private StackValue[] HandlerStack(Region handler) => handler.Kind switch
    {
        RegionKind.Catch => [CaughtBy(handler)],
        RegionKind.Filter or RegionKind.FilterHandler => [new(StackKind.Object, types.Object)],
        _ => [],
    };

    private StackValue CaughtBy(Region handler)
    {
        var type = handler.Clause!.CatchType is { } reference ? types.Of(reference) : types.Object;
        return new(StackKind.Object, type.Kind is ILTypeKind.ByRef or ILTypeKind.Pointer ? types.Object : type);
    }

    private void CheckClauses()
    {
        foreach (var region in regions.All)
        {
            if (region.Kind != RegionKind.Catch) continue;
            if (region.Clause!.CatchType is not { } reference)
            {
                Report(region.Start, VerificationCode.CatchType, "a catch clause without a type");
                continue;
            }

            var type = types.Of(reference);
            if (type.IsValueType || type.Kind is ILTypeKind.ByRef or ILTypeKind.Pointer) Report(region.Start, VerificationCode.CatchType, $"{type} cannot be caught");
        }
    }

    private void CheckSignature()
    {
        if (locals.Length > 0 && !body.InitLocals) Report(0, VerificationCode.InitLocals, "local variables are not initialised");
        foreach (var local in locals)
        {
            if (local.Kind == ILTypeKind.Void) Report(0, VerificationCode.BadOperand, "a local variable of type void");
            CheckSeen(local);
        }
    }

    private bool ReplacesThis(Instruction instruction) =>
        instruction.OpCode.Code is Code.Starg or Code.Starg_S && instruction.Operand == body.ThisParameter;

    private StackFlags[] InitialVariables()
    {
        if (!arguments.Any(IsTracked) && !locals.Any(IsTracked)) return [];
        var flags = new StackFlags[arguments.Length + locals.Length];
        Array.Fill(flags, StackFlags.Permanent);
        for (var i = 0; i < method.Parameters.Count; i++)
        {
            if (IsReadOnlyParameter(method.Parameters[i])) flags[i + (method.HasThis ? 1 : 0)] |= StackFlags.ReadOnly;
        }

        return flags;

        static bool IsTracked(ILType type) => type.Kind == ILTypeKind.ByRef;
    }

    private bool[] FindLeaders()
    {
        var found = new bool[code.Length];
        found[0] = true;
        for (var i = 0; i < code.Length; i++)
        {
            if (code[i].Operand is Instruction target) Mark(target);
            else if (code[i].Operand is Instruction[] targets) Array.ForEach(targets, Mark);
            if (code[i].OpCode.FlowControl is FlowControl.Branch or FlowControl.Cond_Branch && i + 1 < code.Length) found[i + 1] = true;
        }

        foreach (var region in regions.All)
        {
            found[region.Start] = true;
            if (region.End < code.Length) found[region.End] = true;
        }

        return found;

        void Mark(Instruction? target)
        {
            if (target is not null && indices.TryGetValue(target, out var place)) found[place] = true;
        }
    }

    private void Load(FrameState state)
    {
        if (stack.Length < state.Stack.Length) stack = new StackValue[state.Stack.Length * 2];
        state.Stack.CopyTo(stack, 0);
        depth = state.Stack.Length;
        variables = state.Variables.Length == 0 ? [] : [.. state.Variables];
        thisInitialised = state.ThisInitialised;
        prefixes = default;
    }

    private FrameState Save() => new(stack.AsSpan(0, depth).ToArray(), thisInitialised, variables.Length == 0 ? [] : [.. variables]);

    private void Report(VerificationCode what, string message) => Report(index, what, message);

    private void Report(int instruction, VerificationCode what, string message)
    {
        if (errors.Count < MaximumErrors && reported.Add((instruction, what))) errors.Add(new VerificationError(what, method, offsets[instruction], message));
    }

    private static int SizeOf(Instruction instruction) => instruction.OpCode.Size + instruction.OpCode.OperandType switch
    {
        OperandType.InlineNone => 0,
        OperandType.InlineSwitch => 4 + 4 * ((instruction.Operand as Instruction[])?.Length ?? 0),
        OperandType.InlineI8 or OperandType.InlineR => 8,
        OperandType.ShortInlineBrTarget or OperandType.ShortInlineI or OperandType.ShortInlineVar or OperandType.ShortInlineArg => 1,
        OperandType.InlineVar or OperandType.InlineArg => 2,
        _ => 4,
    };
}
