namespace ILDiff.Differentiation.Reverse;

using ILDiff.Analyses;
using ILDiff.IR;

/// <summary>Calls of callees with a body: the adjoint of the callee is run with the frame that its augmented primal left.</summary>
internal sealed partial class ReverseSweep
{
    private void EmitCall(Call call)
    {
        var split = closure.Split(call, activity, primal.Method);
        var arguments = new List<Value> { tape ?? builder.Zero(RuntimeMembers.Of(builder.Types).Tape) };
        var adjoint = split.Adjoint;
        foreach (var (parameter, shadow) in split.Inputs)
        {
            var operand = call.Operand(parameter);
            if (!shadow) arguments.Add(forward.Primal(builder, operand));
            else if (!activity.IsActive(operand)) arguments.Add(forward.Shadow(builder, operand));
            else arguments.Add(operand.Type.IsAddress ? ShadowAddress(operand, call) : forward.Shadow(builder, operand));
        }

        var collecting = new List<(int Operand, Slot Place)>();
        for (var i = 0; i < call.Operands.Length; i++)
        {
            if (!split.Shape.HasAdjoint(i)) continue;
            var place = slots.Slot(call.Operand(i).Type);
            Clear(place, place.Stored);
            arguments.Add(place);
            collecting.Add((i, place));
        }

        if (split.Shape.TakesSeed) arguments.Add(TakeWhole(call));
        arguments.Add(forward.CalleeFrame(builder, call));
        builder.Call(adjoint, [.. arguments]);
        foreach (var (i, place) in collecting)
        {
            var operand = call.Operand(i);
            if (operand is Constant || !activity.IsActive(operand)) continue;
            if (operand.Type.IsFloat) adjoints.Accumulate(builder, operand, builder.Load(place, place.Stored));
            else Adjoints.Move(builder, place, adjoints.Home(operand), place.Stored);
        }
    }

    private Value TakeWhole(Call call)
    {
        if (call.Type.IsFloat) return adjoints.Take(builder, call);
        var home = adjoints.Home(call);
        var whole = builder.Load(home, home.Stored);
        Clear(home, home.Stored);
        return whole;
    }
}
