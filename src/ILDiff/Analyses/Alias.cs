namespace ILDiff.Analyses;

using ILDiff.IR;
using ILDiff.Types;

/// <summary>
/// Whether two accesses of one method may touch the same memory. Slots are apart from each other and from the heap;
/// fields and static fields are told apart by identity, elements by element type, array and index; new memory is apart
/// from what was there before it. Spans may overlap, and show any memory of fitting type unless they are made of an array
/// here. Byrefs of unknown origin may point to anything of fitting type that is known outside.
/// A snapshot.
/// </summary>
internal sealed class Alias(IRMethod method, IReadOnlySet<Value>? assumeDistinct = null)
{
    private const int OffsetDepth = 8;

    private readonly Dictionary<Value, IReadOnlyList<Place>?> places = [];
    private readonly Dictionary<IRType, MemoryShape> shapes = [];

    public Origins Origins { get; } = new(method);

    public bool MayAlias(Value addressA, IRType accessedA, Value addressB, IRType accessedB)
    {
        if (addressA == addressB) return true;
        if (Places(addressA) is not { } all || Places(addressB) is not { } others) return true;
        foreach (var a in all)
        {
            foreach (var b in others)
            {
                if (MayAlias(a, accessedA, b, accessedB, true)) return true;
            }
        }

        return false;
    }

    /// <summary>Like <see cref="MayAlias(Value, IRType, Value, IRType)"/> for any elements and any parts of the two objects, arrays or variables.</summary>
    public bool MayShareBase(Value addressA, IRType accessedA, Value addressB, IRType accessedB)
    {
        if (addressA == addressB) return true;
        if (Places(addressA) is not { } all || Places(addressB) is not { } others) return true;
        return all.Any(a => others.Any(b => MayAlias(a, accessedA, b, accessedB, false)));
    }

    /// <summary>Whether the two addresses are certainly the same at a point where both are current.</summary>
    public bool MustAlias(Value addressA, Value addressB)
    {
        if (addressA == addressB) return true;
        var (a, b) = (Place.Of(addressA), Place.Of(addressB));
        if (a.Kind != b.Kind || a.Field != b.Field || !a.Path.SequenceEqual(b.Path)) return false;
        if (a.Kind == PlaceKind.Static) return true;
        return a.Base == b.Base && (a.Element is null || a.Element.Indices.SequenceEqual(b.Element!.Indices));
    }

    /// <summary>Whether only this method's own loads and stores can touch the memory there.</summary>
    public bool IsPrivate(Value address) => Places(address) is { } all && all.All(p => BaseOrigins(p) is { } bases && bases.All(Origins.IsPrivate));

    /// <summary>The places that an address may mean, through block parameters and choices; null if unknown.</summary>
    public IReadOnlyList<Place>? Places(Value address)
    {
        if (places.TryGetValue(address, out var known)) return known;
        var place = Place.Of(address);
        if (place.Kind != PlaceKind.Unknown || Origins.Of(place.Base) is not { } origins) return places[address] = place.Kind == PlaceKind.Unknown ? null : [place];
        if (origins is [var self] && self == place.Base) return places[address] = [place];
        return places[address] = [.. origins.Where(o => o is not Constant).Select(o => Place.Of(o).Through(place.Path))];
    }

    /// <summary>Whether two object references may be the same object.</summary>
    public bool MayBeSame(Value a, Value b)
    {
        if (a == b) return true;
        if (Origins.Of(a) is not { } all || Origins.Of(b) is not { } others) return true;
        return all.Any(x => others.Any(y => MayBeSameRoot(x, y)));
    }

    private bool MayBeSameRoot(Value a, Value b)
    {
        if (a == b) return true;
        if (a is Constant || b is Constant) return false;
        var (newA, newB) = (a is Instruction x && Origins.IsLocal(x), b is Instruction y && Origins.IsLocal(y));
        if (newA && newB) return false;
        if (newA || newB)
        {
            var (fresh, other) = newA ? (a, b) : (b, a);
            return !Origins.IsParameter(other) && !Origins.IsPrivate(fresh);
        }

        return assumeDistinct is null || !assumeDistinct.Contains(a) || !assumeDistinct.Contains(b);
    }

    private bool MayAlias(Place a, IRType accessedA, Place b, IRType accessedB, bool precise)
    {
        if (IsForeign(a) || IsForeign(b)) return MayAliasForeign(a, accessedA, b, accessedB, precise);
        if (a.Kind == PlaceKind.Unknown || b.Kind == PlaceKind.Unknown) return MayAliasUnknown(a, accessedA, b, accessedB, precise);
        if (a.Kind != b.Kind) return false;
        switch (a.Kind)
        {
            case PlaceKind.Slot:
                return a.Base == b.Base && MayOverlap(a, b, precise);
            case PlaceKind.Static:
                return a.Field == b.Field && MayOverlap(a, b, precise);
            case PlaceKind.Field:
                return MayOverlap(a.Field!, b.Field!) && MayBeSame(a.Base, b.Base) && MayOverlap(a, b, precise);
            case PlaceKind.Box:
                return MayBeSame(a.Base, b.Base) && MayOverlap(a, b, precise);
            default:
                if (!MayBeSameElementType(a.Element!, b.Element!) || !MayBeSame(a.Base, b.Base)) return false;
                return !precise || ((!a.IsCurrent || !b.IsCurrent || a.Base != b.Base || !Differ(a.Element!, b.Element!)) && MayOverlap(a, b, precise));
        }
    }

    /// <summary>
    /// Whether a place is an element of a span that need not be one of an array: it may be given by a caller, who may have
    /// made it of a field, a variable or part of another span.
    /// </summary>
    private bool IsForeign(Place place) =>
        place is { Kind: PlaceKind.Element, Base.Type.IsSpan: true } && !(Origins.Of(place.Base) is { } roots && roots.All(r => r.Type.IsArray));

    private bool MayAliasForeign(Place a, IRType accessedA, Place b, IRType accessedB, bool precise)
    {
        if (precise && a.Base == b.Base && a.Kind == b.Kind && a.IsCurrent && b.IsCurrent && (Differ(a.Element!, b.Element!) || !MayOverlap(a, b, precise))) return false;
        var (rootsA, rootsB) = (BaseOrigins(a), BaseOrigins(b));
        if (rootsA is not null && rootsB is not null && !rootsA.Any(x => rootsB.Any(y => MayShareRoot(x, y)))) return false;
        var (shapeA, shapeB) = (Shape(accessedA), Shape(accessedB));
        if (IsReinterpreted(rootsA) || IsReinterpreted(rootsB)) (shapeA, shapeB) = (shapeA.Loosen(), shapeB.Loosen());
        return (shapeA & shapeB) != 0;
    }

    /// <summary>Whether memory reached from one origin may be memory reached from another, whatever lies at either.</summary>
    private bool MayShareRoot(Value a, Value b)
    {
        if (a == b) return true;
        if (a is Constant || b is Constant) return false;
        var (newA, newB) = (a is Instruction x && Origins.IsLocal(x), b is Instruction y && Origins.IsLocal(y));
        if (!newA && !newB) return true;
        return (!newA || (!Origins.IsPrivate(a) && !Origins.IsParameter(b))) && (!newB || (!Origins.IsPrivate(b) && !Origins.IsParameter(a)));
    }

    private static bool IsReinterpreted(IReadOnlyList<Value>? roots) => roots is null || roots.Any(r => r is Call or Convert or Opaque || r.Type.Kind == TypeKind.Pointer);

    private bool MayAliasUnknown(Place a, IRType accessedA, Place b, IRType accessedB, bool precise)
    {
        if (a.Base == b.Base && a.Kind == b.Kind && a.IsCurrent && b.IsCurrent && !MayOverlap(a, b, precise)) return false;
        if (!MayPointTo(a, b) || !MayPointTo(b, a)) return false;
        var (shapeA, shapeB) = (Shape(accessedA), Shape(accessedB));
        if (IsReinterpreted(a) || IsReinterpreted(b)) (shapeA, shapeB) = (shapeA.Loosen(), shapeB.Loosen());
        return (shapeA & shapeB) != 0;
    }

    /// <summary>Whether the byref of unknown origin (if the first is one) may point into the second.</summary>
    private bool MayPointTo(Place unknown, Place target)
    {
        if (unknown.Kind != PlaceKind.Unknown) return true;
        if (unknown.Base is StackAllocate allocated) return target.Base == allocated || (target.Kind == PlaceKind.Unknown && !Origins.IsPrivate(allocated) && !Origins.IsParameter(target.Base));
        if (target.Kind is PlaceKind.Unknown or PlaceKind.Static) return true;
        if (BaseOrigins(target) is not { } bases) return true;
        return bases.Any(o => !Origins.IsPrivate(o) && !(Origins.IsParameter(unknown.Base) && o is Instruction i && Origins.IsLocal(i)));
    }

    private IReadOnlyList<Value>? BaseOrigins(Place place) => place.Kind switch
    {
        PlaceKind.Slot => [place.Base],
        PlaceKind.Static => [place.Base],
        _ => Origins.Of(place.Base),
    };

    /// <summary>Whether the memory behind it may be viewed under another type elsewhere.</summary>
    private static bool IsReinterpreted(Place place) => place.Kind == PlaceKind.Unknown && (place.Base.Type.Kind != TypeKind.ByRef || place.Base is Call or Convert or Opaque);

    private static bool MayOverlap(Place a, Place b, bool precise)
    {
        if (!precise) return true;
        for (var i = 0; i < Math.Min(a.Path.Count, b.Path.Count); i++)
        {
            if (a.Path[i] != b.Path[i]) return MayOverlap(a.Path[i], b.Path[i]);
        }

        return true;
    }

    private static bool MayOverlap(IRField a, IRField b) =>
        a == b || (a.DeclaringType == b.DeclaringType && a.DeclaringType.Definition is { IsExplicitLayout: true });

    private bool MayBeSameElementType(ElementAddress a, ElementAddress b)
    {
        var (x, y) = (a.Type.Element!, b.Type.Element!);
        if (x == y || x.Kind == TypeKind.Struct || y.Kind == TypeKind.Struct) return x == y;
        return (Shape(x) & Shape(y)) != 0;
    }

    private MemoryShape Shape(IRType type) => shapes.TryGetValue(type, out var known) ? known : shapes[type] = MemoryShapes.Of(type);

    private static bool Differ(ElementAddress a, ElementAddress b)
    {
        for (var i = 0; i < Math.Min(a.Indices.Length, b.Indices.Length); i++)
        {
            if (a.Indices[i].Type != b.Indices[i].Type) continue;
            var ((baseA, offsetA), (baseB, offsetB)) = (Offset(a.Indices[i]), Offset(b.Indices[i]));
            if (baseA == baseB && offsetA != offsetB) return true;
        }

        return false;
    }

    /// <summary>An index as a value plus a constant, modulo the width of its type.</summary>
    private static (Value? Base, int Offset) Offset(Value index)
    {
        var offset = 0;
        for (var depth = 0; depth < OffsetDepth && index.Type.Kind == TypeKind.Int32; depth++)
        {
            switch (index)
            {
                case Constant { Literal: int literal }:
                    return (null, unchecked(offset + literal));
                case Binary { Operator: BinaryOperator.Add, Right: Constant { Literal: int literal } } sum:
                    offset = unchecked(offset + literal);
                    index = sum.Left;
                    break;
                case Binary { Operator: BinaryOperator.Add, Left: Constant { Literal: int literal } } sum:
                    offset = unchecked(offset + literal);
                    index = sum.Right;
                    break;
                case Binary { Operator: BinaryOperator.Sub, Right: Constant { Literal: int literal } } difference:
                    offset = unchecked(offset - literal);
                    index = difference.Left;
                    break;
                default:
                    return (index, offset);
            }
        }

        return (index, offset);
    }
}
