namespace ILDiff.Differentiation.Reverse;

using ILDiff.Analyses;
using ILDiff.Diagnostics;
using ILDiff.IR;
using ILDiff.Types;

/// <summary>
/// One forward sweep for several seeds: the reverse sweep stands in a loop over the seeds. Each adjoint parameter is an
/// array with an entry for each seed.
/// </summary>
internal sealed class SeveralSeeds
{
    private readonly Value seed;

    /// <param name="target">The method being made.</param>
    /// <param name="back">Where the forward sweep ends.</param>
    /// <param name="adjoints">The first adjoint parameter, which tells how many seeds there are.</param>
    public SeveralSeeds(IRMethod target, Block back, Value adjoints)
    {
        var header = target.AddBlock();
        var body = target.AddBlock();
        var next = target.AddBlock();
        var end = target.AddBlock();
        Body = new IRBuilder(target, body);
        End = new IRBuilder(target, end);
        Next = next;
        var counter = header.AddParameter(target.Types.Int32, "seed");
        seed = counter;
        var builder = new IRBuilder(target, back);
        var count = builder.Convert(builder.ArrayLength(adjoints), target.Types.Int32);
        builder.Jump(header, builder.Int(0));
        builder.Block = header;
        builder.Branch(builder.Compare(CompareOperator.Lt, counter, count), new Edge(body, []), new Edge(end, []));
        builder.Block = next;
        builder.Jump(header, builder.Add(counter, builder.Int(1)));
    }

    /// <summary>At the start of the reverse sweep of a seed.</summary>
    public IRBuilder Body { get; }

    /// <summary>Where the reverse sweep of a seed goes in the end.</summary>
    public Block Next { get; }

    /// <summary>After all seeds.</summary>
    public IRBuilder End { get; }

    /// <summary>What an adjoint parameter has for the seed: the address of its entry, the entry, or the span of an entry that is an array.</summary>
    public Value Of(Value adjoints, IRType type)
    {
        var stored = adjoints.Type.Element!;
        var entry = Body.ElementAddress(adjoints, stored, seed);
        if (type.IsAddress) return entry;
        var held = Body.Load(entry, stored);
        return type.IsSpan ? Body.MakeSpan(type, held) : held;
    }

    /// <summary>
    /// What the forward sweep made for one reverse sweep must serve the next: shadows are the caller's, or arrays and
    /// variables that a reverse sweep can clear, and no callee has a reverse sweep of its own.
    /// </summary>
    /// <exception cref="DiagnosticException">It is not so.</exception>
    public static void Check(ReversePlan plan)
    {
        var method = plan.Primal.Method;
        for (var i = 0; i < method.ParameterTypes.Count; i++)
        {
            var type = method.ParameterTypes[i];
            if (!IsPlain(type.IsAddress || type.IsSpan || type.Kind == TypeKind.Array ? type.Element! : type) && plan.Signature.Parameters[i])
                throw Refuse(method, null, $"the parameter of type {type} leads to floats by way of other objects");
            if (!plan.Signature.Parameters[i] && type.MayCarryFloat() && plan.Activity.IsActive(method.Parameters[i]))
                throw Refuse(method, null, "a constant parameter is used as scratch");
        }

        if (plan.Signature.Result && !IsPlain(method.ReturnType.Kind == TypeKind.Array ? method.ReturnType.Element! : method.ReturnType))
            throw Refuse(method, null, $"the result of type {method.ReturnType} leads to floats by way of other objects");
        if (plan.Recording.Recorded.OfType<ShadowItem>().Any(s => s.Value is not NewArray && !method.Parameters.Contains(s.Value)))
            throw Refuse(method, null, "a reference to active data leads to one object or another");
        foreach (var instruction in method.Instructions)
        {
            if (plan.IsSplitCall(instruction)) throw Refuse(method, instruction, "a method with a derivative of its own is called");
            var isActive = instruction is Store store ? plan.Activity.IsActiveMemory(store.Address, store.Accessed) : plan.Activity.IsActive(instruction);
            if (!isActive) continue;
            if (instruction is MakeSpan { IsPure: false }) throw Refuse(method, instruction, "active data are reached by way of a part of an array or span");
            var held = instruction switch
            {
                Store { Accessed: var accessed } => accessed,
                Load { Accessed: var accessed } => accessed,
                NewArray { Type.Element: { } element } => element,
                Slot slot => slot.Stored,
                Allocate or Box or Unbox or NewObject or Call { Type.IsObject: true } => instruction.Type,
                _ => null,
            };
            if (held?.HoldsShadowedReference() == true) throw Refuse(method, instruction, "active data are reached by way of objects that the method makes or finds");
        }
    }

    private static bool IsPlain(IRType type) => type.HoldsFloat() && !type.HoldsShadowedReference();

    private static DiagnosticException Refuse(IRMethod method, Instruction? at, string why)
    {
        var message = $"{why}, so one forward sweep cannot serve several seeds; call the pullback of one seed for each";
        return at is null ? DerivativeRefusal.In(method, DiagnosticId.SeveralSeeds, message) : DerivativeRefusal.At(at, method, DiagnosticId.SeveralSeeds, message);
    }
}
