namespace ILDiff.IR;

/// <summary>The invariants of protected regions: how they nest, how control enters and leaves them.</summary>
internal static class RegionRules
{
    public static void Check(IRMethod method, HashSet<Block> blocks, Action<Block?, Instruction?, string> report)
    {
        var regions = method.Regions.ToHashSet();
        var guarded = method.Regions.Select(r => r.Guarded).OfType<Region>().ToHashSet();
        foreach (var region in method.Regions)
        {
            if (CheckRegion(region, regions, guarded, blocks) is { } problem) report(region.Entry, null, $"the {region.Kind} region: {problem}");
        }

        foreach (var block in method.Blocks)
        {
            if (block.Region is { } region && !regions.Contains(region)) report(block, null, "its region is not in the method");
            if (block.Terminator is not { } terminator) continue;
            if (CheckExit(terminator, block.Region) is { } problem) report(block, terminator, problem);
            foreach (var edge in terminator.Edges)
            {
                var allowed = terminator is Leave ? Surrounds(edge.Target, block.Region) : Enters(edge.Target, block.Region);
                if (!allowed) report(block, terminator, $"{edge.Target} cannot be entered from here: it is in another region");
            }
        }
    }

    /// <summary>Whether the block is in the region or in one inside it.</summary>
    public static bool IsIn(Block block, Region region)
    {
        for (var at = block.Region; at is not null; at = at.Parent)
        {
            if (at == region) return true;
        }

        return false;
    }

    /// <summary>Whether a block is reached from a region by staying in it or by entering try regions at their entry.</summary>
    public static bool Enters(Block target, Region? from)
    {
        var region = target.Region;
        while (region != from && region is { Kind: RegionKind.Try } && region.Entry == target) region = region.Parent;
        return region == from && (region is null or { Kind: RegionKind.Try } || region.Entry != target);
    }

    private static string? CheckRegion(Region region, HashSet<Region> regions, HashSet<Region> guarded, HashSet<Block> blocks)
    {
        if (region.Entry is not { } entry || !blocks.Contains(entry)) return "it has no entry in the method";
        if (!IsIn(entry, region)) return "its entry is outside it";
        if (region.Parent is { } parent && !regions.Contains(parent)) return "its parent is not in the method";
        if (region.Kind == RegionKind.Try) return guarded.Contains(region) ? null : "nothing handles it";
        if (region.Guarded is not { Kind: RegionKind.Try } tried || !regions.Contains(tried)) return "it guards no try region";
        if (tried.Parent != region.Parent) return "it is not beside the try region that it guards";
        var expected = region.Kind is RegionKind.Finally or RegionKind.Fault ? 0 : 1;
        if (entry.Parameters.Count != expected) return $"its entry has {entry.Parameters.Count} parameters instead of {expected}";
        if (expected == 1 && !entry.Parameters[0].Type.IsObject) return "the parameter of its entry is no object";
        return region.Kind == RegionKind.Catch && region.CatchType is null ? "it has no type to catch" : null;
    }

    private static string? CheckExit(Terminator terminator, Region? region) => terminator switch
    {
        Return when region is not null => "a return inside a protected region",
        Leave when region is null => "a leave outside protected regions",
        Leave when region.Kind is RegionKind.Finally or RegionKind.Fault or RegionKind.Filter => $"a leave out of a {region.Kind} region",
        Throw { Operands.Length: 0 } when !InCatch(region) => "a rethrow outside a catch handler",
        EndHandler { Operands.Length: 0 } when region?.Kind is not (RegionKind.Finally or RegionKind.Fault) => "an endfinally outside a finally or fault handler",
        EndHandler { Operands.Length: 1 } when region?.Kind != RegionKind.Filter => "an endfilter outside a filter",
        _ => null,
    };

    private static bool InCatch(Region? region)
    {
        for (; region is not null; region = region.Parent)
        {
            if (region.Kind is RegionKind.Catch or RegionKind.FilterHandler) return true;
        }

        return false;
    }

    /// <summary>Whether a leave may go to the block: to a region around, or from there into a try region at its entry.</summary>
    private static bool Surrounds(Block target, Region? from)
    {
        for (var region = from; ; region = region.Parent)
        {
            if (Enters(target, region)) return true;
            if (region is null) return false;
        }
    }
}
