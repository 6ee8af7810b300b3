namespace ILDiff.Simplification;

using ILDiff.ControlFlow;
using ILDiff.IR;
using ILDiff.Types;

/// <summary>
/// Keeps a span that is another one from visit to visit, or by the way taken, as what it is a part of, a start and a length:
/// a span cannot be recorded, integers and arrays can. That needs all ways to agree on one span that they are parts of, or
/// all spans to be made of arrays.
/// </summary>
internal sealed class SpanVariables : IPass
{
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
        var leaves = family.SelectMany(p => context.Flow.Incoming(p.Block).SelectMany(i => Leaves(i.Edge.Arguments[p.Index])))
            .Where(v => v is not BlockParameter parameter || !family.Contains(parameter)).Distinct().ToList();
        var some = leaves.Where(v => v is not Constant).ToList();
        if (some.Count > 0 && some.All(v => v.Type.Kind == TypeKind.Array && v.Type == some[0].Type)) return new Root(null, some[0].Type);
        if (some is not [{ Type.IsSpan: true } span]) return null;
        var isEverywhere = span is BlockParameter given && given.Block == given.Block.Method.Entry;
        if (leaves.Count > 1 && !isEverywhere) return null;
        var home = span is BlockParameter parameter ? parameter.Block : ((Instruction)span).Block!;
        return family.All(p => context.Loops.Of(home) is not { } loop || loop.Contains(p.Block)) ? new Root(span, null) : null;
    }

    /// <summary>What the spans of a family are parts of: one span, or arrays of one type.</summary>
    private sealed record Root(Value? Span, IRType? Array);

    /// <summary>A span taken apart.</summary>
    private sealed record Parts(Value? Array, Value Start, Value Length);

    private sealed class Rewrite(IRMethod method, FlowGraph flow, HashSet<BlockParameter> family, Root root)
    {
        private readonly Dictionary<BlockParameter, Parts> parts = [];

        public void Run()
        {
            var replacement = new Replacement();
            foreach (var parameter in family)
            {
                var block = parameter.Block;
                var array = root.Array is null ? null : block.AddParameter(root.Array, parameter.Name);
                parts.Add(parameter, new Parts(array, block.AddParameter(method.Types.Int32, "start"), block.AddParameter(method.Types.Int32, "length")));
            }

            foreach (var parameter in family)
            {
                foreach (var incoming in flow.Incoming(parameter.Block)) Pass(incoming, parameter);
            }

            foreach (var parameter in family)
            {
                var (array, start, length) = parts[parameter];
                replacement.Add(parameter, parameter.Block.Insert(0, new MakeSpan(parameter.Type, [array ?? root.Span!, start, length])));
            }

            foreach (var parameter in family)
            {
                foreach (var incoming in flow.Incoming(parameter.Block)) incoming.Edge.Arguments.RemoveAt(parameter.Index);
                parameter.Block.Parameters.Remove(parameter);
            }

            replacement.Apply(method);
        }

        /// <summary>Parameters that were added for a block come in the order of the family, so their arguments do too.</summary>
        private void Pass(Incoming incoming, BlockParameter parameter)
        {
            var builder = new IRBuilder(method, incoming.From);
            var (array, start, length) = Of(builder, incoming.Edge.Arguments[parameter.Index]);
            if (array is not null) incoming.Edge.Arguments.Add(array);
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
                    return new Parts(root.Array is null ? null : builder.Zero(root.Array), builder.Int(0), builder.Int(0));
                case MakeSpan { Source.Type.IsArray: true } made:
                    return made.Range is [var first, var count] ? new Parts(made.Source, first, count) : new Parts(made.Source, builder.Int(0), builder.ArrayLength(made));
                case MakeSpan made when made != root.Span:
                    var (array, start, length) = Of(builder, made.Source);
                    return made.Range switch
                    {
                        [] => new Parts(array, start, length),
                        [var from] => new Parts(array, builder.Add(start, from), builder.Sub(length, from)),
                        [var from, var taken] => new Parts(array, builder.Add(start, from), taken),
                        _ => throw new InvalidOperationException("a range has at most two parts"),
                    };
                case Select select:
                    var (yes, no) = (Of(builder, select.Operand(1)), Of(builder, select.Operand(2)));
                    return new Parts(yes.Array is null ? null : builder.Select(select.Operand(0), yes.Array, no.Array!),
                        builder.Select(select.Operand(0), yes.Start, no.Start), builder.Select(select.Operand(0), yes.Length, no.Length));
                default:
                    return new Parts(null, builder.Int(0), builder.ArrayLength(value));
            }
        }
    }
}
