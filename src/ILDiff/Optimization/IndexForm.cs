namespace ILDiff.Optimization;

using ILDiff.Analyses;
using ILDiff.ControlFlow;
using ILDiff.IR;
using ILDiff.Types;

/// <summary>
/// An <c>int</c> index as a sum of values with constant factors, modulo 2³². A variable of the given loop that changes by a
/// constant stands as its first value; what it adds at each visit is kept apart.
/// </summary>
internal sealed class IndexForm
{
    private const int MaxDepth = 12;

    private readonly Dictionary<Value, int> factors = [];
    private int constant;
    private int step;

    private IndexForm()
    {
    }

    /// <summary>The difference of two indices of one array at a visit of the loop, the second being the same at all visits.</summary>
    public static IndexForm Between(Value index, Value invariant, Inductions inductions)
    {
        var form = new IndexForm();
        form.Add(index, 1, inductions, 0);
        form.Add(invariant, -1, inductions, 0);
        return form;
    }

    /// <summary>
    /// Whether the first index starts on one side of the second and moves away from it at each visit. It cannot come
    /// round by overflow if it passes a bounds check at each visit: a step is too short to jump over the negative numbers.
    /// </summary>
    public bool MovesAway => factors.Values.All(f => f == 0) && ((constant > 0 && step >= 0) || (constant < 0 && step <= 0 && step != int.MinValue && constant != int.MinValue));

    private void Add(Value value, int factor, Inductions inductions, int depth)
    {
        switch (value)
        {
            case Constant { Literal: int literal }:
                constant = unchecked(constant + (factor * literal));
                break;
            case Binary { Operator: BinaryOperator.Add or BinaryOperator.Sub } sum when depth < MaxDepth:
                Add(sum.Left, factor, inductions, depth + 1);
                Add(sum.Right, sum.Operator == BinaryOperator.Add ? factor : unchecked(-factor), inductions, depth + 1);
                break;
            case Binary { Operator: BinaryOperator.Mul, Right: Constant { Literal: int by } } product when depth < MaxDepth:
                Add(product.Left, unchecked(factor * by), inductions, depth + 1);
                break;
            case Binary { Operator: BinaryOperator.Mul, Left: Constant { Literal: int by } } product when depth < MaxDepth:
                Add(product.Right, unchecked(factor * by), inductions, depth + 1);
                break;
            case BlockParameter when inductions.Of(value) is { Step: Constant { Literal: int by } } induction && depth < MaxDepth:
                step = unchecked(step + (factor * (induction.Subtracts ? -by : by)));
                Add(induction.Initial, factor, inductions, depth + 1);
                break;
            default:
                factors[value] = unchecked(factors.GetValueOrDefault(value) + factor);
                break;
        }
    }
}
