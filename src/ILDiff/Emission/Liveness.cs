namespace ILDiff.Emission;

using ILDiff.ControlFlow;
using ILDiff.IR;

/// <summary>
/// Where each value that is kept in a variable must survive. Positions follow the block order; a statement at
/// position <c>k</c> reads at <c>2k</c> and writes at <c>2k + 1</c>. What a handler reads survives throughout the
/// region that it guards, and what is read after a <c>leave</c> survives the handlers that run in between.
/// </summary>
internal sealed class Liveness
{
    private readonly FlowGraph flow;
    private readonly StackSchedule schedule;
    private readonly JumpThreading threading;
    private readonly BlockOrder order;
    private readonly Func<Value, bool> isOverwritable;
    private readonly List<Value> values = [];
    private readonly Dictionary<Value, int> number = [];
    private readonly Dictionary<Block, BitSet> liveIn = [];
    private readonly Dictionary<Block, BitSet> liveOut = [];
    private readonly Dictionary<Block, BitSet> throughout = [];
    private readonly List<LiveRange> ranges = [];
    private readonly Dictionary<Instruction, int> positions = [];
    private readonly BitSet readByHandlers;

    public Liveness(FlowGraph flow, StackSchedule schedule, JumpThreading threading, BlockOrder order, Func<Value, bool> isOverwritable)
    {
        this.flow = flow;
        this.schedule = schedule;
        this.threading = threading;
        this.order = order;
        this.isOverwritable = isOverwritable;
        foreach (var block in order.Blocks)
        {
            foreach (var parameter in block.Parameters) Number(parameter);
            foreach (var statement in schedule.Statements(block)) Number(statement);
        }

        readByHandlers = new BitSet(values.Count);
        Solve();
        ReachThroughHandlers();
        foreach (var set in throughout.Values) readByHandlers.UnionWith(set);
        BuildRanges();
    }

    /// <summary>All values kept in variables, and the arguments whose place may be used for others.</summary>
    public IReadOnlyList<Value> Values => values;

    public LiveRange Range(Value value) => ranges[number[value]];

    /// <summary>Whether a handler reads it; the JIT keeps such a variable in memory.</summary>
    public bool IsReadByHandler(Value value) => readByHandlers.Contains(number[value]);

    /// <summary>
    /// The position of a statement. An <see cref="InsertField"/> has two: at the first its container is copied to its
    /// own variable, at the second the new field is written into that.
    /// </summary>
    public int Position(Instruction statement) => positions[statement];

    /// <summary>The values that are there before a statement and still wanted after it.</summary>
    public IEnumerable<Value> Across(Instruction statement) =>
        values.Where(v => v != statement && ranges[number[v]].Covers(2 * positions[statement], (2 * positions[statement]) + 2));

    private void Number(Value value)
    {
        var placement = schedule.Of(value);
        if (placement != Placement.Local && (placement != Placement.Argument || !isOverwritable(value))) return;
        number.Add(value, values.Count);
        values.Add(value);
        ranges.Add(new LiveRange());
    }

    private void ForEachRead(Instruction statement, Action<int> read)
    {
        foreach (var operand in schedule.Constructions.Operands(statement)) ForEachRead(operand, read);
        if (statement is not Terminator terminator) return;
        foreach (var edge in terminator.Edges)
        {
            for (var i = 0; i < edge.Arguments.Count; i++)
            {
                if (schedule.IsNeeded(edge.Target.Parameters[i])) ForEachRead(edge.Arguments[i], read);
            }
        }
    }

    private void ForEachRead(Value value, Action<int> read) => schedule.ForEachReadOf(value, v =>
    {
        if (number.TryGetValue(v, out var n)) read(n);
    });

    private void Solve()
    {
        var reads = new Dictionary<Block, BitSet>();
        var writes = new Dictionary<Block, BitSet>();
        foreach (var block in order.Blocks)
        {
            var upward = new BitSet(values.Count);
            var written = new BitSet(values.Count);
            foreach (var parameter in block.Parameters.Where(number.ContainsKey)) written.Add(number[parameter]);
            foreach (var statement in schedule.Statements(block))
            {
                ForEachRead(statement, n =>
                {
                    if (!written.Contains(n)) upward.Add(n);
                });
                if (number.TryGetValue(statement, out var own)) written.Add(own);
            }

            reads[block] = upward;
            writes[block] = written;
            liveIn[block] = new BitSet(values.Count);
            liveOut[block] = new BitSet(values.Count);
            throughout[block] = new BitSet(values.Count);
        }

        var input = new BitSet(values.Count);
        for (var changed = true; changed;)
        {
            changed = false;
            foreach (var block in flow.ReversePostorder.Reverse().Where(liveIn.ContainsKey))
            {
                foreach (var edge in block.Edges) liveOut[block].UnionWith(liveIn[threading.Final(edge.Target)]);
                foreach (var handler in FlowGraph.Handlers(block))
                {
                    if (liveIn.TryGetValue(handler, out var into)) throughout[block].UnionWith(into);
                }

                input.Assign(liveOut[block]);
                input.UnionWith(throughout[block]);
                input.ExceptWith(writes[block]);
                input.UnionWith(reads[block]);
                changed |= liveIn[block].UnionWith(input);
            }
        }
    }

    /// <summary>
    /// A finally handler runs between a <c>leave</c> and its target, a filter before the handlers of its region and
    /// of those inside: what those read is kept throughout it, though no edge says so.
    /// </summary>
    private void ReachThroughHandlers()
    {
        foreach (var handler in flow.Method.Regions.Where(r => r.Kind is RegionKind.Finally or RegionKind.Filter && order.Regions.ContainsKey(r)))
        {
            var kept = new BitSet(values.Count);
            if (handler.Kind == RegionKind.Filter)
            {
                foreach (var other in flow.Method.Regions.Where(r => r.Guarded is { } g && IsInside(g, handler.Guarded!)))
                {
                    if (other.Entry is { } entry && liveIn.TryGetValue(entry, out var into)) kept.UnionWith(into);
                }
            }
            else
            {
                foreach (var leave in order.Blocks.Where(b => b.Terminator is Leave && IsInside(b.Region, handler.Guarded!)))
                {
                    var target = leave.Edges[0].Target;
                    if (IsInside(target.Region, handler.Guarded!)) continue;
                    kept.UnionWith(liveIn[threading.Final(target)]);
                    foreach (var parameter in target.Parameters.Where(number.ContainsKey)) kept.Add(number[parameter]);
                }
            }

            foreach (var block in order.Regions[handler]) throughout[block].UnionWith(kept);
        }
    }

    private static bool IsInside(Region? region, Region outer)
    {
        while (region is not null && region != outer) region = region.Parent;
        return region is not null;
    }

    private void BuildRanges()
    {
        var end = new int[values.Count];
        var position = 0;
        foreach (var block in order.Blocks)
        {
            var first = position++;
            foreach (var statement in schedule.Statements(block))
            {
                positions[statement] = position;
                position += statement is InsertField ? 2 : 1;
            }

            var open = new BitSet(values.Count);
            void Open(int n, int at)
            {
                if (open.Contains(n)) return;
                open.Add(n);
                end[n] = at;
            }

            foreach (var n in liveOut[block].Members()) Open(n, 2 * position);
            foreach (var n in throughout[block].Members()) Open(n, 2 * position);
            for (var i = schedule.Statements(block).Count - 1; i >= 0; i--)
            {
                var statement = schedule.Statements(block)[i];
                var at = positions[statement];
                if (number.TryGetValue(statement, out var own) && !throughout[block].Contains(own))
                {
                    ranges[own].Append(2 * at + 1, open.Contains(own) ? end[own] : 2 * at + 2);
                    open.Remove(own);
                }

                if (statement is InsertField insert)
                {
                    ForEachRead(insert.Value, n => Open(n, 2 * at + 3));
                    ForEachRead(insert.Container, n => Open(n, 2 * at + 1));
                }
                else
                {
                    ForEachRead(statement, n => Open(n, 2 * at + 1));
                }
            }

            foreach (var n in open.Members()) ranges[n].Append(2 * first, end[n]);
            foreach (var parameter in block.Parameters)
            {
                if (number.TryGetValue(parameter, out var n) && !open.Contains(n)) ranges[n].Append(2 * first, 2 * first + 1);
            }
        }
    }
}
