namespace ILDiff.ControlFlow;

using ILDiff.IR;

/// <summary>What a handler that catches makes matter.</summary>
internal static class Caught
{
    /// <summary>Whether a removable instruction may throw in a region that catches: then it decides where control goes, read or not.</summary>
    public static bool Decides(Instruction instruction) =>
        instruction is { Block.Region: not null } and (NewArray or ArrayLength or Load) && !(instruction is Load load && IsVariable(load.Address)) && IsIn(instruction.Block!);

    private static bool IsVariable(Value address)
    {
        while (address is FieldAddress { Container.Type.IsAddress: true } field) address = field.Container;
        return address is Slot or StaticFieldAddress;
    }

    private static bool IsIn(Block block)
    {
        for (var region = block.Region; region is not null; region = region.Parent)
        {
            if (region.Kind == RegionKind.Try && block.Method.Regions.Exists(r => r.Guarded == region && r.Kind is RegionKind.Catch or RegionKind.FilterHandler)) return true;
        }

        return false;
    }
}
