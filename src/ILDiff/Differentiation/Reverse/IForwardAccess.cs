namespace ILDiff.Differentiation.Reverse;

using ILDiff.IR;
using ILDiff.Types;

/// <summary>
/// How the reverse sweep reads what the forward sweep computed, at the visit that is being reversed. The sweep is run
/// twice over the same code: once with a collector, which finds out what is needed, then with the real source.
/// </summary>
internal interface IForwardAccess
{
    /// <summary>Called when emission moves to another block of the reverse sweep.</summary>
    void Enter(Block block);

    /// <summary>A value of the primal.</summary>
    Value Primal(IRBuilder builder, Value value);

    /// <summary>The shadow of a reference, or of a byref parameter.</summary>
    Value Shadow(IRBuilder builder, Value value);

    /// <summary>The shadow of a local variable of the primal.</summary>
    Value ShadowSlot(IRBuilder builder, Slot slot);

    /// <summary>The frame of an augmented callee.</summary>
    Value CalleeFrame(IRBuilder builder, Call call);

    /// <summary>Called at the reversed exit of a loop, when its visit is set.</summary>
    void EnterLoop(IRBuilder builder, ControlFlow.Loop loop);

    /// <summary>Called when a loop's reverse sweep steps to the visit before.</summary>
    void StepLoop(IRBuilder builder, ControlFlow.Loop loop);
}

/// <summary>Notes what is asked for.</summary>
internal sealed class NeedCollector : IForwardAccess
{
    private readonly Dictionary<Value, Value> slots = [];

    /// <summary>What the reverse sweep reads, in the order of first use.</summary>
    public List<Item> Needs { get; } = [];

    private HashSet<Item> Seen { get; } = [];

    public void Enter(Block block)
    {
    }

    public Value Primal(IRBuilder builder, Value value) => Note(builder, value, new PrimalItem(value), value.Type);

    public Value Shadow(IRBuilder builder, Value value) => Note(builder, value, new ShadowItem(value), value.Type.Shadow);

    public Value ShadowSlot(IRBuilder builder, Slot slot)
    {
        if (!slots.TryGetValue(slot, out var shadow)) slots.Add(slot, shadow = new IRBuilder(builder.Method, builder.Method.Entry).Slot(slot.Stored.Shadow));
        return shadow;
    }

    public Value CalleeFrame(IRBuilder builder, Call call) => Note(builder, call, new CalleeFrameItem(call), builder.Types.Int32);

    public void EnterLoop(IRBuilder builder, ControlFlow.Loop loop)
    {
    }

    public void StepLoop(IRBuilder builder, ControlFlow.Loop loop)
    {
    }

    private Value Note(IRBuilder builder, Value value, Item item, IRType type)
    {
        if (value is Constant constant) return builder.Method.Constant(type, constant.Literal);
        if (Seen.Add(item)) Needs.Add(item);
        return builder.Opaque("needed", type);
    }
}
