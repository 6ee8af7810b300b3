namespace ILDiff.Differentiation.Reverse;

using ILDiff.Analyses;
using ILDiff.Diagnostics;
using ILDiff.IR;
using ILDiff.Rules;
using ILDiff.Types;

/// <summary>The adjoint of each kind of instruction.</summary>
internal sealed partial class ReverseSweep
{
    /// <summary>Whether reversing the instruction takes code.</summary>
    public static bool TakesWork(Instruction instruction, Activity activity, DerivativeClosure closure) => instruction switch
    {
        Store store => store.Accessed.HoldsFloat() && activity.IsActiveMemory(store.Address, store.Accessed),
        Call call => closure.IsActiveCall(call, activity) || closure.Reset(call, activity).Any(),
        Box => activity.IsActive(instruction),
        NewObject made => made.Operands.ToArray().Any(activity.IsActive),
        Slot or NewArray or Allocate or ElementAddress or FieldAddress or Cast => false,
        _ => instruction.Type.HoldsFloat() && activity.IsActive(instruction),
    };

    private bool HasWork(Instruction instruction) => TakesWork(instruction, activity, closure) || (isRepeated && IsOwnShadow(instruction));

    /// <summary>Whether the method makes memory with a shadow here, in which the adjoint of its first zeros remains.</summary>
    private bool IsOwnShadow(Instruction instruction) => activity.IsActive(instruction)
        && (instruction is NewArray { Type.Element: { } element } ? element.HoldsFloat() : instruction is Slot slot && slot.Stored.HoldsFloat());

    private void EmitAdjoint(Instruction instruction)
    {
        switch (instruction)
        {
            case Store store:
                EmitStore(store);
                break;
            case Call call when closure.FormulaOf(call) is { } formula:
                EmitFormula(call, formula);
                break;
            case Call call when closure.TupleFormulaOf(call) is { } formula:
                EmitTupleFormula(call, formula);
                break;
            case Call call when closure.IsInactive(call):
                foreach (var place in closure.Reset(call, activity)) Clear(ShadowAddress(place, call), place.Type.Element!);
                break;
            case NewArray array:
                builder.Call(RuntimeMembers.Of(builder.Types).ClearShadow(array.Type), forward.Shadow(builder, array));
                break;
            case Slot slot:
                Clear(forward.ShadowSlot(builder, slot), slot.Stored);
                break;
            case Box box:
                EmitBox(box);
                break;
            case Call call:
                EmitCall(call);
                break;
            case Binary binary when RuleBook.Find(binary.Operator) is { } formula:
                EmitFormula(binary, formula);
                break;
            case Unary { Operator: UnaryOperator.Neg }:
                Pass(instruction.Operand(0), builder.Neg(adjoints.Take(builder, instruction)));
                break;
            case Convert:
                var adjoint = adjoints.Take(builder, instruction);
                Pass(instruction.Operand(0), builder.Convert(adjoint, instruction.Operand(0).Type));
                break;
            case Select select:
                EmitSelect(select);
                break;
            case Load load when load.Type.IsFloat:
                AccumulateAt(ShadowAddress(load.Address, load), load.Type, adjoints.Take(builder, load));
                break;
            case Load load:
                Adjoints.Move(builder, adjoints.Home(load), ShadowAddress(load.Address, load), load.Type);
                break;
            case ExtractField extract:
                EmitExtract(extract);
                break;
            case InsertField insert:
                EmitInsert(insert);
                break;
            default:
                throw Refuse(instruction, DiagnosticId.UnsupportedConstruct,
                    $"active data pass through '{instruction.GetType().Name}', which has no adjoint yet");
        }
    }

    /// <summary>Adds to the adjoint of an operand, if it has one.</summary>
    private void Pass(Value operand, Value adjoint)
    {
        if (activity.IsActive(operand)) adjoints.Accumulate(builder, operand, adjoint);
    }

    private void EmitFormula(Instruction instruction, FormulaRule rule)
    {
        var adjoint = adjoints.Take(builder, instruction);
        if (adjoint is Constant { IsZero: true }) return;
        EmitPartials(instruction, rule.Partials, adjoint, !certain.IsCertain(instruction));
    }

    private void EmitTupleFormula(Call call, TupleFormulaRule rule)
    {
        var home = adjoints.Home(call);
        for (var i = 0; i < rule.Partials.Count; i++)
        {
            var field = call.Type.Fields[i];
            var place = builder.FieldAddress(home, field);
            var adjoint = builder.Load(place, field.Type);
            builder.Store(place, builder.Zero(field.Type), field.Type);
            EmitPartials(call, rule.Partials[i], adjoint, !certain.IsCertain(call, field));
        }
    }

    /// <param name="instruction">What has the partials.</param>
    /// <param name="partials">By operand.</param>
    /// <param name="adjoint">Its adjoint.</param>
    /// <param name="isConditional">Whether it may have been computed in vain: its adjoint is then exactly zero, and must not meet an infinite partial.</param>
    private void EmitPartials(Instruction instruction, IReadOnlyList<Formula?> partials, Value adjoint, bool isConditional)
    {
        var operands = instruction.Operands.ToArray();
        var width = WorkingType(instruction);
        for (var i = 0; i < operands.Length; i++)
        {
            if (partials[i] is not { } open || !activity.IsActive(operands[i])) continue;
            var bound = open.Bind(operands);
            var (partial, values) = known.In(bound, instruction, width);
            if (partial.IsZero) continue;
            var read = values.Select((o, k) => partial.UsesOperand(k) ? forward.Primal(builder, o) : builder.Zero(o.Type)).ToArray();
            var result = partial.UsesResult ? forward.Primal(builder, instruction) : null;
            var guarded = closure.Options.StrongZero && (isConditional || (instruction is Call && !bound.IsBounded));
            var scaled = StrongZero.Multiply(builder, partial, ToWidth(adjoint, width), read, result, width, guarded);
            adjoints.Accumulate(builder, operands[i], ToWidth(scaled, operands[i].Type));
        }
    }

    private Value ToWidth(Value value, IRType type) => value.Type == type ? value : builder.Convert(value, type);

    private static IRType WorkingType(Instruction instruction) =>
        instruction is Call call ? FormulaRule.WorkingType(call.Method) : instruction.Type;

    private void EmitSelect(Select select)
    {
        var condition = forward.Primal(builder, select.Operand(0));
        if (select.Type.IsFloat)
        {
            var adjoint = adjoints.Take(builder, select);
            var zero = builder.Zero(select.Type);
            if (activity.IsActive(select.Operand(1))) adjoints.Accumulate(builder, select.Operand(1), builder.Select(condition, adjoint, zero));
            if (activity.IsActive(select.Operand(2))) adjoints.Accumulate(builder, select.Operand(2), builder.Select(condition, zero, adjoint));
            return;
        }

        foreach (var path in Adjoints.Leaves(select.Type))
        {
            var leaf = path[^1].Type;
            var source = Adjoints.AddressOf(builder, adjoints.Home(select), path);
            var adjoint = builder.Load(source, leaf);
            builder.Store(source, builder.Zero(leaf), leaf);
            for (var i = 1; i < 3; i++)
            {
                if (!activity.IsActive(select.Operand(i))) continue;
                var part = i == 1 ? builder.Select(condition, adjoint, builder.Zero(leaf)) : builder.Select(condition, builder.Zero(leaf), adjoint);
                AccumulateAt(Adjoints.AddressOf(builder, adjoints.Home(select.Operand(i)), path), leaf, part);
            }
        }
    }

    private void EmitExtract(ExtractField extract)
    {
        if (extract.Container is Constant) return;
        var place = builder.FieldAddress(adjoints.Home(extract.Container), extract.Field);
        if (extract.Type.IsFloat) AccumulateAt(place, extract.Type, adjoints.Take(builder, extract));
        else Adjoints.Move(builder, adjoints.Home(extract), place, extract.Type);
    }

    private void EmitInsert(InsertField insert)
    {
        var home = adjoints.Home(insert);
        var place = builder.FieldAddress(home, insert.Field);
        if (insert.Field.Type.IsFloat)
        {
            var adjoint = builder.Load(place, insert.Field.Type);
            builder.Store(place, builder.Zero(insert.Field.Type), insert.Field.Type);
            Pass(insert.Value, adjoint);
        }
        else if (insert.Field.Type.HoldsFloat())
        {
            if (activity.IsActive(insert.Value)) Adjoints.Move(builder, place, adjoints.Home(insert.Value), insert.Field.Type);
            else Clear(place, insert.Field.Type);
        }

        if (activity.IsActive(insert.Container)) Adjoints.Move(builder, home, adjoints.Home(insert.Container), insert.Type);
        else Clear(home, insert.Type);
    }

    /// <summary>What a store put there goes back to its value; what stood there before had no further influence.</summary>
    private void EmitStore(Store store)
    {
        var place = ShadowAddress(store.Address, store);
        if (!store.Accessed.IsFloat)
        {
            if (activity.IsActive(store.Value)) Adjoints.Move(builder, place, adjoints.Home(store.Value), store.Accessed);
            else Clear(place, store.Accessed);
            return;
        }

        if (activity.IsActive(store.Value)) adjoints.Accumulate(builder, store.Value, Adjoints.At(builder, place, store.Accessed));
        Adjoints.Set(builder, place, builder.Zero(store.Accessed), store.Accessed);
    }

    /// <summary>A box is a place of its own, whose shadow is a box.</summary>
    private void EmitBox(Box box)
    {
        var place = builder.Unbox(forward.Shadow(builder, box), box.Boxed);
        if (!box.Boxed.IsFloat)
        {
            if (activity.IsActive(box.Operand(0))) Adjoints.Move(builder, place, adjoints.Home(box.Operand(0)), box.Boxed);
            return;
        }

        Pass(box.Operand(0), Adjoints.At(builder, place, box.Boxed));
        Adjoints.Set(builder, place, builder.Zero(box.Boxed), box.Boxed);
    }

    private void AccumulateAt(Value place, IRType type, Value adjoint)
    {
        if (adjoint is Constant { IsZero: true }) return;
        Adjoints.Set(builder, place, builder.Accumulate(Adjoints.At(builder, place, type), adjoint), type);
    }

    /// <summary>The place in the shadow that belongs to a place in memory, rebuilt from its base.</summary>
    private Value ShadowAddress(Value address, Instruction user) => address switch
    {
        Slot slot => forward.ShadowSlot(builder, slot),
        ElementAddress element => builder.ElementAddress(
            forward.Shadow(builder, element.Array), element.Type.Element!, [.. element.Indices.ToArray().Select(i => forward.Primal(builder, i))]),
        FieldAddress { Container.Type.IsObject: true } field => builder.FieldAddress(forward.Shadow(builder, field.Container), field.Field),
        FieldAddress field => builder.FieldAddress(ShadowAddress(field.Container, user), field.Field),
        Select select => builder.Select(
            forward.Primal(builder, select.Operand(0)), ShadowAddress(select.Operand(1), user), ShadowAddress(select.Operand(2), user)),
        Unbox unbox => builder.Unbox(forward.Shadow(builder, unbox.Operand(0)), unbox.Boxed),
        BlockParameter or Call => forward.Shadow(builder, address),
        _ => throw Refuse(user, DiagnosticId.UnsupportedConstruct,
            "a reference variable that may point at different places cannot be followed backwards; index the array or name the field directly"),
    };
}
