namespace ILDiff;

using ILDiff.ControlFlow;
using ILDiff.Optimization;
using ILDiff.Simplification;

/// <summary>
/// Every pass, in the order in which it runs, with the reason for its place. Nothing schedules passes elsewhere.
/// A primal goes through <see cref="Simplification"/> and, if it is differentiated, <see cref="Normalization"/>; a
/// derivative goes through <see cref="Optimization"/>.
/// </summary>
internal static class Pipeline
{
    /// <summary>
    /// What a method makes for itself to call or to keep values in vanishes: delegates are called directly once it is known
    /// what they were made of, in callees too, and closures and other objects that nobody else knows become variables,
    /// which may show what another delegate is.
    /// </summary>
    private static readonly IPass OwnObjects = new Repeat(4,
        new ResolveCalls(),         // of objects just made
        new ResolveDelegates(),
        new BindDerivatives(),      // their closures then are objects that nobody else knows
        new Inlining { OnlyNeeded = true },
        new SimplifyFlow(),
        new DeadCode(),             // delegates whose calls are direct now
        new SplitObjects(),
        new PromoteSlots());

    /// <summary>
    /// Before differentiation. What is left here is recorded and replayed by the derivative, so whatever can vanish must
    /// vanish now. Also what others inline.
    /// </summary>
    public static IReadOnlyList<IPass> Simplification { get; } =
    [
        new ResolveCalls(),         // first: what is called decides what the rest does with it
        new Substitution(),         // before inlining, which may take the substitute in
        new MarkPureCalls(),        // value numbering and dead code may then treat Math.* as arithmetic
        new SimplifyFlow(),         // naive IL is full of jumps to jumps
        new DissolveRegions(),      // before finally handlers are copied
        new OpenFinally(),          // before inlining and promotion, which then see what the handlers do
        new PromoteSlots(),         // receivers and delegates kept in variables become visible
        new ResolveDelegates(),     // before inlining, which needs to know what is called
        new Inlining(),
        new SimplifyFlow(),         // the bodies become part of their surroundings
        new ResolveCalls(),
        new ResolveDelegates(),     // a lambda that went into an inlined method is known there
        new Inlining(),
        new SimplifyFlow(),
        new InlineBuffers(),        // after inlining: compilers reach into them by helpers
        new SpannedVariables(),
        OwnObjects,
        new DissolveRegions(),      // after inlining: many a Dispose is empty; before promotion, which handlers hinder
        new SimplifyFlow(),
        new ScalarReplacement(),    // after inlining: the receivers of struct methods no longer escape
        new PromoteSlots(),         // the fields become values
        new ValueNumbering(),       // structs built and taken apart collapse, repeated loads are merged
        new SimplifyFlow(),         // decided branches go
        new ScalarReplacement(),    // what was reached through an inner struct, or stored as one
        new PromoteSlots(),
        new ValueNumbering(),
        new DeadCode(),
        new LoopInvariants(),       // what is computed before a loop is kept once, not once per iteration
        new SimplifyFlow(),
    ];

    /// <summary>The form that the reverse sweep relies on, which must hold even when nothing is optimised.</summary>
    public static IReadOnlyList<IPass> Normalization { get; } =
    [
        new ResolveCalls(),         // a call whose target is known has a derivative
        new Substitution(),         // the framework's ways of moving floats become plain code
        new MarkPureCalls(),        // a formula is differentiated as one
        new OpenFinally(),          // the reverse sweep goes back along edges, and none leads through a handler
        new PromoteSlots(),         // values, not variables, have adjoints
        new Inlining { OnlyNeeded = true },     // references returned have no derivative of their own
        new InlineBuffers(),
        new SpannedVariables(),
        OwnObjects,                 // nor have delegates
        new PromoteSlots(),
        new SpanVariables(),        // before loops are looked at: what remains of a span in a loop is integers
        new SplitConstructions(),   // objects with active fields: allocation and constructor apart
        new MakeReducible(),        // a loop is run backwards from its header
        new LandRegions(),          // before loops get their form: exceptions that are caught lead out of loops too
        new UnifyReturns(),         // the reverse sweep starts at one place
        new NormalizeLoops(),       // one preheader, one latch, dedicated exits: where slabs open and close
        new SplitCriticalEdges(),   // code can stand on every edge
        new NormalizeLoops(),       // splitting edges can put blocks between a loop and its exits
        new LocalAddresses(),       // before values leave loops as parameters, which a reference must not be
        new CloseLoops(),           // after the loops have their blocks: values leave loops as exit parameters, so adjoints enter there
        new SpanVariables(),        // spans among them
    ];

    /// <summary>After differentiation: the adjoint accumulators become SSA, and what nobody reads goes.</summary>
    public static IReadOnlyList<IPass> Optimization { get; } =
    [
        new HoistSlots(),
        new ScalarReplacement(),    // the adjoints of structs become adjoints of floats
        new PromoteSlots(),         // accumulators and visits into SSA
        new SimplifyFlow(),
        new ValueNumbering(),       // what was revived twice, and adjoints that meet in one place
        new DeadStores(),           // after repeated loads were merged: adjoints cleared and given back, and shadows cleared twice
        new DeadCode(),             // the counters, selectors and duals that nothing came to read
        new LoopInvariants(),       // partials of values that a loop does not change
        new LoopRegisters(),        // after addresses have become invariant: adjoints that a loop adds up in one place
        new PromoteSlots(),         // the variables for them
        new SimplifyFlow(),
        new JoinConstructions(),    // last: until then an allocation is known to be fresh memory
    ];

    /// <summary>What emission needs of a derivative even when nothing is optimised.</summary>
    public static IReadOnlyList<IPass> Lowering { get; } =
    [
        new HoistSlots(),
        new PromoteSlots(),         // thousands of accumulators as variables would pass the limits of the JIT
        new SimplifyFlow(),
        new JoinConstructions(),
    ];
}
