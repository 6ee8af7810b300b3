namespace ILDiff.Analyses;

using ILDiff.IR;
using ILDiff.Types;

/// <summary>
/// The memory classes that hold no float, by the types of the fields, elements and references that name them. A call with
/// active arguments is taken to make all active that it writes; a counter in a field is not.
/// </summary>
internal sealed class PlainPlaces
{
    private readonly HashSet<MemoryClass> plain = [];
    private readonly HashSet<MemoryClass> carrying = [];

    public PlainPlaces(IRMethod method, MemoryGraph memory)
    {
        foreach (var (field, place) in memory.Statics) Note(field.Type, place);
        var work = new Stack<MemoryClass>(memory.Statics.Select(s => s.Value));
        foreach (var value in method.Blocks.SelectMany(b => b.Parameters.Concat<Value>(b.All)).Where(v => MemoryGraph.IsTracked(v.Type)))
        {
            var place = memory.Of(value);
            if (value.Type is { IsAddress: true, Element: { } target }) Note(target, place);
            else if (value.Type is { Kind: TypeKind.Array or TypeKind.MultiArray, Element: { } element } && place.Parts.Any(p => p.Key == MemoryClass.Elements)) Note(element, place.Part(MemoryClass.Elements));
            work.Push(place);
        }

        var seen = new HashSet<MemoryClass>();
        while (work.TryPop(out var next))
        {
            var place = next.Find();
            if (!seen.Add(place)) continue;
            foreach (var (key, part) in place.Parts)
            {
                if (key is IRField field) Note(field.Type, part);
                work.Push(part);
            }

            if (place.KnownTarget is { } pointed) work.Push(pointed);
        }
    }

    public bool Contains(MemoryClass place) => plain.Contains(place.Find()) && !carrying.Contains(place.Find()) && !place.IsUnknown;

    private void Note(IRType type, MemoryClass place) => (type.MayCarryFloat() ? carrying : plain).Add(place.Find());
}
