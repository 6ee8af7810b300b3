namespace ILDiff.Analyses;

using ILDiff.ControlFlow;
using ILDiff.IR;
using ILDiff.Types;

/// <summary>
/// Whether what a load read may have changed by the time the method returns: whether a write that may hit the same
/// place can run after it, in this or a later visit of a loop. Places that code outside may hold can be the same
/// place under two names, unless the method is compiled for arguments known to be distinct arrays.
/// </summary>
internal sealed class Overwrites
{
    private readonly MemoryGraph places;
    private readonly List<Instruction> writers;
    private readonly Dictionary<Block, HashSet<Block>> reachable = [];
    private readonly Dictionary<Load, bool> known = [];
    private readonly Dictionary<Instruction, int> positions = [];
    private readonly HashSet<MemoryClass> distinct = [];
    private readonly IReadOnlySet<Block> ends;

    /// <param name="places">Memory classes of the method.</param>
    /// <param name="distinctArrays">Parameters known to be arrays different from each other.</param>
    /// <param name="ends">Blocks at whose end the values read so far are not wanted any more.</param>
    public Overwrites(MemoryGraph places, IEnumerable<Value> distinctArrays, IReadOnlySet<Block>? ends = null)
    {
        this.places = places;
        this.ends = ends ?? new HashSet<Block>();
        foreach (var array in distinctArrays) distinct.Add(places.Of(array).Part(MemoryClass.Elements));
        foreach (var block in places.Method.Blocks)
        {
            for (var i = 0; i < block.Instructions.Count; i++) positions.Add(block.Instructions[i], i);
        }

        writers = [.. places.Method.Blocks.SelectMany(b => b.Instructions).Where(i => i.WritesMemory)];
    }

    /// <summary>Whether a write after the load may hit its place.</summary>
    public bool MayBeOverwritten(Load load)
    {
        if (!known.TryGetValue(load, out var result))
        {
            known.Add(load, result = load.IsVolatile || writers.Any(w => MayWrite(w, load) && CanRunAfter(w, load)));
        }

        return result;
    }

    private bool MayWrite(Instruction writer, Load load) => writer switch
    {
        Store store => Overlap(store.Accessed, load.Accessed) && Differ(store.Address, load.Address) is false
            && MayBeOne(places.Of(store.Address), places.Of(load.Address)),
        Call or NewObject => places.Touched(writer).Any(p => p.IsWritten && MayBeOne(p, places.Of(load.Address))),
        _ => true,
    };

    private bool MayBeOne(MemoryClass a, MemoryClass b)
    {
        if (a == b) return true;
        if (!a.IsExternal || !b.IsExternal) return IsWithin(a, b) || IsWithin(b, a);
        return !(distinct.Contains(a) && distinct.Contains(b));
    }

    /// <summary>Whether a place is a part of another, as a field of a struct is.</summary>
    private static bool IsWithin(MemoryClass part, MemoryClass whole)
    {
        var seen = new HashSet<MemoryClass>();
        var work = new Stack<MemoryClass>([whole]);
        while (work.TryPop(out var next))
        {
            if (next == part) return true;
            if (!seen.Add(next)) continue;
            foreach (var (_, inner) in next.Parts) work.Push(inner.Find());
        }

        return false;
    }

    private static bool Overlap(IRType a, IRType b) => a == b || (a.IsObject && b.IsObject) || Contains(a, b) || Contains(b, a)
        || (a.IsInteger && b.IsInteger && a.OnStack == b.OnStack);

    private static bool Contains(IRType whole, IRType part) => whole.Kind == TypeKind.Struct && whole.Fields.Any(f => Overlap(f.Type, part));

    /// <summary>Whether two addresses are of kinds that are never one place: different fields, a field and an element.</summary>
    private static bool Differ(Value a, Value b) => (a, b) switch
    {
        (FieldAddress x, FieldAddress y) => x.Field != y.Field && x.Field.Type.Kind != TypeKind.Struct && y.Field.Type.Kind != TypeKind.Struct,
        (StaticFieldAddress x, StaticFieldAddress y) => x.Field != y.Field,
        (StaticFieldAddress, ElementAddress { Array.Type.IsSpan: false }) or (ElementAddress { Array.Type.IsSpan: false }, StaticFieldAddress) => true,
        (FieldAddress { Container.Type.IsObject: true }, ElementAddress { Array.Type.IsSpan: false })
            or (ElementAddress { Array.Type.IsSpan: false }, FieldAddress { Container.Type.IsObject: true }) => true,
        (ElementAddress x, ElementAddress y) => x.Array == y.Array && x.Indices.Length == 1
            && x.Indices[0] is Constant { Literal: int i } && y.Indices[0] is Constant { Literal: int j } && i != j,
        _ => false,
    };

    private bool CanRunAfter(Instruction writer, Instruction load)
    {
        if (writer.Block == load.Block && positions[writer] > positions[load]) return true;
        return Reachable(load.Block!).Contains(writer.Block!);
    }

    /// <summary>The blocks that can run after the block, itself included only if it lies on a cycle.</summary>
    private HashSet<Block> Reachable(Block block)
    {
        if (reachable.TryGetValue(block, out var set)) return set;
        reachable.Add(block, set = []);
        var work = new Stack<Block>(SuccessorsBeforeEnd(block));
        while (work.TryPop(out var next))
        {
            if (!set.Add(next)) continue;
            foreach (var successor in SuccessorsBeforeEnd(next)) work.Push(successor);
        }

        return set;
    }

    private IEnumerable<Block> SuccessorsBeforeEnd(Block block) => ends.Contains(block) ? [] : Successors(block);

    private static IEnumerable<Block> Successors(Block block) => block.Edges.Select(e => e.Target).Concat(FlowGraph.Handlers(block));
}
