namespace ILDiff.Differentiation.Reverse;

using ILDiff.Analyses;
using ILDiff.IR;
using ILDiff.Rules;
using ILDiff.Types;

/// <summary>
/// Reports for each float, and each field of a struct that holds floats, the uses that carry an adjoint back to it, and
/// whose adjoints they carry. Memory other than the method's own variables is taken to be read by somebody. A use that
/// carries an adjoint for some data only, as one arm of a selection, is left out.
/// </summary>
/// <param name="activity">Of the method.</param>
/// <param name="closure">Knows what calls are.</param>
/// <param name="report">Takes what is used, the block, the edge if it is passed by one, and what it becomes part of; nothing if that is memory or the result.</param>
internal sealed class AdjointFlow(
    Activity activity,
    DerivativeClosure closure,
    Action<(Value Value, IRField? Field), Block, Edge?, IEnumerable<(Value Value, IRField? Field)>> report)
{
    public void Visit(IEnumerable<Block> blocks)
    {
        foreach (var block in blocks)
        {
            foreach (var instruction in block.Instructions)
            {
                if (ReverseSweep.TakesWork(instruction, activity, closure)) Visit(instruction);
            }

            Visit(block.Terminator);
        }
    }

    private void Visit(Terminator terminator)
    {
        if (terminator is Return && activity.HasActiveResult)
        {
            foreach (var operand in terminator.Operands) Use(operand, terminator.Block!);
        }

        foreach (var edge in terminator.Edges)
        {
            for (var i = 0; i < edge.Arguments.Count; i++)
            {
                var parameter = edge.Target.Parameters[i];
                if (!activity.IsActive(parameter)) continue;
                foreach (var (value, field) in Parts(edge.Arguments[i])) report((value, field), terminator.Block!, edge, [(parameter, field)]);
            }
        }
    }

    private void Visit(Instruction instruction)
    {
        var block = instruction.Block!;
        switch (instruction)
        {
            case Store store:
                if (!IsVariable(store.Address)) Use(store.Value, block);
                break;
            case Box or NewObject:
                foreach (var operand in instruction.Operands) Use(operand, block);
                break;
            case Call call:
                VisitCall(call);
                break;
            case Binary binary when RuleBook.Find(binary.Operator) is { } rule:
                UseByFormula(binary, rule.Partials, null);
                break;
            case Select select:
                if (select.Operand(1) == select.Operand(2)) UseAlike(select.Operand(1), select);
                break;
            case ExtractField extract:
                report((extract.Container, extract.Field), block, null, Parts(extract));
                break;
            case InsertField insert:
                Use(insert.Value, block, [(insert, insert.Field)]);
                foreach (var (container, field) in Parts(insert.Container).Where(p => p.Field != insert.Field)) report((container, field), block, null, [(insert, field)]);
                break;
            default:
                foreach (var operand in instruction.Operands) UseAlike(operand, instruction);
                break;
        }
    }

    private void VisitCall(Call call)
    {
        if (closure.IsInactive(call)) return;
        if (closure.FormulaOf(call) is { } formula)
        {
            UseByFormula(call, formula.Partials, null);
        }
        else if (closure.TupleFormulaOf(call) is { } tuple)
        {
            for (var i = 0; i < tuple.Partials.Count; i++) UseByFormula(call, tuple.Partials[i], call.Type.Fields[i]);
        }
        else
        {
            var reachesMemory = call.Operands.ToArray().Any(o => o.Type.Kind != TypeKind.Struct && !o.Type.IsFloat && activity.IsActive(o));
            foreach (var operand in call.Operands)
            {
                if (reachesMemory || activity.IsActive(call)) Use(operand, call.Block!, reachesMemory ? [] : Parts(call));
            }
        }
    }

    private void UseByFormula(Instruction instruction, IReadOnlyList<Formula?> partials, IRField? component)
    {
        for (var i = 0; i < partials.Count; i++)
        {
            if (partials[i] is { } partial && !IsZeroForSome(partial)) Use(instruction.Operand(i), instruction.Block!, [(instruction, component)]);
        }
    }

    /// <summary>Whether a partial is exactly zero for some data by a comparison of operands, as those of a minimum are.</summary>
    private static bool IsZeroForSome(Formula partial) => partial.Kind switch
    {
        FormulaKind.Constant => partial.IsZero,
        FormulaKind.Neg or FormulaKind.Div => IsZeroForSome(partial.Inputs[0]),
        FormulaKind.Mul => partial.Inputs.Any(IsZeroForSome),
        FormulaKind.Choice => !partial.Inputs[1].IsConstant && (IsZeroForSome(partial.Inputs[2]) || IsZeroForSome(partial.Inputs[3])),
        _ => false,
    };

    private void UseAlike(Value operand, Instruction instruction) => Use(operand, instruction.Block!, Parts(instruction));

    private void Use(Value value, Block block, IEnumerable<(Value Value, IRField? Field)>? onwards = null)
    {
        foreach (var part in Parts(value)) report(part, block, null, onwards ?? []);
    }

    private static IEnumerable<(Value Value, IRField? Field)> Parts(Value value) =>
        value is Constant ? []
        : value.Type.IsFloat ? [(value, null)]
        : value.Type.Kind == TypeKind.Struct ? value.Type.Fields.Where(f => f.Type.HoldsFloat()).Select(f => (value, (IRField?)f))
        : [];

    /// <summary>What a variable holds may be overwritten before anybody reads it.</summary>
    private static bool IsVariable(Value address) => address switch
    {
        Slot => true,
        FieldAddress field => IsVariable(field.Container),
        Select select => IsVariable(select.Operand(1)) || IsVariable(select.Operand(2)),
        BlockParameter parameter => parameter.Type.IsAddress && parameter.Block != parameter.Block.Method.Entry,
        _ => false,
    };
}
