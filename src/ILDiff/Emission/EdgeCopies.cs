namespace ILDiff.Emission;

using ILDiff.IR;

/// <summary>
/// What an edge has to move into the parameters of its target. All moves happen at once in the IR; here they are put
/// in an order in which none overwrites what another still reads. A cycle is cut by keeping one value on the stack.
/// </summary>
internal sealed class EdgeCopies(StackSchedule schedule, LocalAssignment locals)
{
    /// <summary>One step: push a value, store it, or store what was pushed before.</summary>
    public readonly record struct Step(Value? Push, Storage? Store);

    public bool IsEmpty(Edge edge)
    {
        for (var i = 0; i < edge.Arguments.Count; i++)
        {
            if (Needs(edge, i)) return false;
        }

        return true;
    }

    public List<Step> Of(Edge edge)
    {
        var moves = new List<(Storage Target, Value Source, List<Storage> Reads)>();
        var readers = new Dictionary<Storage, int>();
        for (var i = 0; i < edge.Arguments.Count; i++)
        {
            if (!Needs(edge, i)) continue;
            var reads = new List<Storage>();
            schedule.ForEachReadOf(edge.Arguments[i], v =>
            {
                if (locals.Has(v)) reads.Add(locals.Of(v));
            });
            foreach (var variable in reads) readers[variable] = readers.GetValueOrDefault(variable) + 1;
            moves.Add((locals.Of(edge.Target.Parameters[i]), edge.Arguments[i], reads));
        }

        var steps = new List<Step>();
        var delayed = new Stack<Storage>();
        var waiting = new Dictionary<Storage, int>();
        for (var i = 0; i < moves.Count; i++) waiting.Add(moves[i].Target, i);
        var ready = new Stack<int>(Enumerable.Range(0, moves.Count).Reverse().Where(i => !IsRead(i)));
        var next = 0;
        while (waiting.Count > 0)
        {
            var isFree = ready.TryPop(out var move);
            if (!isFree)
            {
                while (!waiting.ContainsKey(moves[next].Target)) next++;
                move = next;
                delayed.Push(moves[move].Target);
            }

            waiting.Remove(moves[move].Target);
            steps.Add(new Step(moves[move].Source, isFree ? moves[move].Target : null));
            foreach (var variable in moves[move].Reads)
            {
                if (--readers[variable] == 0 && waiting.TryGetValue(variable, out var freed)) ready.Push(freed);
            }
        }

        while (delayed.TryPop(out var target)) steps.Add(new Step(null, target));
        return steps;

        // What a move reads itself it may overwrite.
        bool IsRead(int move) => readers.GetValueOrDefault(moves[move].Target) > moves[move].Reads.Count(r => r == moves[move].Target);
    }

    private bool Needs(Edge edge, int index)
    {
        var parameter = edge.Target.Parameters[index];
        if (!schedule.IsNeeded(parameter)) return false;
        var argument = edge.Arguments[index];
        return argument == parameter ? false : !(locals.Has(argument) && locals.Of(argument) == locals.Of(parameter));
    }
}
