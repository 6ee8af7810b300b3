namespace ILDiff.Emission;

using ILDiff.IR;
using Mono.Cecil;
using Mono.Cecil.Cil;
using Instruction = Mono.Cecil.Cil.Instruction;

/// <summary>
/// Gives statements the lines of the primal that they come from, so that a debugger or a stack trace in a derivative
/// lands in the user's source. Only documents of the same module are named.
/// </summary>
internal sealed class SequencePoints(ModuleDefinition module)
{
    private readonly List<SequencePoint> points = [];
    private readonly Dictionary<MethodDefinition, List<SequencePoint>> known = [];
    private SequencePoint? current;

    /// <summary>To be told of each statement before its first instruction is written, with the stack empty.</summary>
    public void Begin(Origin? origin, Action<Action<Instruction>> atNext)
    {
        if (origin is null || Find(origin) is not { } point || ReferenceEquals(point, current)) return;
        current = point;
        atNext(instruction => points.Add(new SequencePoint(instruction, point.Document)
        {
            StartLine = point.StartLine, StartColumn = point.StartColumn, EndLine = point.EndLine, EndColumn = point.EndColumn,
        }));
    }

    public void AddTo(MethodDefinition target)
    {
        target.DebugInformation.SequencePoints.Clear();
        foreach (var point in points) target.DebugInformation.SequencePoints.Add(point);
    }

    private SequencePoint? Find(Origin origin)
    {
        if (origin.Method.Module != module) return null;
        if (!known.TryGetValue(origin.Method, out var list))
        {
            list = [.. origin.Method.DebugInformation.SequencePoints.Where(p => !p.IsHidden).OrderBy(p => p.Offset)];
            known.Add(origin.Method, list);
        }

        int low = 0, high = list.Count;
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (list[middle].Offset <= origin.ILOffset) low = middle + 1;
            else high = middle;
        }

        return low == 0 ? null : list[low - 1];
    }
}
