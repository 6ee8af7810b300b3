namespace ILDiff.Differentiation.Members;

using ILDiff.Analyses;
using ILDiff.IR;
using ILDiff.Types;

/// <summary>
/// Adjoints in new storage for the parameters of a gradient, zero at first: variables for floats and structs, shadows for
/// references, arrays for spans. Arguments that are one object, or spans of the same elements, share one shadow.
/// </summary>
internal sealed class FreshAdjoints(IRBuilder builder)
{
    private readonly List<(Value Original, Value Shadow)> shadows = [];
    private readonly List<Func<Value>> results = [];

    /// <summary>What to pass to a pullback as the adjoint of a parameter.</summary>
    public Value For(Value parameter, IRType type)
    {
        if (type.IsObject || type.IsSpan)
        {
            var shadow = ShadowOf(parameter, type);
            results.Add(() => shadow);
            return SharedStorage.As(builder, type.Shadow, shadow);
        }

        var stored = type.IsAddress ? type.Element! : type;
        var place = builder.Slot(stored);
        if (stored.HoldsOther() || stored.HoldsShadowedReference())
        {
            var value = type.IsAddress ? builder.Load(parameter, stored) : parameter;
            builder.Store(place, ZeroLike(value, stored), stored);
        }

        results.Add(() => builder.Load(place, stored));
        return place;
    }

    /// <summary>The value and then each adjoint as it has become, in order.</summary>
    public Value Tuple(IRType tuple, Value value) => TupleOf(tuple, [value, .. results.Select(r => r())]);

    /// <summary>The value with zeros for floats; the run time's help is needed only to copy what references lead to.</summary>
    private Value ZeroLike(Value value, IRType type)
    {
        if (type.IsFloat) return builder.Zero(type);
        if (type.HoldsShadowedReference()) return builder.Call(RuntimeMembers.Of(builder.Types).ZeroLike(type), value);
        return type.Fields.Where(f => f.Type.CarriesFloat)
            .Aggregate(value, (whole, field) => builder.InsertField(whole, field, ZeroLike(builder.ExtractField(value, field), field.Type)));
    }

    /// <summary>A shadow of zeros; the one made before where an earlier argument is the same object.</summary>
    private BlockParameter ShadowOf(Value parameter, IRType type)
    {
        var result = builder.Method.AddBlock();
        var shadow = result.AddParameter(MemberSignature.PartType(type, builder.Types));
        foreach (var (original, known) in shadows.Where(s => SharedStorage.MayBe(s.Original.Type, parameter.Type)))
        {
            var other = builder.Method.AddBlock();
            builder.Branch(SharedStorage.Test(builder, original, parameter), new Edge(result, [known]), new Edge(other, []));
            builder.Block = other;
        }

        builder.Jump(result, type.IsSpan ? SharedStorage.Zeros(builder, parameter) : builder.Call(RuntimeMembers.Of(builder.Types).ZeroLike(type), parameter));
        builder.Block = result;
        shadows.Add((parameter, shadow));
        return shadow;
    }

    private Value TupleOf(IRType tuple, IReadOnlyList<Value> elements)
    {
        Value value = builder.Zero(tuple);
        for (var i = 0; i < Math.Min(7, elements.Count); i++) value = builder.InsertField(value, tuple.Fields[i], elements[i]);
        return elements.Count <= 7 ? value
            : builder.InsertField(value, tuple.Fields[7], TupleOf(tuple.Fields[7].Type, [.. elements.Skip(7)]));
    }
}
