namespace ILDiff.Optimization;

using ILDiff.Analyses;
using ILDiff.ControlFlow;
using ILDiff.IR;
using ILDiff.Simplification;

/// <summary>
/// Keeps in a variable, for the time of a loop, what the loop reads from one place again and again, or adds to at one
/// place: read once before the loop and, if changed, written once after it. Accesses may throw, so they are made only if
/// the loop has a visit at all, which is tested before it. The variables are slots, for promotion to deal with.
/// </summary>
internal sealed class LoopRegisters : IPass
{
    public bool Run(IRMethod method, PassContext context)
    {
        var changed = false;
        for (var depth = context.Loops.Loops.Select(l => l.Depth).DefaultIfEmpty(0).Max(); depth > 0; depth--)
        {
            var effects = Effects.Of(method, context);
            var candidates = new LoopPlaces(context.Flow, context.Dominators, effects, new Faults(method, effects.Alias.Origins));
            var found = context.Loops.Loops.Where(l => l.Depth == depth && LoopTest.Of(l) is not null).Select(l => (Loop: l, Places: candidates.Of(l))).Where(l => l.Places.Count > 0).ToList();
            foreach (var (loop, places) in found) Rewrite(method, loop, places);
            if (found.Count == 0) continue;
            context.Invalidate();
            changed = true;
        }

        return changed;
    }

    private static void Rewrite(IRMethod method, Loop loop, IReadOnlyList<LoopPlace> places)
    {
        var test = LoopTest.Of(loop)!;
        var (before, entry) = (loop.Entries[0].From, loop.Entries[0].Edge);
        var builder = new IRBuilder(method, before);
        var runs = test.Repeat(builder, entry);
        var slots = new IRBuilder(method, method.Entry);
        var variables = places.Select(p => Variable(method, p)).ToList();

        var (fill, enter) = (method.AddBlock(before.Region), method.AddBlock(before.Region));
        test.Branch(builder, runs, fill, enter);
        builder.Block = enter;
        builder.Jump(entry.Target, [.. entry.Arguments]);
        builder.Block = fill;
        for (var i = 0; i < places.Count; i++) builder.Store(variables[i], places[i].Read(builder), places[i].Accessed);
        builder.Jump(enter);

        if (places.Any(p => p.IsWritten))
        {
            var exit = test.Exit;
            var (after, flush, leave) = (method.AddBlock(before.Region), method.AddBlock(before.Region), method.AddBlock(before.Region));
            builder.Block = after;
            test.Branch(builder, runs, flush, leave);
            builder.Block = flush;
            for (var i = 0; i < places.Count; i++)
            {
                if (places[i].IsWritten) places[i].Write(builder, builder.Load(variables[i], places[i].Accessed));
            }

            builder.Jump(leave);
            builder.Block = leave;
            builder.Jump(exit.Target, [.. exit.Arguments]);
            exit.Target = after;
            exit.Arguments.Clear();
        }

        for (var i = 0; i < places.Count; i++) places[i].MoveTo(variables[i]);
    }

    private static Slot Variable(IRMethod method, LoopPlace place) =>
        method.Entry.Insert(0, new Slot(place.Accessed, method.Types.ByRefTo(place.Accessed)));
}

/// <summary>The test at the top of a loop that has no other way out.</summary>
internal sealed class LoopTest
{
    private const int SizeLimit = 8;

    private readonly Loop loop;
    private readonly Branch branch;

    private LoopTest(Loop loop, Branch branch)
    {
        this.loop = loop;
        this.branch = branch;
    }

    /// <summary>The way out.</summary>
    public Edge Exit => loop.Contains(branch.WhenTrue.Target) ? branch.WhenFalse : branch.WhenTrue;

    /// <summary>The test of a loop; null if it cannot be made before the loop, or there are other ways in or out.</summary>
    public static LoopTest? Of(Loop loop)
    {
        if (loop.Entries is not [{ From: { Terminator: Jump } before }] || loop.Exits is not [{ From: var last }] || last != loop.Header) return null;
        if (loop.Header.Terminator is not Branch branch || loop.Blocks.Any(b => b.Region != before.Region)) return null;
        var size = 0;
        return CanRepeat(branch.Condition) ? new LoopTest(loop, branch) : null;

        bool CanRepeat(Value value)
        {
            if (value is not Instruction instruction || !loop.Contains(instruction.Block!)) return value is not BlockParameter parameter || !loop.Contains(parameter.Block) || parameter.Block == loop.Header;
            if (!instruction.IsPure || instruction is Call || ++size > SizeLimit) return false;
            return instruction.Operands.ToArray().All(CanRepeat);
        }
    }

    /// <summary>The condition at the first visit.</summary>
    public Value Repeat(IRBuilder builder, Edge entry)
    {
        var done = new Dictionary<Value, Value>();
        return Copy(branch.Condition);

        Value Copy(Value value)
        {
            if (done.TryGetValue(value, out var known)) return known;
            if (value is BlockParameter parameter && parameter.Block == loop.Header) return done[value] = entry.Arguments[parameter.Index];
            if (value is not Instruction instruction || !loop.Contains(instruction.Block!)) return value;
            return done[value] = builder.Add(instruction.CloneWith([.. instruction.Operands.ToArray().Select(Copy)]));
        }
    }

    /// <summary>Goes one way if the loop has a visit by the condition, another if not.</summary>
    public void Branch(IRBuilder builder, Value condition, Block visits, Block none)
    {
        var (yes, no) = loop.Contains(branch.WhenTrue.Target) ? (visits, none) : (none, visits);
        builder.Branch(condition, new Edge(yes, []), new Edge(no, []));
    }
}
