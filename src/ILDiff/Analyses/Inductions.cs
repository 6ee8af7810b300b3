namespace ILDiff.Analyses;

using ILDiff.ControlFlow;
using ILDiff.IR;
using ILDiff.Types;

/// <summary>A header parameter that is <c>Initial + k·Step</c> at the loop's visit k, modulo its width.</summary>
internal sealed record Induction(BlockParameter Parameter, Value Initial, Value Step, bool Subtracts);

/// <summary>
/// Affine integer variables of a loop, and the number of its last visit. A <em>visit</em> is one pass through the
/// header, counted from 0; a loop with a single exit that tests an affine variable against an invariant bound has a
/// last visit that can be computed before it starts.
/// </summary>
internal sealed class Inductions
{
    private readonly Dictionary<BlockParameter, Induction> affine = [];

    public Inductions(Loop loop)
    {
        Loop = loop;
        if (loop.Entries.Count != 1 || loop.Latches.Count != 1) return;
        var header = loop.Header;
        for (var i = 0; i < header.Parameters.Count; i++)
        {
            var parameter = header.Parameters[i];
            if (!parameter.Type.IsInteger) continue;
            if (loop.Latches[0].Edge.Arguments[i] is not Binary { Operator: BinaryOperator.Add or BinaryOperator.Sub } next) continue;
            var step = next.Left == parameter ? next.Right : next.Right == parameter && next.Operator == BinaryOperator.Add ? next.Left : null;
            if (step is null || !IsOutside(step) || step.Type != parameter.Type) continue;
            affine.Add(parameter, new Induction(parameter, loop.Entries[0].Edge.Arguments[i], step, next.Operator == BinaryOperator.Sub));
        }
    }

    public Loop Loop { get; }

    public Induction? Of(Value value) => value is BlockParameter parameter ? affine.GetValueOrDefault(parameter) : null;

    /// <summary>The parameter that equals the visit, if the program has one: <c>int</c>, from 0 by 1.</summary>
    public BlockParameter? Canonical => affine.Values.FirstOrDefault(i => i.Parameter.Type.Kind == TypeKind.Int32
        && i is { Subtracts: false, Initial: Constant { Literal: 0 }, Step: Constant { Literal: 1 } })?.Parameter;

    /// <summary>Whether a value is the same at every visit without being computed in the loop.</summary>
    public bool IsOutside(Value value) => value switch
    {
        Constant => true,
        BlockParameter parameter => !Loop.Contains(parameter.Block),
        Instruction instruction => !Loop.Contains(instruction.Block!),
        _ => false,
    };

    /// <summary>
    /// Emits, before the loop, the number of the last visit as a 64-bit integer; null where it cannot be computed. The
    /// builder stands at the end of the preheader.
    /// </summary>
    /// <param name="builder">Where to.</param>
    /// <param name="dominators">Of the method.</param>
    /// <param name="returns">Whether the method can still return from a block; an exit that only leads to a throw is never reversed.</param>
    public Value? LastVisit(IRBuilder builder, Dominators dominators, Func<Block, bool> returns)
    {
        var exits = Loop.Exits.Where(e => returns(e.Edge.Target)).ToList();
        if (exits.Count != 1 || Loop.Latches.Count != 1 || exits[0].From.Terminator is not Branch branch) return null;
        if (!dominators.Dominates(branch.Block!, Loop.Latches[0].From)) return null;
        if (branch.Condition is not Compare test || test.Left.Type.Kind is not (TypeKind.Int32 or TypeKind.Int64)) return null;
        var op = Loop.Contains(branch.WhenTrue.Target) ? test.Operator : test.Operator.NegateInteger();
        if (Match(test.Left) is { } left && Invariant(builder, test.Right, 0) is { } right) return Count(builder, left, op, right);
        if (Match(test.Right) is { } swapped && Invariant(builder, test.Left, 0) is { } bound) return Count(builder, swapped, Mirror(op), bound);
        return null;
    }

    /// <summary>An affine variable plus a constant.</summary>
    private (Induction Induction, long Offset)? Match(Value value)
    {
        if (Of(value) is { Step: Constant } plain) return (plain, 0);
        if (value is not Binary { Operator: BinaryOperator.Add or BinaryOperator.Sub } sum) return null;
        var (variable, added) = Of(sum.Left) is { } l ? (l, sum.Right) : sum.Operator == BinaryOperator.Add && Of(sum.Right) is { } r ? (r, sum.Left) : (null, null);
        if (variable is not { Step: Constant } || Integer(added) is not { } offset) return null;
        return (variable, sum.Operator == BinaryOperator.Sub ? -offset : offset);
    }

    /// <summary>An invariant bound, repeated before the loop if it is computed inside.</summary>
    private Value? Invariant(IRBuilder builder, Value value, int depth)
    {
        if (IsOutside(value)) return value;
        if (depth > 4 || value is not Instruction instruction) return null;
        if (instruction is not (ArrayLength or Convert { ThrowsOnOverflow: false } or Binary { IsPure: true })) return null;
        var operands = new Value[instruction.Operands.Length];
        for (var i = 0; i < operands.Length; i++)
        {
            if (Invariant(builder, instruction.Operand(i), depth + 1) is not { } operand) return null;
            operands[i] = operand;
        }

        return builder.Add(instruction.CloneWith(operands));
    }

    /// <summary>The first visit k ≥ 0 at which <c>initial + offset + k·step</c> fails the test, by 64-bit integers.</summary>
    private static Value? Count(IRBuilder builder, (Induction Induction, long Offset) variable, CompareOperator op, Value bound)
    {
        var unsigned = op is CompareOperator.LtUn or CompareOperator.LeUn or CompareOperator.GtUn or CompareOperator.GeUn;
        if (unsigned && bound.Type.Kind != TypeKind.Int32) return null;
        var step = Integer(variable.Induction.Step)!.Value * (variable.Induction.Subtracts ? -1 : 1);
        var upwards = op is CompareOperator.Lt or CompareOperator.Le or CompareOperator.LtUn or CompareOperator.LeUn;
        var downwards = op is CompareOperator.Gt or CompareOperator.Ge or CompareOperator.GtUn or CompareOperator.GeUn;
        if (op == CompareOperator.Ne && step is 1 or -1) (upwards, downwards) = (step > 0, step < 0);
        if (!(upwards && step > 0) && !(downwards && step < 0)) return null;

        var types = builder.Types;
        Value Wide(Value v) => v.Type.Kind == TypeKind.Int64 ? v : builder.Convert(v, unsigned ? types.UInt64 : types.Int64, fromUnsigned: unsigned);
        var start = builder.Add(Wide(variable.Induction.Initial), builder.Long(variable.Offset));
        var distance = upwards ? builder.Sub(Wide(bound), start) : builder.Sub(start, Wide(bound));
        if (op is CompareOperator.Le or CompareOperator.Ge or CompareOperator.LeUn or CompareOperator.GeUn) distance = builder.Add(distance, builder.Long(1));
        var size = Math.Abs(step);
        var count = size == 1 ? distance : builder.Binary(BinaryOperator.Div, builder.Add(distance, builder.Long(size - 1)), builder.Long(size));
        return builder.Select(builder.Compare(CompareOperator.Gt, distance, builder.Long(0)), count, builder.Long(0));
    }

    private static CompareOperator Mirror(CompareOperator op) => op switch
    {
        CompareOperator.Lt => CompareOperator.Gt,
        CompareOperator.LtUn => CompareOperator.GtUn,
        CompareOperator.Le => CompareOperator.Ge,
        CompareOperator.LeUn => CompareOperator.GeUn,
        CompareOperator.Gt => CompareOperator.Lt,
        CompareOperator.GtUn => CompareOperator.LtUn,
        CompareOperator.Ge => CompareOperator.Le,
        CompareOperator.GeUn => CompareOperator.LeUn,
        _ => op,
    };

    private static long? Integer(Value? value) => (value as Constant)?.Literal switch
    {
        int i => i,
        long l => l,
        _ => null,
    };
}
