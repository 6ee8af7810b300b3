namespace ILDiff.Reading;

using ILDiff.IR;
using ILDiff.Types;
using Mono.Cecil.Cil;
using Instruction = Mono.Cecil.Cil.Instruction;

/// <summary>
/// The protected regions and handlers of a method, nested by where they lie in the code, as ECMA-335 I.12.4.2.7
/// requires. Handlers keep the order of the table, in which the run time looks for one.
/// </summary>
internal sealed class ExceptionRegions
{
    /// <summary>More handlers or deeper nesting than this is taken for an attack.</summary>
    private const int Most = 4000, Deepest = 200;

    private readonly ILFlow flow;
    private readonly Func<string, Exception> invalid;
    private readonly List<Span> spans = [];
    private readonly Dictionary<Region, List<Region>> handlers = [];
    private readonly Dictionary<Region, ILBlock> entries = [];

    public ExceptionRegions(MethodBody body, ILFlow flow, Func<Mono.Cecil.TypeReference, IRType> typeOf, Func<string, Exception> invalid)
    {
        this.flow = flow;
        this.invalid = invalid;
        if (body.ExceptionHandlers.Count > Most) throw invalid($"it has more than {Most} exception handlers");
        foreach (var handler in body.ExceptionHandlers) Add(handler, typeOf);
        Nest();
        Assign();
    }

    /// <summary>In the order of the table, each try region before its first handler.</summary>
    public IEnumerable<Region> Regions => spans.Select(s => s.Region);

    /// <summary>The handlers of a try region, in the order in which they are tried.</summary>
    public IReadOnlyList<Region> HandlersOf(Region region) => handlers.TryGetValue(region, out var list) ? list : [];

    /// <summary>Where a region begins.</summary>
    public ILBlock EntryOf(Region region) => entries[region];

    private void Add(ExceptionHandler handler, Func<Mono.Cecil.TypeReference, IRType> typeOf)
    {
        var guarded = spans.Find(s => s.Region.Kind == RegionKind.Try && s.Start == flow.IndexOf(handler.TryStart) && s.End == flow.IndexOf(handler.TryEnd));
        guarded ??= Span.Of(this, RegionKind.Try, handler.TryStart, handler.TryEnd, null, null);
        if (handler.HandlerType == ExceptionHandlerType.Filter)
        {
            Span.Of(this, RegionKind.Filter, handler.FilterStart, handler.HandlerStart, guarded, null);
        }

        var kind = handler.HandlerType switch
        {
            ExceptionHandlerType.Catch => RegionKind.Catch,
            ExceptionHandlerType.Filter => RegionKind.FilterHandler,
            ExceptionHandlerType.Finally => RegionKind.Finally,
            _ => RegionKind.Fault,
        };
        if (kind == RegionKind.Catch && handler.CatchType is null) throw invalid("a catch handler names no type");
        Span.Of(this, kind, handler.HandlerStart, handler.HandlerEnd, guarded, kind == RegionKind.Catch ? typeOf(handler.CatchType) : null);
    }

    /// <summary>Finds the parent of each span with a stack of open ones, the wider first where two start together.</summary>
    private void Nest()
    {
        var open = new Stack<Span>();
        foreach (var span in spans.OrderBy(s => s.Start).ThenByDescending(s => s.End).ThenBy(s => s.Region.Kind == RegionKind.Try))
        {
            while (open.TryPeek(out var top) && top.End <= span.Start) open.Pop();
            if (open.TryPeek(out var outer))
            {
                if (outer.End < span.End) throw invalid("its protected regions overlap");
                span.Region.Parent = outer.Region;
            }

            open.Push(span);
            if (open.Count > Deepest) throw invalid($"its protected regions nest more than {Deepest} deep");
        }

        foreach (var span in spans)
        {
            if (span.Guarded is not { } guarded) continue;
            if (guarded.Region.Parent != span.Region.Parent) throw invalid("a handler and the region that it guards lie in different regions");
            span.Region.Guarded = guarded.Region;
            if (!handlers.TryGetValue(guarded.Region, out var list)) handlers.Add(guarded.Region, list = []);
            list.Add(span.Region);
        }
    }

    private void Assign()
    {
        var ordered = spans.OrderBy(s => s.Start).ThenByDescending(s => s.End).ThenBy(s => s.Region.Kind == RegionKind.Try).ToList();
        var open = new Stack<Span>();
        var next = 0;
        foreach (var block in flow.Blocks)
        {
            while (open.TryPeek(out var top) && top.End <= block.Start) open.Pop();
            while (next < ordered.Count && ordered[next].Start == block.Start) open.Push(ordered[next++]);
            if (open.TryPeek(out var inner)) block.Region = inner.Region;
        }
    }

    /// <summary>A region with its bounds, as indices of instructions.</summary>
    private sealed class Span(Region region, int start, int end, Span? guarded)
    {
        public Region Region { get; } = region;

        public int Start { get; } = start;

        public int End { get; } = end;

        public Span? Guarded { get; } = guarded;

        public static Span Of(ExceptionRegions regions, RegionKind kind, Instruction? from, Instruction? to, Span? guarded, IRType? catches)
        {
            var (start, end) = (from is null ? -1 : regions.flow.IndexOf(from), regions.flow.IndexOf(to));
            if (start < 0 || end <= start || regions.flow.Starting(from) is not { } entry) throw regions.invalid("a protected region has no valid bounds");
            var span = new Span(new Region(kind, null) { CatchType = catches }, start, end, guarded);
            regions.spans.Add(span);
            regions.entries.Add(span.Region, entry);
            return span;
        }
    }
}
