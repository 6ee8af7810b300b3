namespace ILDiff.Analyses;

using ILDiff.IR;
using ILDiff.Types;

/// <summary>Which inputs and outputs of a method carry derivatives.</summary>
/// <param name="Parameters">One per parameter, the receiver first.</param>
/// <param name="Result">Whether the result does.</param>
internal sealed record ActivitySignature(IReadOnlyList<bool> Parameters, bool Result)
{
    public bool Equals(ActivitySignature? other) =>
        other is not null && Result == other.Result && Parameters.SequenceEqual(other.Parameters);

    public override int GetHashCode() => Parameters.Aggregate(Result ? 1 : 0, (hash, p) => (hash * 2) + (p ? 1 : 0) + (hash >> 28));

    public override string ToString() => string.Concat(Parameters.Select(p => p ? 'a' : 'c')) + (Result ? 'a' : 'c');
}

/// <summary>How calls behave towards derivatives.</summary>
internal interface ICallPolicy : ICallees
{
    /// <summary>Whether no active value flows in or out, whatever the arguments.</summary>
    bool IsInactive(Call call);

    /// <summary>Whether it is a formula, and if so whether the result depends differentiably on the operand.</summary>
    bool IsFormula(Call call);

    bool DependsOn(Call call, int operand);
}

/// <summary>
/// Which values are active: <em>varied</em> (may depend on an active input) and <em>useful</em> (may reach an active
/// output). Memory is judged by its <see cref="MemoryClass"/>; both properties only ever grow, so the sweeps end.
/// </summary>
internal sealed class Activity
{
    private readonly IRMethod method;
    private readonly ICallPolicy policy;
    private readonly ActivitySignature signature;
    private readonly HashSet<Value> varied = [];
    private readonly HashSet<Value> useful = [];
    private readonly Dictionary<Value, bool> shadowed = [];

    /// <param name="method">In SSA.</param>
    /// <param name="signature">Which inputs and outputs carry derivatives.</param>
    /// <param name="policy">How calls behave.</param>
    /// <param name="trustsDispatch">Whether the method's dispatched calls run one of the known implementations; else anything.</param>
    public Activity(IRMethod method, ActivitySignature signature, ICallPolicy policy, bool trustsDispatch = true)
    {
        this.method = method;
        this.policy = policy;
        this.signature = signature;
        Memory = new MemoryGraph(method, policy, trustsDispatch);
        for (var i = 0; i < method.Parameters.Count; i++)
        {
            if (!signature.Parameters[i]) continue;
            if (MemoryGraph.IsTracked(method.Parameters[i].Type)) Memory.Of(method.Parameters[i]).MarkDeep(true, true);
            else varied.Add(method.Parameters[i]);
        }

        if (signature.Result && Memory.Result is { } result) result.MarkDeep(false, true);
        foreach (var (_, place) in Memory.Statics) place.MarkDeep(false, true);
        while (SweepVaried())
        {
        }

        while (SweepUseful())
        {
        }
    }

    public MemoryGraph Memory { get; }

    /// <summary>Whether the result carries derivatives.</summary>
    public bool HasActiveResult => signature.Result;

    /// <summary>Whether a float may depend on an active input.</summary>
    public bool IsVaried(Value value) => varied.Contains(value);

    /// <summary>Whether a float may reach an active output.</summary>
    public bool IsUseful(Value value) => useful.Contains(value);

    /// <summary>
    /// Whether a value has a derivative: a float that is varied and useful, a struct that holds such a float, or a
    /// reference or address that leads to one.
    /// </summary>
    public bool IsActive(Value value)
    {
        if (value is Constant || !value.Type.MayCarryFloat()) return false;
        if (value.Type.IsFloat) return varied.Contains(value) && useful.Contains(value);
        if (!shadowed.TryGetValue(value, out var known)) shadowed.Add(value, known = Memory.Of(value).LeadsToActive());
        return known;
    }

    /// <summary>Whether memory of the type at the address has a shadow.</summary>
    public bool IsActiveMemory(Value address, IRType accessed) =>
        accessed.MayCarryFloat() && (accessed.IsObject || accessed.IsSpan ? Memory.Of(address).Target() : Memory.Of(address)).LeadsToActive();

    private bool HasVaried(Value value) => value.Type.IsFloat
        ? varied.Contains(value)
        : value is not Constant && value.Type.MayCarryFloat() && Reaches(value, p => p.IsVaried);

    private bool Reaches(Value value, Func<MemoryClass, bool> test)
    {
        var seen = new HashSet<MemoryClass>();
        var work = new Stack<MemoryClass>([Memory.Of(value)]);
        while (work.TryPop(out var place))
        {
            if (!seen.Add(place)) continue;
            if (test(place)) return true;
            foreach (var (_, part) in place.Parts) work.Push(part.Find());
            if (place.KnownTarget is { } target) work.Push(target);
        }

        return false;
    }

    private bool SweepVaried()
    {
        var changed = false;
        foreach (var instruction in method.Instructions)
        {
            changed |= instruction switch
            {
                Load { Type.IsFloat: true } load => Memory.Of(load.Address).IsVaried && varied.Add(load),
                Store { Value.Type.IsFloat: true } store => varied.Contains(store.Value) && Memory.Of(store.Address).MarkVaried(),
                ExtractField { Type.IsFloat: true } extract => Memory.Of(extract.Container).Part(extract.Field).IsVaried && varied.Add(extract),
                InsertField { Value.Type.IsFloat: true } insert => varied.Contains(insert.Value) && Memory.Of(insert).Part(insert.Field).MarkVaried(),
                Box { Operands: [{ Type.IsFloat: true } boxed] } box => varied.Contains(boxed) && Memory.Of(box).MarkVaried(),
                Call call => SweepVaried(call),
                NewObject { IsDelegate: false } made => made.Operands.ToArray().Any(HasVaried) && Memory.Of(made).MarkDeep(true, false),
                Terminator terminator => SweepVaried(terminator),
                Compare or LoadToken or ArrayLength or MakeSpan or Load => false,
                Opaque => instruction.Operands.ToArray().Any(HasVaried) && instruction.Type.CarriesFloat && varied.Add(instruction),
                _ => instruction.Type.IsFloat && AnyFloatOperand(instruction, varied) && varied.Add(instruction),
            };
        }

        return changed;
    }

    private static bool AnyFloatOperand(Instruction instruction, HashSet<Value> set)
    {
        foreach (var operand in instruction.Operands)
        {
            if (operand.Type.IsFloat && set.Contains(operand)) return true;
        }

        return false;
    }

    private bool SweepVaried(Terminator terminator)
    {
        var changed = false;
        foreach (var edge in terminator.Edges)
        {
            for (var i = 0; i < edge.Arguments.Count; i++)
            {
                if (edge.Arguments[i].Type.IsFloat && varied.Contains(edge.Arguments[i])) changed |= varied.Add(edge.Target.Parameters[i]);
            }
        }

        return changed;
    }

    private bool SweepVaried(Call call)
    {
        if (policy.IsInactive(call)) return false;
        var operands = call.Operands.ToArray();
        if (policy.IsFormula(call))
        {
            if (!operands.Where((o, i) => varied.Contains(o) && policy.DependsOn(call, i)).Any()) return false;
            return call.Type.IsFloat ? varied.Add(call) : Memory.Of(call).MarkDeep(true, false);
        }

        var touched = Memory.Touched(call);
        if (!operands.Any(HasVaried) && !touched.Any(p => p.IsVaried)) return false;
        var changed = call.Type.IsFloat && varied.Add(call);
        if (call.Type.Kind == TypeKind.Struct) changed |= Memory.Of(call).MarkDeep(true, false);
        foreach (var place in touched.Where(p => p.IsWritten)) changed |= place.MarkVaried();
        return changed;
    }

    private bool SweepUseful()
    {
        var changed = false;
        foreach (var instruction in method.Instructions.Reverse())
        {
            changed |= instruction switch
            {
                Load { Type.IsFloat: true } load => useful.Contains(load) && Memory.Of(load.Address).MarkUseful(),
                Store { Value.Type.IsFloat: true } store => Memory.Of(store.Address).IsUseful && useful.Add(store.Value),
                ExtractField { Type.IsFloat: true } extract => useful.Contains(extract) && Memory.Of(extract.Container).Part(extract.Field).MarkUseful(),
                InsertField { Value.Type.IsFloat: true } insert => Memory.Of(insert).Part(insert.Field).IsUseful && useful.Add(insert.Value),
                Return { Operands.Length: 1 } returned => signature.Result && returned.Operand(0).Type.IsFloat && useful.Add(returned.Operand(0)),
                Box { Operands: [{ Type.IsFloat: true } boxed] } box => Memory.Of(box).IsUseful && useful.Add(boxed),
                Call call => SweepUseful(call),
                NewObject { IsDelegate: false } made => Reaches(made, p => p.IsUseful) && MarkUsefulOperands(made),
                Terminator terminator => SweepUseful(terminator),
                Compare or LoadToken or ArrayLength or MakeSpan or Load => false,
                _ => instruction.Type.IsFloat && useful.Contains(instruction) && MarkUsefulOperands(instruction),
            };
        }

        return changed;
    }

    private bool MarkUsefulOperands(Instruction instruction)
    {
        var changed = false;
        foreach (var operand in instruction.Operands)
        {
            changed |= operand.Type.IsFloat
                ? useful.Add(operand)
                : MemoryGraph.IsTracked(operand.Type) && operand.Type.MayCarryFloat() && Memory.Of(operand).MarkDeep(false, true);
        }

        return changed;
    }

    private bool SweepUseful(Terminator terminator)
    {
        var changed = false;
        foreach (var edge in terminator.Edges)
        {
            for (var i = 0; i < edge.Arguments.Count; i++)
            {
                if (edge.Arguments[i].Type.IsFloat && useful.Contains(edge.Target.Parameters[i])) changed |= useful.Add(edge.Arguments[i]);
            }
        }

        return changed;
    }

    private bool SweepUseful(Call call)
    {
        if (policy.IsInactive(call)) return false;
        var resultUseful = call.Type.IsFloat
            ? useful.Contains(call)
            : MemoryGraph.IsTracked(call.Type) && call.Type.MayCarryFloat() && Reaches(call, p => p.IsUseful);
        if (policy.IsFormula(call)) return resultUseful && MarkUsefulOperands(call);
        var touched = Memory.Touched(call);
        if (!resultUseful && !touched.Any(p => p.IsUseful && p.IsWritten)) return false;
        var changed = MarkUsefulOperands(call, touched);
        return changed;
    }

    private bool MarkUsefulOperands(Call call, IReadOnlyList<MemoryClass> touched)
    {
        var changed = false;
        foreach (var operand in call.Operands)
        {
            if (operand.Type.IsFloat) changed |= useful.Add(operand);
            else if (operand.Type.Kind == TypeKind.Struct && operand.Type.CarriesFloat) changed |= Memory.Of(operand).MarkDeep(false, true);
        }

        foreach (var place in touched.Where(p => p.IsRead)) changed |= place.MarkUseful();
        return changed;
    }
}
