namespace ILDiff.Analyses;

using ILDiff.ControlFlow;
using ILDiff.IR;
using ILDiff.Types;

/// <summary>
/// Names the states of memory, apart for each object, array or variable that is accessed, so that two reads of one
/// address at one state give one value. A state is named by the instruction that brought it about, or by the block
/// where several meet, or null for what was there when the method began. A snapshot.
/// </summary>
internal sealed class MemoryVersions
{
    private const int ClassLimit = 400;
    private const int WalkLimit = 64;

    private readonly FlowGraph flow;
    private readonly Effects effects;
    private readonly Dictionary<object, int> classes = [];
    private readonly Dictionary<Value, int> classOf = [];
    private readonly List<(Value Address, IRType Accessed, AccessRole Role)> samples = [];
    private readonly bool isCoarse;
    private readonly Dictionary<int, int[]> sharing = [];
    private readonly Dictionary<bool, int[]> reachable = [];
    private readonly Dictionary<Block, object?[]> atEntry = [];
    private readonly Dictionary<Load, object?> atLoad = [];
    private readonly Dictionary<Instruction, (int[] Classes, object?[] States)> before = [];

    public MemoryVersions(IRMethod method, FlowGraph flow, Effects effects)
    {
        this.flow = flow;
        this.effects = effects;
        Classify(method);
        if (samples.Count > ClassLimit)
        {
            isCoarse = true;
            Classify(method);
        }

        Iterate();
        foreach (var block in flow.ReversePostorder) Walk(block);
    }

    /// <summary>The state that a load reads, going back over writes that cannot have touched its address.</summary>
    public object? StateFor(Load load)
    {
        if (!atLoad.TryGetValue(load, out var state)) return load;
        var memory = classOf[load];
        for (var steps = 0; steps < WalkLimit && state is Instruction write; steps++)
        {
            if (effects.MayWrite(write, load.Address, load.Accessed, load.Role)) break;
            var (touched, states) = before[write];
            state = states[Array.BinarySearch(touched, memory)];
        }

        return state;
    }

    private void Classify(IRMethod method)
    {
        classes.Clear();
        samples.Clear();
        foreach (var instruction in method.Instructions)
        {
            if (instruction is Load load) classOf[load] = ClassOf(load.Address, load.Accessed, load.Role);
            if (instruction is Store store) classOf[store] = ClassOf(store.Address, store.Accessed, store.Role);
        }
    }

    private int ClassOf(Value address, IRType accessed, AccessRole role)
    {
        var place = Place.Of(address);
        var side = role == AccessRole.Again ? AccessRole.Primal : role;
        object key = place.Kind switch
        {
            PlaceKind.Slot => (place.Base, accessed),
            _ when isCoarse => (effects.Alias.IsPrivate(address), side),
            PlaceKind.Static => (place.Field, accessed, side),
            PlaceKind.Field => (place.Base, place.Field, accessed, side),
            _ => (place.Base, accessed, side),
        };
        if (classes.TryGetValue(key, out var known)) return known;
        samples.Add((address, accessed, side));
        classes.Add(key, samples.Count - 1);
        return samples.Count - 1;
    }

    /// <summary>The classes whose memory a write may touch.</summary>
    private int[] Touched(Instruction write)
    {
        if (write is Store { IsVolatile: false } store)
        {
            var at = classOf[store];
            if (!sharing.TryGetValue(at, out var shared)) sharing[at] = shared = [.. All().Where(c => Shares(at, c))];
            return shared;
        }

        if (!effects.MayWriteUnknown(write)) return [];
        var isCall = write is Call or NewObject;
        if (!reachable.TryGetValue(isCall, out var all)) reachable[isCall] = all = [.. All().Where(c => (isCoarse && !IsSlot(c)) || effects.MayWrite(write, samples[c].Address, samples[c].Accessed, samples[c].Role))];
        return all;
    }

    private bool Shares(int a, int b) =>
        a == b || (!samples[a].Role.IsApartFrom(samples[b].Role) && MayMeet(a, b));

    private bool MayMeet(int a, int b) =>
        (isCoarse && !IsSlot(a) && !IsSlot(b)) || effects.Alias.MayShareBase(samples[a].Address, samples[a].Accessed, samples[b].Address, samples[b].Accessed);

    private bool IsSlot(int memory) => samples[memory].Address is Slot && effects.Alias.IsPrivate(samples[memory].Address);

    private IEnumerable<int> All() => Enumerable.Range(0, samples.Count);

    /// <summary>Settles the state on entry to each block: the one that all ways in agree on, else the block's own. Once its own, it stays so.</summary>
    private void Iterate()
    {
        var last = flow.ReversePostorder.ToDictionary(b => b, LastWrites);
        for (var changed = true; changed;)
        {
            changed = false;
            foreach (var block in flow.ReversePostorder)
            {
                var state = atEntry.GetValueOrDefault(block);
                var isNew = state is null;
                state ??= new object?[samples.Count];
                for (var c = 0; c < state.Length; c++)
                {
                    if (state[c] == block) continue;
                    var next = Meet(block, c, last);
                    if (!isNew && next == state[c]) continue;
                    state[c] = next;
                    changed = true;
                }

                atEntry[block] = state;
                changed |= isNew;
            }
        }
    }

    private object? Meet(Block block, int memory, Dictionary<Block, Instruction?[]> last)
    {
        if (block == flow.Method.Entry) return null;
        var incoming = flow.Incoming(block);
        if (incoming.Count == 0) return block;
        var any = false;
        object? meet = null;
        foreach (var (from, _) in incoming)
        {
            // The finally handlers on the way may do anything.
            if (from.Terminator is Leave) return block;
            if (!atEntry.TryGetValue(from, out var state)) continue;
            var end = last[from][memory] ?? state[memory];
            if (any && end != meet) return block;
            (any, meet) = (true, end);
        }

        return any ? meet : block;
    }

    private Instruction?[] LastWrites(Block block)
    {
        var last = new Instruction?[samples.Count];
        foreach (var instruction in block.All)
        {
            foreach (var memory in Touched(instruction)) last[memory] = instruction;
        }

        return last;
    }

    private void Walk(Block block)
    {
        var state = (object?[])atEntry[block].Clone();
        foreach (var instruction in block.All)
        {
            if (instruction is Load load) atLoad[load] = state[classOf[load]];
            var touched = Touched(instruction);
            if (touched.Length == 0) continue;
            before[instruction] = (touched, Array.ConvertAll(touched, c => state[c]));
            foreach (var memory in touched) state[memory] = instruction;
        }
    }
}
