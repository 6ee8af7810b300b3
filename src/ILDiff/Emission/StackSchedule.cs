namespace ILDiff.Emission;

using ILDiff.ControlFlow;
using ILDiff.IR;

/// <summary>How a value comes onto the evaluation stack where it is used.</summary>
internal enum Placement : byte
{
    /// <summary>Nobody needs it.</summary>
    Dropped,

    /// <summary>A parameter of the method.</summary>
    Argument,

    /// <summary>Made anew at each use: constants and addresses.</summary>
    Rematerialised,

    /// <summary>Computed at its only use, as part of the user's expression.</summary>
    Inlined,

    /// <summary>Computed as a statement of its own; the result, if any, is popped or stays on the stack for no one.</summary>
    Statement,

    /// <summary>Computed as a statement of its own and kept in a local variable.</summary>
    Local,
}

/// <summary>
/// Forms expression trees. Each block is walked backwards; a value with one use in the block becomes part of its
/// user's tree unless that moved it past something it conflicts with (<see cref="Effects"/>). The order of effects and
/// of throwing operations is the one of the IR. Trees are bounded in depth, so that writing them may recurse.
/// </summary>
internal sealed class StackSchedule
{
    /// <summary>Bound on the nesting of one tree.</summary>
    public const int MaxDepth = 120;

    private readonly FlowGraph flow;
    private readonly LoopForest loops;
    private readonly bool hasRegions;
    private readonly Placement[] placement;
    private readonly bool[] needed;
    private readonly int[] uses;
    private readonly HashSet<Slot> escaping = [];
    private readonly Dictionary<Block, List<Instruction>> statements = [];

    public StackSchedule(FlowGraph flow, LoopForest loops)
    {
        this.flow = flow;
        this.loops = loops;
        hasRegions = flow.Method.Regions.Count > 0;
        placement = new Placement[flow.Method.ValueLimit];
        needed = new bool[flow.Method.ValueLimit];
        uses = new int[flow.Method.ValueLimit];
        MarkNeeded();
        Constructions = new StructConstructions(flow, v => needed[v.Id]);
        CountUses();

        // Users before definitions, so that a user may claim a definition in another block.
        foreach (var block in flow.ReversePostorder.Reverse()) Schedule(block);
    }

    /// <summary>Loads that stand for the construction of a struct on the stack.</summary>
    public StructConstructions Constructions { get; }

    public Placement Of(Value value) => value is Constant ? Placement.Rematerialised : placement[value.Id];

    /// <summary>Whether anything reads it; the parameters of blocks that nobody reads get no value on the edges.</summary>
    public bool IsNeeded(Value value) => value is Constant || needed[value.Id];

    /// <summary>The statements of a block in order, the terminator last.</summary>
    public IReadOnlyList<Instruction> Statements(Block block) => statements[block];

    /// <summary>Calls back for each value in a local variable or an argument that a statement reads, edges apart.</summary>
    public void ForEachRead(Instruction statement, Action<Value> read)
    {
        foreach (var operand in Constructions.Operands(statement)) ForEachReadOf(operand, read);
    }

    /// <summary>The same for what it takes to push one value.</summary>
    public void ForEachReadOf(Value value, Action<Value> read)
    {
        switch (Of(value))
        {
            case Placement.Local or Placement.Argument:
                read(value);
                break;
            case Placement.Inlined or Placement.Rematerialised when value is Instruction instruction:
                foreach (var operand in Constructions.Operands(instruction)) ForEachReadOf(operand, read);
                break;
        }
    }

    private static bool IsRematerialised(Value value) =>
        value is Constant or Slot or ElementAddress or FieldAddress or StaticFieldAddress or LoadToken { Kind: TokenKind.Function or TokenKind.Size };

    /// <summary>What needs the stack empty beneath it, or its own variable to work in.</summary>
    private static bool StandsAlone(Instruction instruction) => instruction is Select or InsertField or StackAllocate or Terminator;

    /// <summary>
    /// A box for one use elsewhere is made there: on the stack it is known what is in the box, in a variable it is not,
    /// and the use may ask for an interface of it.
    /// </summary>
    private bool IsMadeAtUse(Instruction value, Block user) =>
        value is Box && value.Block is { } block && block.Region == user.Region && loops.Of(block) == loops.Of(user);

    private void MarkNeeded()
    {
        var work = new Stack<Value>();
        void Need(Value value)
        {
            if (value is Constant || needed[value.Id]) return;
            needed[value.Id] = true;
            work.Push(value);
        }

        foreach (var block in flow.ReversePostorder)
        {
            foreach (var instruction in block.All)
            {
                if (!instruction.IsRemovable || Caught.Decides(instruction)) Need(instruction);
            }
        }

        while (work.TryPop(out var value))
        {
            if (value is Instruction instruction)
            {
                foreach (var operand in instruction.Operands) Need(operand);
            }
            else if (value is BlockParameter { Block: var block } parameter)
            {
                if (block == flow.Method.Entry)
                {
                    placement[parameter.Id] = Placement.Argument;
                    continue;
                }

                var index = parameter.Index;
                placement[parameter.Id] = Placement.Local;
                foreach (var incoming in flow.Incoming(block))
                {
                    if (index < incoming.Edge.Arguments.Count) Need(incoming.Edge.Arguments[index]);
                }
            }
        }
    }

    private void CountUses()
    {
        var work = new Stack<(Value Value, int Weight)>();
        foreach (var instruction in flow.ReversePostorder.SelectMany(b => b.All))
        {
            if (!needed[instruction.Id] || Constructions.IsReplaced(instruction)) continue;
            NoteEscapes(instruction);
            if (IsRematerialised(instruction))
            {
                placement[instruction.Id] = Placement.Rematerialised;
                continue;
            }

            foreach (var operand in Constructions.Operands(instruction)) work.Push((operand, 1));
            if (instruction is Terminator terminator)
            {
                foreach (var edge in terminator.Edges)
                {
                    // Twice counts as often: what an edge carries is kept in a variable.
                    for (var i = 0; i < edge.Arguments.Count; i++)
                    {
                        if (needed[edge.Target.Parameters[i].Id]) work.Push((edge.Arguments[i], 2));
                    }
                }
            }

            while (work.TryPop(out var use))
            {
                if (use.Value is Constant) continue;
                uses[use.Value.Id] += use.Weight;
                if (!IsRematerialised(use.Value)) continue;
                foreach (var operand in ((Instruction)use.Value).Operands) work.Push((operand, use.Weight));
            }
        }
    }

    private void NoteEscapes(Instruction instruction)
    {
        var operands = Constructions.Operands(instruction);
        for (var i = 0; i < operands.Length; i++)
        {
            var harmless = instruction is Load or FieldAddress || (instruction is Store && i == 0);
            if (!harmless || Constructions.IsConstruction(instruction)) NoteEscape(operands[i]);
        }

        if (instruction is not Terminator terminator) return;
        foreach (var argument in terminator.Edges.SelectMany(e => e.Arguments)) NoteEscape(argument);
    }

    private void NoteEscape(Value value)
    {
        if (Effects.SlotOf(value) is { } slot) escaping.Add(slot);
    }

    private void Schedule(Block block)
    {
        var all = Constructions.Sequence(block);
        var count = all.Count;
        var position = new Dictionary<Instruction, int>(count);
        var effects = new Effects[count];

        // For each position, the last instruction with effects before it; those taken into trees are skipped.
        var previous = new int[count + 1];
        var taken = new bool[count];
        var last = -1;
        for (var i = 0; i < count; i++)
        {
            position[all[i]] = i;
            previous[i] = last;
            if (!needed[all[i].Id] || IsRematerialised(all[i])) continue;
            effects[i] = Constructions.IsConstruction(all[i]) ? Effects.All : Effects.Of(all[i], s => !s.IsPinned && !escaping.Contains(s));
            if (!effects[i].IsNone) last = i;
        }

        previous[count] = last;
        var order = new List<Instruction>();
        var work = new Stack<(Value Value, int Depth, bool Conditional)>();
        for (var i = count; i >= 0; i--)
        {
            var root = i == count ? block.Terminator : all[i];
            if (!needed[root.Id] || placement[root.Id] is Placement.Inlined or Placement.Rematerialised) continue;
            placement[root.Id] = uses[root.Id] > 0 ? Placement.Local : Placement.Statement;
            order.Add(root);

            var cursor = i;
            Push(root, 1, false);
            while (work.TryPop(out var use))
            {
                if (use.Value is not Instruction value) continue;
                if (IsRematerialised(value))
                {
                    Push(value, use.Depth + 1, use.Conditional);
                    continue;
                }

                if (uses[value.Id] != 1 || StandsAlone(value) || value.Type.IsSpan || use.Depth > MaxDepth) continue;
                if (value.Block != block)
                {
                    if (use.Conditional || !IsMadeAtUse(value, block)) continue;
                    placement[value.Id] = Placement.Inlined;
                    Push(value, use.Depth + 1, false);
                    continue;
                }

                var at = position[value];
                if (!effects[at].IsNone)
                {
                    if (use.Conditional || at >= cursor || !CanMove(at, i)) continue;
                    taken[at] = true;
                    cursor = at;
                }

                placement[value.Id] = Placement.Inlined;
                Push(value, use.Depth + 1, use.Conditional);
            }
        }

        order.Reverse();
        InPlaceUpdates.Order(order, this);
        statements.Add(block, order);

        // The rightmost operand is looked at first: it is evaluated last, closest to the root.
        void Push(Instruction user, int depth, bool conditional)
        {
            var operands = Constructions.Operands(user);
            for (var k = 0; k < operands.Length; k++) work.Push((operands[k], depth, conditional || (user is Select && k > 0)));
        }

        bool CanMove(int from, int to)
        {
            for (var k = Previous(to); k > from; k = Previous(k))
            {
                if (Effects.Conflicts(effects[from], effects[k], hasRegions)) return false;
            }

            return true;
        }

        int Previous(int at)
        {
            var found = previous[at];
            while (found >= 0 && taken[found]) found = previous[found];
            while (previous[at] != found) (at, previous[at]) = (previous[at], found);
            return found;
        }
    }
}
