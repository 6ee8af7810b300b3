namespace ILDiff.Optimization;

using ILDiff.Analyses;
using ILDiff.ControlFlow;
using ILDiff.IR;
using ILDiff.Types;

/// <summary>A place that is the same at every visit of a loop, with the loop's accesses to it.</summary>
internal sealed class LoopPlace(Loop loop, Value address, IRType accessed)
{
    private readonly List<Load> loads = [];
    private readonly List<Store> stores = [];

    public Value Address { get; } = address;

    public IRType Accessed { get; } = accessed;

    public bool IsWritten => stores.Count > 0;

    public IEnumerable<Instruction> Accesses => loads.Concat<Instruction>(stores);

    /// <summary>The role of all accesses together.</summary>
    public AccessRole Role
    {
        get
        {
            var roles = loads.Select(l => l.Role).Concat(stores.Select(s => s.Role)).Distinct().ToList();
            return roles.Count == 1 ? roles[0] : roles.All(r => r is AccessRole.Primal or AccessRole.Again) ? AccessRole.Primal : AccessRole.Plain;
        }
    }

    public void Add(Instruction access)
    {
        if (access is Load load) loads.Add(load);
        else stores.Add((Store)access);
    }

    /// <summary>Reads the place outside the loop.</summary>
    public Value Read(IRBuilder builder) => builder.Add(new Load(Rebuild(builder, Address), Accessed) { Role = Role });

    /// <summary>Writes it outside the loop.</summary>
    public void Write(IRBuilder builder, Value value) => builder.Add(new Store(Rebuild(builder, Address), value, Accessed, builder.Types.Void) { Role = Role });

    /// <summary>Makes the loop use a variable instead.</summary>
    public void MoveTo(Slot variable)
    {
        foreach (var access in Accesses) access.SetOperand(0, variable);
    }

    private Value Rebuild(IRBuilder builder, Value value) =>
        value is Instruction instruction && loop.Contains(instruction.Block!)
            ? builder.Add(instruction.CloneWith([.. instruction.Operands.ToArray().Select(o => Rebuild(builder, o))]))
            : value;
}

/// <summary>Finds the places that a loop may keep in variables.</summary>
internal sealed class LoopPlaces(FlowGraph flow, Dominators dominators, Effects effects, Faults faults)
{
    /// <summary>More would not fit into registers.</summary>
    private const int Limit = 10;

    /// <summary>In a longer loop there is little to gain, and every access would be held against every place.</summary>
    private const int SizeLimit = 2000;

    public IReadOnlyList<LoopPlace> Of(Loop loop)
    {
        var blocks = flow.ReversePostorder.Where(loop.Contains).ToList();
        var instructions = blocks.SelectMany(b => b.Instructions).ToList();
        var places = new List<LoopPlace>();
        if (instructions.Count > SizeLimit) return places;
        foreach (var access in instructions)
        {
            if (AddressOf(access) is not var (address, accessed) || !accessed.IsFloat || !IsInvariant(address, loop) || IsVariable(address)) continue;
            var place = places.Find(p => p.Accessed == accessed && effects.Alias.MustAlias(p.Address, address));
            if (place is null) places.Add(place = new LoopPlace(loop, address, accessed));
            place.Add(access);
        }

        var inductions = new Inductions(loop);
        return [.. places.Where(p => IsAlone(p, instructions, inductions) && IsReached(p, loop) && MayComeEarly(p, loop, blocks)).Take(Limit)];
    }

    private static (Value Address, IRType Accessed)? AddressOf(Instruction instruction) => instruction switch
    {
        Load { IsVolatile: false } load => (load.Address, load.Accessed),
        Store { IsVolatile: false } store => (store.Address, store.Accessed),
        _ => null,
    };

    /// <summary>Local variables are promoted by other passes.</summary>
    private bool IsVariable(Value address) => Place.Of(address).Kind == PlaceKind.Slot;

    private static bool IsInvariant(Value value, Loop loop) => value switch
    {
        BlockParameter parameter => !loop.Contains(parameter.Block),
        Instruction instruction => !loop.Contains(instruction.Block!)
            || (instruction is ElementAddress or FieldAddress && instruction.Operands.ToArray().All(o => IsInvariant(o, loop))),
        _ => true,
    };

    /// <summary>Whether nothing else in the loop can touch the place.</summary>
    private bool IsAlone(LoopPlace place, List<Instruction> instructions, Inductions inductions)
    {
        var own = place.Accesses.ToHashSet();
        return instructions.All(i => own.Contains(i) || IsElsewhere(i, place, inductions)
            || (!effects.MayWrite(i, place.Address, place.Accessed, place.Role) && !(place.IsWritten && effects.MayRead(i, place.Address, place.Accessed, place.Role))));
    }

    /// <summary>Whether it accesses elements of the same array that lie beyond the place at each visit, such as those of later rows.</summary>
    private bool IsElsewhere(Instruction instruction, LoopPlace place, Inductions inductions)
    {
        if (AddressOf(instruction) is not var (address, _) || Element(address) is not { } other || Element(place.Address) is not { } own) return false;
        return own.Array == other.Array && IsEachVisit(instruction, inductions.Loop) && IndexForm.Between(other.Indices[0], own.Indices[0], inductions).MovesAway;
    }

    private static ElementAddress? Element(Value address) =>
        Place.Of(address) is { IsCurrent: true, Element: { Indices.Length: 1 } element } && element.Indices[0].Type.Kind == TypeKind.Int32 ? element : null;

    private bool IsEachVisit(Instruction access, Loop loop) => loop.Latches.All(l => dominators.Dominates(access.Block!, l.From));

    /// <summary>Whether each visit comes by an access, and none stands in the header, which is passed once more when the loop is left.</summary>
    private bool IsReached(LoopPlace place, Loop loop) => place.Accesses.All(a => a.Block != loop.Header) && place.Accesses.Any(a => IsEachVisit(a, loop));

    /// <summary>
    /// Whether the place may be read before the loop and written after it, as far as exceptions can tell: those of the
    /// reverse sweep do not count; a read of the primal moves only over what cannot throw, throws the same, or is not seen
    /// from outside.
    /// </summary>
    private bool MayComeEarly(LoopPlace place, Loop loop, List<Block> blocks)
    {
        if (place.Role.IsInReverse()) return true;
        if (place.IsWritten) return false;
        var first = place.Accesses.First(a => IsEachVisit(a, loop));
        foreach (var block in blocks)
        {
            if (block != first.Block && dominators.Dominates(first.Block!, block)) continue;
            foreach (var instruction in block.Instructions)
            {
                if (instruction == first) break;
                if (!MayBePassed(instruction, place)) return false;
            }
        }

        return true;
    }

    private bool MayBePassed(Instruction instruction, LoopPlace place) => instruction switch
    {
        Load load when load.Role.IsInReverse() => true,
        Store store when store.Role.IsInReverse() => true,
        Load load => faults.IsSafe(load) || (place.Address is ElementAddress own && load.Address is ElementAddress other && own.Array == other.Array),
        Store store => faults.IsSafe(store.Address) && (effects.Alias.IsPrivate(store.Address) || faults.IsCell(store.Address)),
        _ => faults.IsSafe(instruction),
    };
}
