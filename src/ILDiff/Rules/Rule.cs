namespace ILDiff.Rules;

using ILDiff.Types;

/// <summary>What is known of a method's derivative: one of the kinds in this folder.</summary>
internal abstract class Rule
{
    /// <summary>
    /// Whether the method is a function of its scalar arguments and nothing else, and never throws, so that calls may be
    /// merged, moved, dropped and repeated.
    /// </summary>
    public virtual bool IsPure => false;

    /// <summary>Whether it neither reads nor writes memory, though it may throw; so of every pure method.</summary>
    public virtual bool IsMemoryFree => IsPure;
}

/// <summary>
/// A scalar function given by its partial derivatives. Both modes, what has to be kept for the reverse sweep, the
/// documentation and the tests derive from them.
/// </summary>
/// <param name="partials">For each operand ∂result/∂operand, or null where the operand is no float and has no derivative.</param>
/// <param name="throws">Whether the method can throw.</param>
internal sealed class FormulaRule(IReadOnlyList<Formula?> partials, bool throws = false) : Rule
{
    public IReadOnlyList<Formula?> Partials { get; } = partials;

    public override bool IsPure => !throws;

    public override bool IsMemoryFree => true;

    /// <summary>The width to compute in where a method mixes widths: the widest among its operands and its result.</summary>
    public static IRType WorkingType(MethodHandle method) =>
        method.Parameters.Append(method.ReturnType).Where(t => t.IsFloat).MaxBy(t => t.Kind)
        ?? throw new ArgumentException($"{method} has no float in its signature", nameof(method));
}

/// <summary>
/// A scalar function with several results, returned as a tuple: a struct whose field <c>k</c> in
/// <see cref="IRType.Fields"/> is component <c>k</c>.
/// </summary>
/// <param name="partials">For each component, for each operand, ∂component/∂operand or null.</param>
internal sealed class TupleFormulaRule(IReadOnlyList<IReadOnlyList<Formula?>> partials) : Rule
{
    public IReadOnlyList<IReadOnlyList<Formula?>> Partials { get; } = partials;

    public override bool IsPure => true;
}

/// <summary>
/// A method whose results carry no derivative, although types may say so: they are integers, text, random, or piecewise
/// constant. It is called as it is, once, in the forward sweep. What it writes through a reference to a float has zero
/// derivative from then on.
/// </summary>
internal sealed class InactiveRule(SideEffects effects, string? note = null) : Rule
{
    /// <summary>What a reader of a report should know.</summary>
    public string? Note { get; } = note;

    /// <summary>
    /// Whether the result is a float made from data without derivatives (bits, bytes, text, boxes). Where those were
    /// computed from active floats, the derivative is lost, and that has to be reported.
    /// </summary>
    public bool CutsChain { get; init; }

    public override bool IsPure => effects == SideEffects.None;

    public override bool IsMemoryFree => effects != SideEffects.Any;
}

/// <summary>What a method may do besides giving its result.</summary>
internal enum SideEffects
{
    Any, MayThrow, None,
}

/// <summary>A method without a usable derivative: with an active argument it is an error, else it is called as it is.</summary>
internal sealed class UnsupportedRule(string reason) : Rule
{
    /// <summary>Why, and what to use instead; the end of a sentence.</summary>
    public string Reason { get; } = reason;
}
