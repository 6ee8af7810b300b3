namespace ILDiff.Verification;

using Mono.Cecil.Cil;

/// <summary>What a region of a method is.</summary>
internal enum RegionKind
{
    Try, Catch, Filter, FilterHandler, Finally, Fault,
}

/// <summary>A protected region, filter or handler, by instruction indices.</summary>
internal sealed class Region
{
    public required RegionKind Kind { get; init; }

    public required int Start { get; init; }

    /// <summary>The first instruction after it.</summary>
    public required int End { get; init; }

    /// <summary>The clause that a filter or handler belongs to.</summary>
    public ExceptionHandler? Clause { get; init; }

    /// <summary>For a filter or handler, the region that it protects; for a protected region, nothing.</summary>
    public Region? Protects { get; init; }

    public Region? Parent { get; set; }

    /// <summary>For a protected region, its filters and handlers.</summary>
    public List<Region> Handlers { get; } = [];

    public bool Contains(int instruction) => instruction >= Start && instruction < End;
}

/// <summary>The tree of exception regions of a method body.</summary>
internal sealed class ExceptionRegions
{
    private const int MaximumClauses = 5_000;

    private readonly Region?[] innermost;

    public ExceptionRegions(MethodBody body, IReadOnlyDictionary<Instruction, int> indices, int count)
    {
        innermost = new Region?[count];
        All = [];
        if (!body.HasExceptionHandlers) return;
        if (body.ExceptionHandlers.Count > MaximumClauses) throw new VerificationFailure(VerificationCode.MalformedBody, "too many exception clauses");
        var tries = new Dictionary<(int, int), Region>();
        foreach (var clause in body.ExceptionHandlers)
        {
            var range = (At(clause.TryStart), At(clause.TryEnd));
            if (!tries.TryGetValue(range, out var guarded))
            {
                guarded = Add(RegionKind.Try, range.Item1, range.Item2, null, null);
                tries.Add(range, guarded);
            }

            if (clause.HandlerType == ExceptionHandlerType.Filter)
            {
                guarded.Handlers.Add(Add(RegionKind.Filter, At(clause.FilterStart), At(clause.HandlerStart), clause, guarded));
            }

            guarded.Handlers.Add(Add(KindOf(clause.HandlerType), At(clause.HandlerStart), At(clause.HandlerEnd), clause, guarded));
        }

        Nest();

        int At(Instruction? instruction) => instruction is null ? count
            : indices.TryGetValue(instruction, out var index) ? index
            : throw new VerificationFailure(VerificationCode.RegionStructure, "an exception clause names an instruction that is not in the body");
    }

    public List<Region> All { get; }

    /// <summary>The innermost region that an instruction is in, or null.</summary>
    public Region? At(int instruction) => innermost[instruction];

    private static RegionKind KindOf(ExceptionHandlerType type) => type switch
    {
        ExceptionHandlerType.Catch => RegionKind.Catch,
        ExceptionHandlerType.Filter => RegionKind.FilterHandler,
        ExceptionHandlerType.Finally => RegionKind.Finally,
        _ => RegionKind.Fault,
    };

    private Region Add(RegionKind kind, int start, int end, ExceptionHandler? clause, Region? protects)
    {
        if (start >= end) throw new VerificationFailure(VerificationCode.RegionStructure, "an exception region is empty");
        if (protects is not null && start < protects.End && end > protects.Start)
        {
            throw new VerificationFailure(VerificationCode.RegionStructure, "a handler overlaps the region that it protects");
        }

        var region = new Region { Kind = kind, Start = start, End = end, Clause = clause, Protects = protects };
        All.Add(region);
        return region;
    }

    /// <summary>Outer regions come first, by start and then by length, so that a stack of open regions gives the parents.</summary>
    private void Nest()
    {
        var open = new Stack<Region>();
        var ordered = All.OrderBy(r => r.Start).ThenByDescending(r => r.End).ToList();
        foreach (var region in ordered)
        {
            while (open.TryPeek(out var outer) && outer.End <= region.Start) open.Pop();
            if (open.TryPeek(out var parent))
            {
                if (region.End > parent.End || (region.Start == parent.Start && region.End == parent.End))
                {
                    throw new VerificationFailure(VerificationCode.RegionStructure, "exception regions overlap");
                }

                region.Parent = parent;
            }

            open.Push(region);
        }

        foreach (var region in ordered) Array.Fill(innermost, region, region.Start, region.End - region.Start);
    }
}
