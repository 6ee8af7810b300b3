namespace ILDiff.Reading;

using ILDiff.IR;
using ILDiff.Types;
using Mono.Cecil.Cil;
using Instruction = Mono.Cecil.Cil.Instruction;

/// <summary>Control flow.</summary>
internal sealed partial class StackSimulator
{
    private bool Branches(Instruction instruction)
    {
        switch (instruction.OpCode.Code)
        {
            case Code.Br or Code.Br_S:
                builder.End(new Jump(To(Target(instruction)), types.Void));
                return true;
            case Code.Brtrue or Code.Brtrue_S:
                return Branch(instruction, Truth(Pop(), CompareOperator.Ne), true);
            case Code.Brfalse or Code.Brfalse_S:
                return Falsehood(instruction);
            case Code.Beq or Code.Beq_S: return Branch(instruction, CompareOperator.Eq);
            case Code.Bne_Un or Code.Bne_Un_S: return Branch(instruction, CompareOperator.Ne);
            case Code.Bge or Code.Bge_S: return Branch(instruction, CompareOperator.Ge);
            case Code.Bge_Un or Code.Bge_Un_S: return Branch(instruction, CompareOperator.GeUn);
            case Code.Bgt or Code.Bgt_S: return Branch(instruction, CompareOperator.Gt);
            case Code.Bgt_Un or Code.Bgt_Un_S: return Branch(instruction, CompareOperator.GtUn);
            case Code.Ble or Code.Ble_S: return Branch(instruction, CompareOperator.Le);
            case Code.Ble_Un or Code.Ble_Un_S: return Branch(instruction, CompareOperator.LeUn);
            case Code.Blt or Code.Blt_S: return Branch(instruction, CompareOperator.Lt);
            case Code.Blt_Un or Code.Blt_Un_S: return Branch(instruction, CompareOperator.LtUn);
            case Code.Switch: return Switch(instruction);
            case Code.Ret: return Return();
            case Code.Throw:
                var exception = Pop();
                if (!exception.Type.IsObject) throw place.Invalid("what is thrown is no object");
                builder.Throw(exception);
                return true;
            case Code.Rethrow:
                if (!IsIn(current.Region, RegionKind.Catch, RegionKind.FilterHandler)) throw place.Invalid("a rethrow outside a catch handler");
                builder.Throw();
                return true;
            case Code.Leave or Code.Leave_S: return Leave(instruction);
            case Code.Endfinally:
                if (current.Region?.Kind is not (RegionKind.Finally or RegionKind.Fault)) throw place.Invalid("an endfinally outside a handler");
                builder.EndHandler();
                return true;
            case Code.Endfilter:
                if (current.Region?.Kind != RegionKind.Filter) throw place.Invalid("an endfilter outside a filter");
                builder.EndHandler(Coerce(Pop(), types.Int32));
                return true;
            default:
                return false;
        }
    }

    private ILBlock? Target(Instruction instruction) => flow.Starting(instruction.Operand as Instruction);

    private bool Branch(Instruction instruction, CompareOperator op)
    {
        var (right, left) = (Pop(), Pop());
        return Branch(instruction, Compare(op, left, right, branches: true), true);
    }

    private bool Branch(Instruction instruction, Value condition, bool sense)
    {
        var (taken, falls) = (To(Target(instruction)), To(flow.After(current)));
        builder.Branch(condition, sense ? taken : falls, sense ? falls : taken);
        return true;
    }

    /// <summary>An <c>int</c> is a condition as it stands; of anything else whether it is zero.</summary>
    private bool Falsehood(Instruction instruction)
    {
        var value = Pop();
        return value.Type.Kind == TypeKind.Int32
            ? Branch(instruction, value, false)
            : Branch(instruction, Truth(value, CompareOperator.Eq), true);
    }

    private Value Truth(Value value, CompareOperator op) =>
        value.Type.Kind == TypeKind.Int32 ? value
        : value.Type.Kind == TypeKind.Struct || value.Type.Kind == TypeKind.Void ? throw place.Invalid($"{value.Type} is no condition")
        : builder.Compare(op, value, method.Zero(value.Type));

    private bool Switch(Instruction instruction)
    {
        var selector = Coerce(Pop(), types.Int32);
        var targets = (Instruction[])instruction.Operand;
        var edges = new Edge[targets.Length + 1];
        for (var i = 0; i < targets.Length; i++) edges[i] = To(flow.Starting(targets[i]));
        edges[^1] = To(flow.After(current));
        builder.Switch(selector, edges);
        return true;
    }

    private bool Return()
    {
        if (current.Region is not null) throw place.Invalid("a return inside a protected region");
        if (method.ReturnType.Kind == TypeKind.Void) builder.Return();
        else builder.Return(CoerceNarrow(Pop(), method.ReturnType));
        return true;
    }

    private bool Leave(Instruction instruction)
    {
        stack.Clear();
        var edge = To(Target(instruction), leaves: true);
        if (current.Region is null) builder.End(new Jump(edge, types.Void));
        else builder.Leave(edge);
        return true;
    }

    /// <summary>
    /// Whether control may pass to a block: within the region, into try regions at their start, and with a leave also
    /// outward, but never out of a handler that runs by the way.
    /// </summary>
    private bool CanGo(ILBlock target, bool leaves)
    {
        for (var from = current.Region; ; from = from.Parent)
        {
            if (Enters(target, from)) return true;
            if (!leaves || from is null or { Kind: RegionKind.Finally or RegionKind.Fault or RegionKind.Filter }) return false;
        }
    }

    /// <summary>Whether a handler goes back to within its own try region, which ECMA-335 allows it.</summary>
    private bool IsResumed(ILBlock target)
    {
        if (CanGo(target, leaves: true)) return false;
        for (var handler = current.Region; handler is not null; handler = handler.Parent)
        {
            for (var region = target.Region; handler.Guarded is { } guarded && region is not null; region = region.Parent)
            {
                if (region == guarded) return true;
            }
        }

        return false;
    }

    private static bool Enters(ILBlock target, Region? from)
    {
        var region = target.Region;
        while (region != from && region is { Kind: RegionKind.Try } && region.Entry == target.Block) region = region.Parent;
        return region == from && (region is null or { Kind: RegionKind.Try } || region.Entry != target.Block);
    }

    private static bool IsIn(Region? region, RegionKind one, RegionKind other)
    {
        for (; region is not null; region = region.Parent)
        {
            if (region.Kind == one || region.Kind == other) return true;
        }

        return false;
    }
}
