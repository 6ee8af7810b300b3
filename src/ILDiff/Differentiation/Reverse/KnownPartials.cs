namespace ILDiff.Differentiation.Reverse;

using ILDiff.IR;
using ILDiff.Rules;
using ILDiff.Types;

/// <summary>
/// Finds in partials what the primal computes anyway: the cosine of a number whose sine is differentiated, or a
/// reciprocal, to multiply with in place of a division.
/// </summary>
internal sealed class KnownPartials(PreparedPrimal primal)
{
    private readonly ILookup<Value, Call> calls = primal.Method.Instructions.OfType<Call>()
        .Where(c => c is { IsPureFunction: true, Operands.Length: 1 }).ToLookup(c => c.Operand(0));

    private readonly ILookup<Value, Binary> reciprocals = primal.Method.Instructions.OfType<Binary>().Where(IsReciprocal).ToLookup(b => b.Right);

    /// <summary>The partial in terms of the operands and of further values of the primal, and all of these in the order of their numbers.</summary>
    /// <param name="partial">In terms of the operands.</param>
    /// <param name="instruction">What is differentiated.</param>
    /// <param name="width">The width that partials are computed in.</param>
    public (Formula Partial, IReadOnlyList<Value> Values) In(Formula partial, Instruction instruction, IRType width)
    {
        var values = instruction.Operands.ToArray().ToList();
        var rewritten = partial.Replace(f =>
        {
            if (f.Kind == FormulaKind.Div && f.Inputs[1] == Formula.Operand(1) && IsReciprocal(instruction)) return f.Inputs[0] * Formula.Result();
            if (f.Kind == FormulaKind.Div && DivisorOf(f, instruction, values) is { } divisor && Reciprocal(divisor, instruction) is { } inverse)
            {
                values.Add(inverse);
                return f.Inputs[0] * Formula.Operand(values.Count - 1);
            }

            if (f.Kind != FormulaKind.Call || f.Inputs is not [{ Kind: FormulaKind.Operand } argument] || Find(f.Function, values[argument.Index], instruction, width) is not { } call) return null;
            values.Add(call);
            return Formula.Operand(values.Count - 1);
        });
        return (rewritten, values);
    }

    private static bool IsReciprocal(Instruction instruction) => instruction is Binary { Operator: BinaryOperator.Div, Left: Constant { Literal: 1.0 or 1f } };

    private static Value? DivisorOf(Formula quotient, Instruction instruction, List<Value> values) => quotient.Inputs[1] switch
    {
        { Kind: FormulaKind.Operand, Index: var i } => values[i],
        { Kind: FormulaKind.Result } when instruction.Type.IsFloat => instruction,
        _ => null,
    };

    /// <summary>One divided by a value, where the primal has it when it has the instruction.</summary>
    private Binary? Reciprocal(Value divisor, Instruction instruction) => divisor.Type != instruction.Type ? null
        : reciprocals[divisor].FirstOrDefault(r => r != instruction && IsAvailable(r, instruction));

    private bool IsAvailable(Instruction other, Instruction instruction) =>
        other.Block == instruction.Block || primal.Dominators.Dominates(other.Block!, instruction.Block!);

    /// <summary>A call of the function that has run whenever the instruction has.</summary>
    private Call? Find(ElementaryFunction function, Value argument, Instruction instruction, IRType width)
    {
        if (!calls.Contains(argument) || argument.Type != width || MathMethods.Of(width.Universe).Find(function, width) is not { } method) return null;
        return calls[argument].FirstOrDefault(c => c.Method == method && IsAvailable(c, instruction));
    }
}
