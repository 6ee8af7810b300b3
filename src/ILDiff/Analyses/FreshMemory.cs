namespace ILDiff.Analyses;

using ILDiff.IR;

/// <summary>Which memory that calls write in a part of a method nobody sees if that part is broken off.</summary>
internal sealed class FreshMemory
{
    private readonly MemoryGraph memory;
    private readonly Func<Block, bool> isInside;
    private readonly HashSet<MemoryClass> seen;

    /// <param name="method">In SSA.</param>
    /// <param name="memory">Of the method.</param>
    /// <param name="isInside">Whether a block belongs to the part.</param>
    public FreshMemory(IRMethod method, MemoryGraph memory, Func<Block, bool> isInside)
    {
        this.memory = memory;
        this.isInside = isInside;
        var outside = method.Blocks.Where(b => !isInside(b)).SelectMany(b => b.Parameters.Concat<Value>(b.All));
        seen = Reach(outside.Where(v => MemoryGraph.IsTracked(v.Type)));
    }

    /// <summary>
    /// Whether memory that a call writes is unknown outside, or is of objects that the call makes or is given as new ones, and
    /// that nothing known outside refers to: then they leave the part as values alone, which happens at its end.
    /// </summary>
    public bool IsUnseen(Instruction call, MemoryClass written)
    {
        if (written.IsExternal) return false;
        if (!seen.Contains(written.Find())) return true;
        var operands = call.Operands.ToArray().Where(o => MemoryGraph.IsTracked(o.Type)).ToLookup(IsNew);
        var made = Reach(MemoryGraph.IsTracked(call.Type) ? operands[true].Append(call) : operands[true]);
        return made.Contains(written.Find()) && !Reach(operands[false]).Overlaps(made)
            && seen.All(p => made.Contains(p) || p.KnownTarget is not { } target || !made.Contains(target));
    }

    private bool IsNew(Value value) => value is Allocate or NewArray or NewObject && isInside(((Instruction)value).Block!);

    private HashSet<MemoryClass> Reach(IEnumerable<Value> values)
    {
        var reached = new HashSet<MemoryClass>();
        var work = new Stack<MemoryClass>(values.Select(memory.Of));
        while (work.TryPop(out var next))
        {
            var place = next.Find();
            if (!reached.Add(place)) continue;
            foreach (var (_, part) in place.Parts) work.Push(part);
            if (place.KnownTarget is { } target) work.Push(target);
        }

        return reached;
    }
}
