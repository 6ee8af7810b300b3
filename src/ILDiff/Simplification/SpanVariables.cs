namespace ILDiff.Simplification;

using ILDiff.ControlFlow;
using ILDiff.IR;
using ILDiff.Types;

/// <summary>
/// Keeps a span that is another one from visit to visit, or by the way taken, as what it is a part of, a start and a length:
/// a span cannot be recorded, integers and arrays can. That needs the spans that it may be a part of to be few and known
/// from the beginning, or all to be made of arrays.
/// </summary>
internal sealed class SpanVariables : IPass
{
    /// <summary>How many spans a variable may be a part of; more is left to be refused.</summary>
    private const int Limit = 4;

    public bool Run(IRMethod method, PassContext context)
    {
        if (method.Regions.Count > 0) return false;
        var changed = false;
        foreach (var family in Families(method, context.Flow))
        {
            if (RootOf(family, context) is not { } root) continue;
            new Rewrite(method, context.Flow, family, root).Run();
            changed = true;
        }

        return changed;
    }

    /// <summary>The parameters that are spans, grouped by which of them flow into each other.</summary>
    private static List<HashSet<BlockParameter>> Families(IRMethod method, FlowGraph flow)
    {
        var families = new List<HashSet<BlockParameter>>();
        foreach (var parameter in flow.ReversePostorder.Where(b => b != method.Entry).SelectMany(b => b.Parameters).Where(p => p.Type.IsSpan))
        {
            var family = new HashSet<BlockParameter> { parameter };
            foreach (var argument in flow.Incoming(parameter.Block).SelectMany(i => Leaves(i.Edge.Arguments[parameter.Index])))
            {
                if (argument is BlockParameter other && other.Block != method.Entry) family.Add(other);
            }

            foreach (var known in families.Where(f => f.Overlaps(family)).ToList())
            {
                family.UnionWith(known);
                families.Remove(known);
            }

            families.Add(family);
        }

        return families;
    }

    /// <summary>What spans a value is made of, seen through slices and choices: spans, arrays and constants.</summary>
    private static IEnumerable<Value> Leaves(Value value) => value switch
    {
        MakeSpan made => Leaves(made.Source),
        Select select => Leaves(select.Operand(1)).Concat(Leaves(select.Operand(2))),
        _ => [value],
    };

    private static Root? RootOf(HashSet<BlockParameter> family, PassContext context)
    {
        var given = family.SelectMany(p => context.Flow.Incoming(p.Block).Select(i => i.Edge.Arguments[p.Index])).ToList();
        var leaves = given.SelectMany(Leaves).Where(v => v is not Constant && !IsOf(family, v)).Distinct().ToList();
        if (leaves.Count > 0 && leaves.All(v => v.Type.Kind == TypeKind.Array && v.Type == leaves[0].Type)) return new Root([], leaves[0].Type);

        var spans = given.SelectMany(Wholes).Where(v => v is not Constant && !IsOf(family, v)).Distinct().ToList();
        return spans.Count is > 0 and <= Limit && spans.All(s => family.All(p => IsThere(s, p, context))) ? new Root(spans, null) : null;
    }

    private static bool IsOf(HashSet<BlockParameter> family, Value value) => value is BlockParameter parameter && family.Contains(parameter);

    /// <summary>The spans that a value is a part of: as <see cref="Leaves"/>, but spans made of arrays count as such.</summary>
    private static IEnumerable<Value> Wholes(Value value) => value switch
    {
        MakeSpan { Source.Type.IsSpan: true } made => Wholes(made.Source),
        Select select => Wholes(select.Operand(1)).Concat(Wholes(select.Operand(2))),
        _ => [value],
    };

    /// <summary>Whether a span is known wherever the parameter is, and is the same for all visits of loops that one is in and the other not.</summary>
    private static bool IsThere(Value span, BlockParameter parameter, PassContext context)
    {
        var home = span is BlockParameter given ? given.Block : ((Instruction)span).Block!;
        if (home == parameter.Block || !context.Dominators.Dominates(home, parameter.Block)) return false;
        return context.Loops.Of(home) is not { } loop || loop.Contains(parameter.Block);
    }

    /// <summary>What the spans of a family are parts of: one of some spans, or arrays of one type.</summary>
    private sealed record Root(List<Value> Spans, IRType? Array);

    /// <summary>A span taken apart.</summary>
    /// <param name="Whole">The array; the number of the span, if there are several; else null.</param>
    private sealed record Parts(Value? Whole, Value Start, Value Length);

    private sealed class Rewrite(IRMethod method, FlowGraph flow, HashSet<BlockParameter> family, Root root)
    {
        private readonly Dictionary<BlockParameter, Parts> parts = [];

        public void Run()
        {
            var replacement = new Replacement();
            foreach (var parameter in family)
            {
                var block = parameter.Block;
                var whole = root.Array is { } array ? block.AddParameter(array, parameter.Name) : root.Spans.Count > 1 ? block.AddParameter(method.Types.Int32, "which") : null;
                parts.Add(parameter, new Parts(whole, block.AddParameter(method.Types.Int32, "start"), block.AddParameter(method.Types.Int32, "length")));
            }

            foreach (var parameter in family)
            {
                foreach (var incoming in flow.Incoming(parameter.Block)) Pass(incoming, parameter);
            }

            foreach (var parameter in family)
            {
                replacement.Add(parameter, Rebuild(parameter, parts[parameter]));
            }

            foreach (var parameter in family)
            {
                foreach (var incoming in flow.Incoming(parameter.Block)) incoming.Edge.Arguments.RemoveAt(parameter.Index);
                parameter.Block.Parameters.Remove(parameter);
            }

            replacement.Apply(method);
        }

        /// <summary>Makes the span anew at the top of its block.</summary>
        private MakeSpan Rebuild(BlockParameter parameter, Parts taken)
        {
            var at = 0;
            T Insert<T>(T instruction) where T : Instruction => parameter.Block.Insert(at++, instruction);
            Value Alike(Value span) => span.Type == parameter.Type ? span : Insert(new MakeSpan(parameter.Type, [span]));

            var whole = root.Array is null ? Alike(root.Spans[^1]) : taken.Whole!;
            for (var i = root.Spans.Count - 2; i >= 0; i--)
            {
                var isThis = Insert(new Compare(CompareOperator.Eq, taken.Whole!, method.Constant(method.Types.Int32, i), method.Types.Int32));
                whole = Insert(new Select(isThis, Alike(root.Spans[i]), whole));
            }

            return Insert(new MakeSpan(parameter.Type, [whole, taken.Start, taken.Length]));
        }

        /// <summary>Parameters that were added for a block come in the order of the family, so their arguments do too.</summary>
        private void Pass(Incoming incoming, BlockParameter parameter)
        {
            var builder = new IRBuilder(method, incoming.From);
            var (whole, start, length) = Of(builder, incoming.Edge.Arguments[parameter.Index]);
            if (whole is not null) incoming.Edge.Arguments.Add(whole);
            incoming.Edge.Arguments.Add(start);
            incoming.Edge.Arguments.Add(length);
        }

        private Parts Of(IRBuilder builder, Value value)
        {
            switch (value)
            {
                case BlockParameter parameter when parts.TryGetValue(parameter, out var known):
                    return known;
                case Constant:
                    return new Parts(root.Array is { } none ? builder.Zero(none) : Number(builder, 0), builder.Int(0), builder.Int(0));
                case var _ when root.Spans.IndexOf(value) is var which and >= 0:
                    return new Parts(Number(builder, which), builder.Int(0), builder.ArrayLength(value));
                case MakeSpan { Source.Type.IsArray: true } made:
                    return made.Range is [var first, var count] ? new Parts(made.Source, first, count) : new Parts(made.Source, builder.Int(0), builder.ArrayLength(made));
                case MakeSpan made:
                    var (whole, start, length) = Of(builder, made.Source);
                    return made.Range switch
                    {
                        [] => new Parts(whole, start, length),
                        [var from] => new Parts(whole, builder.Add(start, from), builder.Sub(length, from)),
                        [var from, var taken] => new Parts(whole, builder.Add(start, from), taken),
                        _ => throw new InvalidOperationException("a range has at most two parts"),
                    };
                case Select select:
                    var (yes, no) = (Of(builder, select.Operand(1)), Of(builder, select.Operand(2)));
                    return new Parts(yes.Whole is null ? null : builder.Select(select.Operand(0), yes.Whole, no.Whole!),
                        builder.Select(select.Operand(0), yes.Start, no.Start), builder.Select(select.Operand(0), yes.Length, no.Length));
                default:
                    throw new InvalidOperationException("a span that is no part of those found");
            }
        }

        private Constant? Number(IRBuilder builder, int which) => root.Spans.Count > 1 ? builder.Int(which) : null;
    }
}
