namespace ILDiff.Differentiation.Reverse;

using ILDiff.ControlFlow;
using ILDiff.IR;

/// <summary>Something of the forward sweep that the reverse sweep reads.</summary>
internal abstract record Item;

/// <summary>A value of the primal.</summary>
internal sealed record PrimalItem(Value Value) : Item;

/// <summary>The shadow of a reference of the primal.</summary>
internal sealed record ShadowItem(Value Value) : Item;

/// <summary>Where a loop's slab starts in a bank of the tape.</summary>
internal sealed record SlabItem(Loop Loop, Bank Bank) : Item;

/// <summary>The last frame of a loop that links one frame per visit.</summary>
internal sealed record LastFrameItem(Loop Loop) : Item;

/// <summary>The frame that an augmented callee has left on the tape.</summary>
internal sealed record CalleeFrameItem(Call Call) : Item;

/// <summary>A bank of the tape, by what its cells hold.</summary>
internal enum Bank
{
    Reals, Ints, Longs, Objects,
}
