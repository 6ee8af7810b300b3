namespace ILDiff.Emission;

using ILDiff.IR;
using Mono.Cecil.Cil;

/// <summary>The ends of blocks, and what edges carry.</summary>
internal sealed partial class BodyWriter
{
    private void WriteTerminator(Terminator terminator, Block? next)
    {
        switch (terminator)
        {
            case Jump jump:
                WriteEdge(jump.Target, next);
                break;
            case Branch branch:
                WriteBranch(branch, next);
                break;
            case Switch choice:
                WriteSwitch(choice, next);
                break;
            case Return:
                foreach (var value in terminator.Operands) PushAs(value, terminator.Block!.Method.ReturnType);
                code.Emit(OpCodes.Ret, -terminator.Operands.Length);
                break;
            case Throw { Operands.Length: 0 }:
                code.Emit(OpCodes.Rethrow, 0);
                break;
            case Throw:
                Push(terminator.Operand(0));
                code.Emit(OpCodes.Throw, -1);
                break;
            case Leave leave:
                WriteCopies(leave.Edges[0]);
                code.Jump(OpCodes.Leave, 0, LabelOf(leave.Edges[0]));
                break;
            case EndHandler:
                PushAll(terminator.Operands);
                if (terminator.Operands.Length == 0) code.Emit(OpCodes.Endfinally, 0);
                else code.Emit(OpCodes.Endfilter, -1);
                break;
            default:
                throw Unsupported(terminator, terminator.GetType().Name);
        }
    }

    private Label LabelOf(Edge edge) => labels[threading.Final(edge.Target)];

    private void WriteEdge(Edge edge, Block? next)
    {
        WriteCopies(edge);
        if (threading.Final(edge.Target) != next) code.Jump(OpCodes.Br, 0, LabelOf(edge));
    }

    private void WriteCopies(Edge edge)
    {
        foreach (var step in copies.Of(edge))
        {
            if (step is { Push: { } value, Store: { } variable })
            {
                Move(value, variable);
                continue;
            }

            if (step.Push is { } pushed) Push(pushed);
            if (step.Store is { } stored) code.Store(stored);
        }
    }

    /// <summary>
    /// An edge that carries nothing is jumped to; copies stand on the path that falls through, so that each is made on
    /// its own edge only.
    /// </summary>
    private void WriteBranch(Branch branch, Block? next)
    {
        var (whenTrue, whenFalse) = (branch.WhenTrue, branch.WhenFalse);
        var (trueIsBare, falseIsBare) = (copies.IsEmpty(whenTrue), copies.IsEmpty(whenFalse));
        if (trueIsBare && (!falseIsBare || threading.Final(whenTrue.Target) != next))
        {
            JumpIf(branch.Condition, true, LabelOf(whenTrue));
            WriteEdge(whenFalse, next);
        }
        else if (falseIsBare)
        {
            JumpIf(branch.Condition, false, LabelOf(whenFalse));
            WriteEdge(whenTrue, next);
        }
        else
        {
            var (first, second) = threading.Final(whenTrue.Target) == next ? (whenFalse, whenTrue) : (whenTrue, whenFalse);
            var label = new Label();
            JumpIf(branch.Condition, second == whenTrue, label);
            WriteEdge(first, null);
            code.Mark(label);
            WriteEdge(second, next);
        }
    }

    private void WriteSwitch(Switch choice, Block? next)
    {
        var cases = choice.Edges.Take(choice.Edges.Count - 1).Select(e => (Edge: e, IsBare: copies.IsEmpty(e))).ToList();
        var targets = cases.Select(c => c.IsBare ? LabelOf(c.Edge) : new Label()).ToArray();
        Push(choice.Selector);
        code.Switch(targets);
        var loaded = Enumerable.Range(0, cases.Count).Where(i => !cases[i].IsBare).ToList();
        WriteEdge(choice.Default, loaded.Count == 0 ? next : null);
        foreach (var i in loaded)
        {
            code.Mark(targets[i]);
            WriteEdge(cases[i].Edge, i == loaded[^1] ? next : null);
        }
    }
}
