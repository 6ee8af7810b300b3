namespace ILDiff.Differentiation.Reverse;

using ILDiff.Analyses;
using ILDiff.IR;
using ILDiff.Types;

/// <summary>
/// A <c>ref</c> or <c>out</c> parameter whose variable holds a reference, as an entry point sees it; or such a field of a
/// struct that is passed so. The caller's shadow is the seed of what the variable leads to in the end, which may be another object than in the beginning: then the
/// seed goes to that object's shadow, and what the variable held on entry has a shadow of zeros.
/// </summary>
internal sealed class ReferenceVariable
{
    private readonly Value place;
    private readonly IRType type;
    private readonly Value given;
    private readonly Value shadowOnEntry;

    private ReferenceVariable(IRBuilder prologue, Value variable, Value place, IRType type, bool isOut)
    {
        (this.place, this.type) = (place, type);
        given = prologue.Load(place, type);
        shadowOnEntry = isOut ? given : prologue.Call(RuntimeMembers.Of(prologue.Types).ShadowOnEntry(type), prologue.Load(variable, type), given);
        if (!isOut) prologue.Store(place, shadowOnEntry, type);
    }

    /// <summary>Those of a method whose shadows are passed.</summary>
    public static List<ReferenceVariable> Of(ReversePlan plan, IRBuilder prologue, IReadOnlyList<Value> parameters, IReadOnlyList<Value?> shadows)
    {
        var definition = plan.Primal.Method.Source?.Definition;
        var shift = plan.Primal.Method.Source?.HasThis == true ? 1 : 0;
        var types = plan.Primal.Method.ParameterTypes;
        return [.. Enumerable.Range(0, types.Count)
            .Where(i => shadows[i] is not null && types[i] is { IsAddress: true, Element: not null })
            .SelectMany(i => In(prologue, parameters[i], shadows[i]!, types[i].Element!, definition is not null && i >= shift && definition.Parameters[i - shift].IsOut))];
    }

    private static IEnumerable<ReferenceVariable> In(IRBuilder prologue, Value variable, Value place, IRType type, bool isOut)
    {
        if (type.IsObject) return [new ReferenceVariable(prologue, variable, place, type, isOut)];
        if (type.Kind != TypeKind.Struct || !type.HoldsShadowedReference()) return [];
        return type.Fields.Where(f => f.Type.HoldsShadowedReference())
            .SelectMany(f => In(prologue, prologue.FieldAddress(variable, f), prologue.FieldAddress(place, f), f.Type, isOut));
    }

    /// <summary>Between the sweeps: every seed moves to the shadow that its variable has come to. All are taken first: variables may have been swapped.</summary>
    public static void MoveSeeds(IRBuilder builder, IReadOnlyList<ReferenceVariable> variables)
    {
        var runtime = RuntimeMembers.Of(builder.Types);
        var moves = variables.Select(v => (v.type, Final: builder.Load(v.place, v.type), v.given, v.shadowOnEntry)).ToList();
        var taken = moves.ConvertAll(m => builder.Call(runtime.TakeSeed(m.type), m.Final, m.given, m.shadowOnEntry));
        for (var i = 0; i < moves.Count; i++) builder.Call(runtime.Accumulate(moves[i].type), moves[i].Final, taken[i]);
    }

    /// <summary>After the sweeps: the shadow holds the adjoint of the entry value.</summary>
    public void Restore(IRBuilder builder) => builder.Store(place, shadowOnEntry, type);
}
