namespace ILDiff.Emission;

using ILDiff.IR;
using ILDiff.Types;

/// <summary>
/// What keeps an instruction in its place among others: memory that it reads or writes, and whether it can throw.
/// Two instructions may change places only if <see cref="Conflicts"/> is false.
/// </summary>
internal readonly record struct Effects(bool Reads, bool Writes, bool Throws, Slot? Private)
{
    /// <summary>What a call may do.</summary>
    public static readonly Effects All = new(true, true, true, null);

    /// <summary>Whether it may stand anywhere among the others.</summary>
    public bool IsNone => !Reads && !Writes && !Throws;

    /// <summary>
    /// A write and another access of what may be the same memory; two throws; a throw and a write that outlives it.
    /// A private slot is touched by nothing but loads and stores that name it.
    /// </summary>
    public static bool Conflicts(in Effects a, in Effects b, bool hasRegions) =>
        (a.Throws && b.Throws)
        || (a.Writes && (b.Reads || b.Writes) && Overlap(a, b))
        || (b.Writes && a.Reads && Overlap(a, b))
        || (a.Throws && b.Writes && (hasRegions || b.Private is null))
        || (b.Throws && a.Writes && (hasRegions || a.Private is null));

    /// <summary>The effects of an instruction, given which slots keep their address to themselves.</summary>
    public static Effects Of(Instruction instruction, Func<Slot, bool> isPrivate)
    {
        if (instruction.IsPure) return default;
        switch (instruction)
        {
            case Load load:
                return new(true, load.IsVolatile, MayThrow(load.Address), PrivateSlot(load.Address, isPrivate));
            case Store store:
                return new(store.IsVolatile, true, MayThrow(store.Address), PrivateSlot(store.Address, isPrivate));
            case Slot:
                return default;
            case ArrayLength or MakeSpan or Binary or Convert or Cast or Unbox or NewArray:
                return new(false, false, true, null);
            case Box or LoadToken { Kind: TokenKind.VirtualFunction }:
                return new(false, false, true, null);
            default:
                return All;
        }
    }

    /// <summary>The slot that an address lies in, if it is one by its form.</summary>
    public static Slot? SlotOf(Value address)
    {
        while (address is FieldAddress { Container: var container }) address = container;
        return address as Slot;
    }

    private static bool Overlap(in Effects a, in Effects b) => a.Private == b.Private;

    private static bool MayThrow(Value address) => SlotOf(address) is null && address is not StaticFieldAddress;

    private static Slot? PrivateSlot(Value address, Func<Slot, bool> isPrivate) =>
        SlotOf(address) is { } slot && isPrivate(slot) ? slot : null;
}
