namespace ILDiff.Analyses;

using ILDiff.IR;

/// <summary>
/// Where references, addresses and spans come from, seen through block parameters, choices, casts and slices, and which local
/// variables and allocations are known to no code but this method's. A snapshot.
/// </summary>
internal sealed class Origins
{
    private const int Limit = 8;

    private readonly Dictionary<Value, IReadOnlyList<Value>?> origins = [];
    private readonly Dictionary<BlockParameter, List<Value>> arguments = [];
    private readonly HashSet<Value> escaped = [];
    private readonly Block entry;

    public Origins(IRMethod method)
    {
        entry = method.Entry;
        var uses = new Uses(method);
        foreach (var block in method.Blocks)
        {
            foreach (var edge in block.Edges)
            {
                for (var i = 0; i < edge.Arguments.Count; i++)
                {
                    var parameter = edge.Target.Parameters[i];
                    if (!IsTracked(parameter)) continue;
                    if (!arguments.TryGetValue(parameter, out var list)) arguments[parameter] = list = [];
                    list.Add(edge.Arguments[i]);
                }
            }
        }

        foreach (var root in method.Instructions.Where(IsLocal))
        {
            if (root is NewObject || Leaks(root, uses)) escaped.Add(root);
        }
    }

    /// <summary>
    /// The values that it may be: allocations, slots, address computations, parameters of the method, and whatever
    /// cannot be seen through. Null if they are too many. A value alone stands for itself.
    /// </summary>
    public IReadOnlyList<Value>? Of(Value value)
    {
        if (!IsThrough(value)) return [value];
        if (origins.TryGetValue(value, out var known)) return known;
        var result = new List<Value>();
        var seen = new HashSet<Value> { value };
        var work = new Stack<Value>([value]);
        while (work.TryPop(out var next))
        {
            if (!IsThrough(next))
            {
                result.Add(next);
                if (result.Count > Limit) return origins[value] = null;
                continue;
            }

            foreach (var from in Sources(next))
            {
                if (seen.Add(from)) work.Push(from);
            }
        }

        return origins[value] = result;
    }

    /// <summary>Whether it may have become null on the way, by a cast that gives null for objects of other types.</summary>
    public bool PassesTest(Value value)
    {
        var seen = new HashSet<Value> { value };
        var work = new Stack<Value>([value]);
        while (work.TryPop(out var next))
        {
            if (next is Cast { Throws: false }) return true;
            if (!IsThrough(next)) continue;
            foreach (var from in Sources(next).Where(seen.Add)) work.Push(from);
        }

        return false;
    }

    /// <summary>Whether no other code can know of the local variable or the allocation.</summary>
    public bool IsPrivate(Value root) => root is Instruction instruction && IsLocal(instruction) && !escaped.Contains(root);

    /// <summary>Whether it is memory that comes into being in this call.</summary>
    public static bool IsLocal(Instruction instruction) => instruction is Slot or NewArray or NewObject or Allocate or Box or StackAllocate;

    /// <summary>Whether the value was there before the method began.</summary>
    public bool IsParameter(Value value) => value is BlockParameter parameter && parameter.Block == entry;

    private static bool IsTracked(Value value) => value.Type.IsObject || value.Type.IsAddress || value.Type.IsSpan;

    private bool IsThrough(Value value) => value switch
    {
        BlockParameter parameter => arguments.ContainsKey(parameter),
        Select or Cast or MakeSpan => IsTracked(value),
        _ => false,
    };

    private IEnumerable<Value> Sources(Value value) => value switch
    {
        BlockParameter parameter => arguments[parameter],
        Select select => [select.Operand(1), select.Operand(2)],
        _ => [((Instruction)value).Operand(0)],
    };

    /// <summary>Whether the reference or address gets anywhere where it cannot be followed.</summary>
    private static bool Leaks(Value root, Uses uses)
    {
        var seen = new HashSet<Value> { root };
        var work = new Stack<Value>([root]);
        while (work.TryPop(out var value))
        {
            foreach (var use in uses.Of(value))
            {
                Value? further = use.Edge is { } edge ? edge.Target.Parameters[use.Index] : null;
                switch (use.User)
                {
                    case Terminator when further is not null:
                    case FieldAddress or ElementAddress or Unbox or Select or Cast or MakeSpan:
                        if (seen.Add(further ?? use.User)) work.Push(further ?? use.User);
                        break;
                    case Load { IsVolatile: false } or ArrayLength or Compare:
                    case Store { IsVolatile: false } when use.Index == 0:
                        break;
                    case Return when value.Type.IsObject:
                    case Call { IsPureFunction: true }:
                        break;
                    default:
                        return true;
                }
            }
        }

        return false;
    }
}
