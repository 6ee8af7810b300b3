namespace ILDiff.Differentiation.Reverse;

using ILDiff.Analyses;
using ILDiff.IR;
using ILDiff.Types;

/// <summary>
/// The adjoints of SSA values during the reverse sweep. Each is an accumulator: uses add to it, the definition takes
/// and clears it, so it is zero again at the next visit. A value whose uses all stand in its own block needs no
/// variable; the others get a slot, which later passes turn into SSA.
/// </summary>
internal sealed class Adjoints
{
    private readonly IRBuilder slots;
    private readonly HashSet<Value> spanning = [];
    private readonly Dictionary<Value, Value> running = [];
    private readonly Dictionary<Value, Slot> homes = [];

    public Adjoints(IRMethod primal, IRMethod target, Block home)
    {
        slots = new IRBuilder(target, home);
        foreach (var block in primal.Blocks)
        {
            foreach (var parameter in block.Parameters) spanning.Add(parameter);
            foreach (var instruction in block.All)
            {
                foreach (var operand in instruction.Operands)
                {
                    if (instruction is Terminator || (operand as Instruction)?.Block != block) spanning.Add(operand);
                }

                if (instruction is not Terminator terminator) continue;
                foreach (var edge in terminator.Edges) spanning.UnionWith(edge.Arguments);
            }
        }
    }

    /// <summary>Adds to the adjoint of a float; a constant has none.</summary>
    public void Accumulate(IRBuilder builder, Value value, Value adjoint)
    {
        if (value is Constant || adjoint is Constant { IsZero: true }) return;
        if (!spanning.Contains(value))
        {
            running[value] = running.TryGetValue(value, out var sum) ? builder.Accumulate(sum, adjoint) : adjoint;
            return;
        }

        var home = Home(value);
        builder.Store(home, builder.Accumulate(builder.Load(home, value.Type), adjoint), value.Type);
    }

    /// <summary>The adjoint of a float at its definition, where it ends; a constant zero if nothing was added.</summary>
    public Value Take(IRBuilder builder, Value value)
    {
        if (!spanning.Contains(value)) return running.Remove(value, out var sum) ? sum : builder.Zero(value.Type);
        var home = Home(value);
        var adjoint = builder.Load(home, value.Type);
        builder.Store(home, builder.Zero(value.Type), value.Type);
        return adjoint;
    }

    /// <summary>The place of a struct's adjoint.</summary>
    public Slot Home(Value value)
    {
        if (!homes.TryGetValue(value, out var home)) homes.Add(value, home = slots.Slot(value.Type, value.Name is { } name ? name + "Bar" : null));
        return home;
    }

    /// <summary>The floats inside a type, as paths of fields.</summary>
    public static IEnumerable<IReadOnlyList<IRField>> Leaves(IRType type)
    {
        if (type.IsFloat)
        {
            yield return [];
            yield break;
        }

        if (type.Kind != TypeKind.Struct) yield break;
        foreach (var field in type.Fields.Where(f => f.Type.HoldsFloat()))
        {
            foreach (var rest in Leaves(field.Type)) yield return [field, .. rest];
        }
    }

    /// <summary>The address of a float inside a place.</summary>
    public static Value AddressOf(IRBuilder builder, Value place, IReadOnlyList<IRField> path) =>
        path.Aggregate(place, (address, field) => builder.FieldAddress(address, field));

    /// <summary>Adds the floats of one place to those of another and clears the first.</summary>
    public static void Move(IRBuilder builder, Value from, Value to, IRType type)
    {
        foreach (var path in Leaves(type))
        {
            var leaf = path.Count == 0 ? type : path[^1].Type;
            var source = AddressOf(builder, from, path);
            var target = AddressOf(builder, to, path);
            var moved = At(builder, source, leaf);
            Set(builder, source, builder.Zero(leaf), leaf);
            Set(builder, target, builder.Accumulate(At(builder, target, leaf), moved), leaf);
        }
    }

    /// <summary>Reads an adjoint from a shadow.</summary>
    public static Value At(IRBuilder builder, Value place, IRType type)
    {
        var role = builder.Role;
        builder.Role = AccessRole.Shadow;
        var adjoint = builder.Load(place, type);
        builder.Role = role;
        return adjoint;
    }

    /// <summary>Writes an adjoint to a shadow.</summary>
    public static void Set(IRBuilder builder, Value place, Value adjoint, IRType type)
    {
        var role = builder.Role;
        builder.Role = AccessRole.Shadow;
        builder.Store(place, adjoint, type);
        builder.Role = role;
    }
}
