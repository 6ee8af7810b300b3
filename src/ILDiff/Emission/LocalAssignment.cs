namespace ILDiff.Emission;

using ILDiff.ControlFlow;
using ILDiff.IR;
using ILDiff.Types;
using Mono.Cecil;
using Mono.Cecil.Cil;

/// <summary>
/// Puts values into as few local variables as their types and lives allow. First a parameter of a block joins the
/// arguments that edges give it, innermost loops first, so that a loop variable is updated in place and its edge
/// costs nothing; then variables are shared by values whose lives do not meet. A loop variable that starts as an
/// argument may live on in the argument's place.
/// </summary>
internal sealed class LocalAssignment
{
    private readonly Liveness liveness;
    private readonly Dictionary<Value, Group> groups = [];
    private readonly Dictionary<Value, Storage> places = [];

    public LocalAssignment(FlowGraph flow, LoopForest loops, StackSchedule schedule, Liveness liveness, Func<IRType, VariableDefinition> declare, Func<Value, ParameterDefinition> argument)
    {
        this.liveness = liveness;
        foreach (var value in liveness.Values)
        {
            var fixedPlace = schedule.Of(value) == Placement.Argument ? argument(value) : null;
            groups.Add(value, new Group(value.Type, liveness.Range(value), liveness.IsReadByHandler(value), fixedPlace));
        }

        foreach (var block in flow.ReversePostorder.OrderByDescending(b => loops.Of(b)?.Depth ?? 0))
        {
            foreach (var statement in schedule.Statements(block))
            {
                if (statement is InsertField insert && schedule.Of(insert) == Placement.Local) JoinInsert(insert);
            }

            foreach (var edge in block.Edges)
            {
                for (var i = 0; i < edge.Arguments.Count; i++) Join(edge.Target.Parameters[i], edge.Arguments[i]);
            }
        }

        Assign(declare);
    }

    public bool Has(Value value) => places.ContainsKey(value);

    public Storage Of(Value value) => places[value];

    private void Join(Value parameter, Value argument)
    {
        if (!groups.TryGetValue(parameter, out var a) || !groups.TryGetValue(argument, out var b)) return;
        (a, b) = (a.Root, b.Root);
        if (a.MayAbsorb(b) && !a.Range.Overlaps(b.Range)) a.Absorb(b);
    }

    /// <summary>
    /// The new struct may lie in its container's variable even if the new field's value reads the container:
    /// until the field is written, the two are equal.
    /// </summary>
    private void JoinInsert(InsertField insert)
    {
        if (!groups.TryGetValue(insert, out var a) || !groups.TryGetValue(insert.Container, out var b)) return;
        (a, b) = (a.Root, b.Root);
        var at = 2 * liveness.Position(insert);
        if (a.MayAbsorb(b) && !a.Range.Overlaps(b.Range, at, at + 3)) a.Absorb(b);
    }

    private void Assign(Func<IRType, VariableDefinition> declare)
    {
        var roots = groups.Values.Select(g => g.Root).Distinct().OrderBy(g => g.Range.Start).ToList();
        var colours = new Dictionary<(IRType, bool), List<Colour>>();
        var chosen = new Dictionary<Group, Storage>();
        foreach (var group in roots)
        {
            if (group.Argument is { } argument)
            {
                chosen.Add(group, new Storage(null, argument));
                continue;
            }

            var key = (group.Type, group.IsReadByHandler);
            if (!colours.TryGetValue(key, out var list)) colours[key] = list = [];
            var colour = list.Find(c => c.Range.End <= group.Range.Start || !c.Range.Overlaps(group.Range));
            if (colour is null) list.Add(colour = new Colour(declare(group.Type), new LiveRange()));
            colour.Range.Merge(group.Range);
            chosen.Add(group, new Storage(colour.Variable, null));
        }

        foreach (var (value, group) in groups) places.Add(value, chosen[group.Root]);
    }

    private sealed record Colour(VariableDefinition Variable, LiveRange Range);

    /// <summary>Values that share a place for certain.</summary>
    private sealed class Group(IRType type, LiveRange range, bool isReadByHandler, ParameterDefinition? argument)
    {
        private Group? parent;

        public IRType Type { get; } = type;

        public LiveRange Range { get; } = range;

        public bool IsReadByHandler { get; private set; } = isReadByHandler;

        /// <summary>The argument whose place it is, if one is among the values.</summary>
        public ParameterDefinition? Argument { get; private set; } = argument;

        public Group Root
        {
            get
            {
                var root = this;
                while (root.parent is { } above) root = above;
                for (var g = this; g.parent is { } above; g = above) g.parent = root == above ? above : root;
                return root;
            }
        }

        public bool MayAbsorb(Group other) => this != other && Type == other.Type && (Argument is null || other.Argument is null);

        public void Absorb(Group other)
        {
            other.parent = this;
            Range.Merge(other.Range);
            Argument ??= other.Argument;
            IsReadByHandler |= other.IsReadByHandler;
        }
    }
}
