namespace ILDiff.Analyses;

using ILDiff.IR;
using ILDiff.Types;

/// <summary>What is known of calls and of the memory that they touch.</summary>
internal interface ICallees
{
    /// <summary>Whether the call keeps no references to memory of the user: it has a rule.</summary>
    bool IsOpaque(Call call);

    /// <summary>Whether an opaque call may read and write what its arguments lead to.</summary>
    bool TouchesMemory(Call call);

    /// <summary>The memory graph of a callee with a body; null where nothing is known of it, or it is being made.</summary>
    MemoryGraph? Graph(MethodHandle callee);

    /// <summary>The body of a callee whose graph is being made.</summary>
    IRMethod? BodyInProgress(MethodHandle callee);

    /// <summary>The known methods that a dispatched call may run; null where there is no telling.</summary>
    IReadOnlyList<MethodHandle>? Implementations(Call call);
}

/// <summary>
/// The classes of memory of one method: for each reference, address and struct value the <see cref="MemoryClass"/> it stands
/// for. Calls add what their callee's own graph says, copied per call, so that two calls of one method do not mix; callees
/// that call back into the method are taken in as they are, and calls of one such callee do mix.
/// </summary>
internal sealed class MemoryGraph
{
    /// <summary>Of more methods that call each other than this nothing is known together: each of them would look at all.</summary>
    private const int MostTakenIn = 12;

    private readonly Dictionary<Value, MemoryClass> places = [];
    private readonly Dictionary<IRField, MemoryClass> statics = [];
    private readonly Dictionary<Instruction, IReadOnlyList<MemoryClass>> touched = [];
    private readonly Dictionary<IRMethod, MemoryClass> results = [];
    private readonly HashSet<IRMethod> returning = [];
    private readonly ICallees callees;
    private readonly bool trustsDispatch;
    private readonly MemoryClass raw = new();
    private HashSet<MemoryClass>? handedOut;

    /// <param name="method">In SSA.</param>
    /// <param name="callees">What is known of calls.</param>
    /// <param name="trustsDispatch">Whether the known implementations are all that the method's own dispatched calls run; else anything may.</param>
    public MemoryGraph(IRMethod method, ICallees callees, bool trustsDispatch = true)
    {
        raw.MarkDeep(externalToo: true);
        Method = method;
        this.callees = callees;
        this.trustsDispatch = trustsDispatch;
        foreach (var parameter in method.Parameters)
        {
            if (IsTracked(parameter.Type)) Of(parameter).MarkDeep(externalToo: true);
        }

        TakeIn(method);
    }

    public IRMethod Method { get; }

    /// <summary>Result of the method, if it is tracked.</summary>
    public MemoryClass? Result => results.TryGetValue(Method, out var result) && returning.Contains(Method) ? result : null;

    /// <summary>The static fields that come up, with their places.</summary>
    public IEnumerable<KeyValuePair<IRField, MemoryClass>> Statics => statics;

    /// <summary>Whether values of the type have a place: references, addresses, spans and structs.</summary>
    public static bool IsTracked(IRType type) => type.IsObject || type.IsAddress || type.Kind is TypeKind.Struct or TypeKind.Span;

    /// <summary>The class that a value stands for. What raw pointers point at is one class, whatever their arithmetic.</summary>
    public MemoryClass Of(Value value)
    {
        if (!IsTracked(value.Type) || value.Type.Kind == TypeKind.Pointer) return raw.Find();
        if (!places.TryGetValue(value, out var place)) places.Add(value, place = new MemoryClass());
        return place.Find();
    }

    /// <summary>Whether the caller gets to see what a value leads to: it came from outside, or leaves with the result.</summary>
    public bool IsHandedOut(Value value)
    {
        if (Of(value).IsExternal) return true;
        handedOut ??= Result is null ? [] : [.. Reach([Result])];
        return handedOut.Contains(Of(value));
    }

    /// <summary>The places a call may read or write through its arguments, in the caller's terms.</summary>
    public IReadOnlyList<MemoryClass> Touched(Instruction call) =>
        !touched.TryGetValue(call, out var known) ? [] : [.. known.Select(p => p.Find()).Concat(Reach(known.Where(p => p.IsUnknown || p.IsViewed))).Distinct()];

    /// <summary>Adds the instructions of the method, or of one that calls back into it.</summary>
    private void TakeIn(IRMethod body)
    {
        results.Add(body, new MemoryClass());
        foreach (var instruction in body.Instructions)
        {
            if (instruction is not Call call || !callees.IsOpaque(call)) Add(instruction);
            else AddOpaque(call, callees.TouchesMemory(call));
        }
    }

    private void Add(Instruction instruction)
    {
        switch (instruction)
        {
            case ElementAddress element:
                MemoryClass.Unify(Of(element), Of(element.Array).Part(MemoryClass.Elements));
                break;
            case FieldAddress field:
                MemoryClass.Unify(Of(field), Of(field.Container).Part(field.Field));
                break;
            case StaticFieldAddress field:
                MemoryClass.Unify(Of(field), Static(field.Field));
                break;
            case MakeSpan span:
                MemoryClass.Unify(Of(span), Of(span.Source));
                break;
            case Load load:
                Mark(Of(load.Address), load.Accessed, p => p.IsRead = true);
                Flow(Of(load.Address), load);
                break;
            case Store store:
                Mark(Of(store.Address), store.Accessed, p => p.IsWritten = true);
                Flow(Of(store.Address), store.Value);
                break;
            case ExtractField extract:
                Flow(Of(extract.Container).Part(extract.Field), extract);
                break;
            case InsertField insert:
                MemoryClass.Unify(Of(insert), Of(insert.Container));
                Flow(Of(insert).Part(insert.Field), insert.Value);
                break;
            case Box { Operands: [{ Type.IsFloat: true }] } box:
                Of(box).IsWritten = true;
                break;
            case Cast or Select or Unbox or Box or Convert or Binary or Unary:
                if (!IsTracked(instruction.Type) && !instruction.Operands.ToArray().Any(o => o.Type.IsAddress)) break;
                foreach (var operand in instruction.Operands)
                {
                    if (IsTracked(operand.Type)) MemoryClass.Unify(Of(instruction), Of(operand));
                }

                break;
            case Call call:
                AddCall(call, call.Method, call.Operands.ToArray());
                break;
            case NewObject { IsDelegate: true } made:
                if (IsTracked(made.Operand(0).Type)) MemoryClass.Unify(Of(made).Part(MemoryClass.Captured).Target(), Of(made.Operand(0)));
                break;
            case NewObject made:
                AddConstruction(made);
                break;
            case Return { Operands.Length: 1 } returned when IsTracked(returned.Operand(0).Type):
                returning.Add(returned.Block!.Method);
                MemoryClass.Unify(results[returned.Block!.Method], Of(returned.Operand(0)));
                break;
            case Terminator terminator:
                foreach (var edge in terminator.Edges)
                {
                    for (var i = 0; i < edge.Arguments.Count; i++)
                    {
                        if (IsTracked(edge.Arguments[i].Type)) MemoryClass.Unify(Of(edge.Target.Parameters[i]), Of(edge.Arguments[i]));
                    }
                }

                break;
        }
    }

    /// <summary>A place and a value read from or written to it agree: a reference or a span is what the place points at, a struct is like the place itself.</summary>
    private void Flow(MemoryClass place, Value value)
    {
        if (value.Type.IsObject || value.Type.IsAddress || value.Type.IsSpan) MemoryClass.Unify(place.Target(), Of(value));
        else if (value.Type.Kind == TypeKind.Struct) MemoryClass.Unify(place, Of(value));
    }

    private void AddConstruction(NewObject made)
    {
        Value[] values = [made, .. made.Operands];
        if (Enter(made.Constructor, values, null) is { } places) touched[made] = places;
        else Blend(made, values);
    }

    private void AddCall(Call call, MethodHandle callee, Value[] arguments)
    {
        var result = IsTracked(call.Type) ? call : null;
        var targets = call.IsDispatched ? callees.Implementations(call) : [callee];
        var places = new List<MemoryClass>();
        var isKnown = targets is not null && (trustsDispatch || !call.IsDispatched);
        foreach (var target in targets ?? [])
        {
            if (Enter(target, arguments, result) is { } entered) places.AddRange(entered);
            else isKnown = false;
        }

        if (!isKnown) places.AddRange(Blend(call, result is null ? arguments : [call, .. arguments]));
        foreach (var argument in isKnown && call.IsDispatched ? arguments : [])
        {
            // Those that are not known may read more.
            if (!IsTracked(argument.Type)) continue;
            Of(argument).MarkDeep(viewedToo: true);
            places.Add(Of(argument));
        }

        touched[call] = [.. places.Select(p => p.Find()).Distinct()];
    }

    /// <summary>What a callee touches, in this method's terms; null where nothing is known of it.</summary>
    private IReadOnlyList<MemoryClass>? Enter(MethodHandle callee, Value[] arguments, Value? result)
    {
        if (callees.Graph(callee) is { } graph) return Instantiate(graph, arguments, result);
        if (callees.BodyInProgress(callee) is not { } body) return null;
        if (!results.ContainsKey(body))
        {
            if (results.Count > MostTakenIn) return null;
            TakeIn(body);
        }

        for (var i = 0; i < arguments.Length; i++)
        {
            if (IsTracked(arguments[i].Type)) MemoryClass.Unify(Of(arguments[i]), Of(body.Parameters[i]));
        }

        if (result is not null) MemoryClass.Unify(Of(result), results[body]);
        return Reach([.. arguments.Where(a => IsTracked(a.Type)).Select(Of), .. result is null ? [] : new[] { Of(result) }, .. statics.Values]);
    }

    /// <summary>A call with a rule: it writes what its byrefs name, and if it is not memory-free what its arguments lead to.</summary>
    private void AddOpaque(Call call, bool touchesAll)
    {
        if (IsTracked(call.Type)) Of(call).MarkDeep(externalToo: true);
        var places = call.Operands.ToArray().Skip(!touchesAll && call.Method.HasThis ? 1 : 0).Where(o => touchesAll ? IsTracked(o.Type) : o.Type.Kind == TypeKind.ByRef).Select(Of).ToList();
        if (places.Count == 0) return;
        touched[call] = places;
        foreach (var place in places)
        {
            if (touchesAll) place.MarkDeep(unknownToo: true);
            else place.IsWritten = true;
        }
    }

    /// <summary>Nothing is known: all that carries floats may be one class, read and written.</summary>
    private List<MemoryClass> Blend(Instruction call, Value[] values)
    {
        var tracked = values.Where(v => IsTracked(v.Type)).Select(Of).ToList();
        foreach (var place in tracked) place.MarkDeep(externalToo: true, unknownToo: true);
        for (var i = 1; i < tracked.Count; i++) MemoryClass.Unify(tracked[0], tracked[i]);
        touched[call] = tracked;
        return tracked;
    }

    private List<MemoryClass> Instantiate(MemoryGraph graph, Value[] arguments, Value? result)
    {
        var copies = new Dictionary<MemoryClass, MemoryClass>();
        for (var i = 0; i < arguments.Length; i++)
        {
            if (IsTracked(arguments[i].Type)) MemoryClass.Unify(Of(arguments[i]), Copy(graph.Of(graph.Method.Parameters[i]), copies));
        }

        if (result is not null && graph.Result is { } returned) MemoryClass.Unify(Of(result), Copy(returned, copies));
        foreach (var (field, place) in graph.statics) MemoryClass.Unify(Static(field), Copy(place, copies));

        return [.. copies.Values.Select(p => p.Find()).Distinct()];
    }

    private static MemoryClass Copy(MemoryClass original, Dictionary<MemoryClass, MemoryClass> copies)
    {
        var work = new Stack<MemoryClass>();
        MemoryClass Of(MemoryClass place)
        {
            place = place.Find();
            if (copies.TryGetValue(place, out var copy)) return copy;
            copies.Add(place, copy = new MemoryClass { IsRead = place.IsRead, IsWritten = place.IsWritten });
            if (place.IsUnknown || place.IsViewed) copy.MarkDeep(unknownToo: place.IsUnknown, viewedToo: place.IsViewed);
            work.Push(place);
            return copy;
        }

        var root = Of(original);
        while (work.TryPop(out var next))
        {
            var copy = copies[next];
            foreach (var (key, part) in next.Parts) MemoryClass.Unify(copy.Part(key), Of(part));
            if (next.KnownTarget is { } target) MemoryClass.Unify(copy.Target(), Of(target));
        }

        return root;
    }

    private static List<MemoryClass> Reach(IEnumerable<MemoryClass> roots)
    {
        var seen = new HashSet<MemoryClass>();
        var work = new Stack<MemoryClass>(roots);
        while (work.TryPop(out var next))
        {
            var place = next.Find();
            if (!seen.Add(place)) continue;
            foreach (var (_, part) in place.Parts) work.Push(part);
            if (place.KnownTarget is { } target) work.Push(target);
        }

        return [.. seen];
    }

    private static void Mark(MemoryClass place, IRType type, Action<MemoryClass> mark)
    {
        mark(place);
        if (type.Kind != TypeKind.Struct) return;
        foreach (var field in type.Fields) Mark(place.Part(field), field.Type, mark);
    }

    private MemoryClass Static(IRField field)
    {
        if (statics.TryGetValue(field, out var place)) return place;
        place = new MemoryClass();
        place.MarkDeep(externalToo: true);
        statics.Add(field, place);
        return place;
    }
}
