namespace ILDiff.Differentiation.Reverse;

using ILDiff.Analyses;
using ILDiff.IR;
using ILDiff.Types;

/// <summary>
/// What the reverse sweep could compute again, from what, and at what price. Prices are tenths of a nanosecond, so
/// that they can be weighed against recording (a store, a load and the memory traffic).
/// </summary>
internal sealed class Recomputation(PreparedPrimal primal, bool isSplit, Func<Load, bool> mayBeOverwritten)
{
    /// <summary>Whether the reverse sweep has the item for nothing.</summary>
    public bool IsFree(Item item) => item switch
    {
        PrimalItem { Value: Constant } or ShadowItem { Value: Constant } => true,
        PrimalItem { Value: BlockParameter parameter } => parameter.Block == primal.Method.Entry || IsCounter(parameter) || IsLocal(item),
        ShadowItem { Value: BlockParameter parameter } => parameter.Block == primal.Method.Entry || IsLocal(item),
        _ => IsLocal(item),
    };

    /// <summary>Whether the item stays in a local variable: it is computed outside loops, or in fused ones, and both sweeps are one method.</summary>
    public bool IsLocal(Item item) => !isSplit && LoopOf(item) is null;

    /// <summary>The loop in whose visits the item has its values; fused loops do not count.</summary>
    public ControlFlow.Loop? LoopOf(Item item) => LoopOf(primal, item);

    /// <inheritdoc cref="LoopOf(Item)"/>
    public static ControlFlow.Loop? LoopOf(PreparedPrimal primal, Item item) => item switch
    {
        PrimalItem i => primal.LoopOf(i.Value),
        ShadowItem i => primal.LoopOf(i.Value),
        SlabItem i => primal.Recorded(i.Loop.Parent),
        LastFrameItem i => primal.Recorded(i.Loop.Parent),
        CalleeFrameItem i => primal.LoopOf(i.Call),
        _ => null,
    };

    /// <summary>What the item can be computed from again; null if it cannot.</summary>
    public IReadOnlyList<Item>? Sources(Item item) => item switch
    {
        PrimalItem { Value: BlockParameter parameter } => Induction(parameter) is { } i ? [new PrimalItem(i.Initial), new PrimalItem(i.Step)] : null,
        PrimalItem { Value: Load load } => IsStable(load) ? AddressSources(load.Address, false) : null,
        PrimalItem { Value: Instruction instruction } when CanRepeat(instruction) => [.. instruction.Operands.ToArray().Select(o => new PrimalItem(o))],
        ShadowItem { Value: Load load } => IsStable(load) ? AddressSources(load.Address, true) : null,
        ShadowItem { Value: Cast cast } => [new ShadowItem(cast.Operand(0))],
        ShadowItem { Value: MakeSpan made } => [new ShadowItem(made.Source), .. made.Range.ToArray().Select(r => new PrimalItem(r))],
        ShadowItem { Value: Select { Type.IsSpan: true } select } => [new PrimalItem(select.Operand(0)), new ShadowItem(select.Operand(1)), new ShadowItem(select.Operand(2))],
        _ => null,
    };

    /// <summary>The price of one recomputation.</summary>
    public static long Price(Item item) => item switch
    {
        PrimalItem { Value: Call } => 60,
        PrimalItem { Value: Binary { Operator: BinaryOperator.Div or BinaryOperator.Rem } binary } => binary.Type.IsFloat ? 12 : 15,
        PrimalItem { Value: Binary { Type.IsFloat: true } } => 3,
        PrimalItem { Value: Convert } => 3,
        PrimalItem { Value: Load } or ShadowItem => 4,
        PrimalItem { Value: Select select } => select.Type.IsFloat ? 8 : 3,
        _ => 1,
    };

    /// <summary>The price of recording it once. A span cannot be: it is a place, which the reverse sweep makes again from its source.</summary>
    public static long RecordingPrice(Item item) => item switch
    {
        PrimalItem { Value: var value } when value.Type.HoldsSpan() => MinimumCut.Forbidding,
        ShadowItem { Value: var value } when value.Type.HoldsSpan() => MinimumCut.Forbidding,
        PrimalItem { Value.Type.Kind: TypeKind.Int32 } => 7,
        PrimalItem { Value.Type: { IsObject: true } } or ShadowItem => 25,
        PrimalItem { Value.Type: { Kind: TypeKind.Struct } type } => 10 * Math.Max(1, type.Fields.Count),
        _ => 12,
    };

    private static bool CanRepeat(Instruction instruction) => instruction is Binary or Unary or Compare or Convert or Select or ArrayLength or MakeSpan or Cast or ExtractField or InsertField
        || instruction is Call { IsPureFunction: true } || (instruction is ElementAddress or FieldAddress or StaticFieldAddress);

    private bool IsStable(Load load) => HasStableBase(load.Address) && !mayBeOverwritten(load);

    /// <summary>Whether the reverse sweep can name the place again.</summary>
    private bool HasStableBase(Value address) => address switch
    {
        ElementAddress => true,
        FieldAddress { Container.Type.IsObject: true } => true,
        FieldAddress field => HasStableBase(field.Container),
        StaticFieldAddress => true,
        Slot => !isSplit,
        BlockParameter parameter => parameter.Block == primal.Method.Entry,
        _ => false,
    };

    private static List<Item> AddressSources(Value address, bool inShadow)
    {
        Item Base(Value value) => inShadow ? new ShadowItem(value) : new PrimalItem(value);
        switch (address)
        {
            case ElementAddress element:
                return [Base(element.Array), .. element.Indices.ToArray().Select(i => new PrimalItem(i))];
            case FieldAddress { Container.Type.IsObject: true } field:
                return [Base(field.Container)];
            case FieldAddress field:
                return AddressSources(field.Container, inShadow);
            case BlockParameter parameter:
                return [Base(parameter)];
            default:
                return [];
        }
    }

    private bool IsCounter(BlockParameter parameter) =>
        primal.Loops.Of(parameter.Block) is { } loop && loop.Header == parameter.Block && primal.Visits(loop).Counter == parameter;

    private Induction? Induction(BlockParameter parameter) =>
        primal.Loops.Of(parameter.Block) is { } loop && loop.Header == parameter.Block ? primal.Visits(loop).Variables.Of(parameter) : null;
}
