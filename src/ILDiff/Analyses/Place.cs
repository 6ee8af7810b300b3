namespace ILDiff.Analyses;

using ILDiff.IR;
using ILDiff.Types;

/// <summary>What memory an address lies in.</summary>
internal enum PlaceKind
{
    /// <summary>A local variable; the base is the slot.</summary>
    Slot,

    Static,

    /// <summary>A field of an object; the base is the object.</summary>
    Field,

    /// <summary>An element of an array or a span; the base is the array or span.</summary>
    Element,

    /// <summary>The value in a box; the base is the box.</summary>
    Box,

    /// <summary>Anything that a byref or pointer of unknown origin may point to; the base is that byref or pointer.</summary>
    Unknown,
}

/// <summary>
/// An address taken apart: the variable, object, array or byref that it starts from, the field or element there, and
/// the path of struct fields from there on.
/// </summary>
internal sealed class Place
{
    private Place(PlaceKind kind, Value @base, IRField? field, ElementAddress? element, IReadOnlyList<IRField> path, bool isCurrent)
    {
        Kind = kind;
        Base = @base;
        Field = field;
        Element = element;
        Path = path;
        IsCurrent = isCurrent;
    }

    public PlaceKind Kind { get; }

    /// <summary>For a static field the address instruction, which says nothing.</summary>
    public Value Base { get; }

    /// <summary>Of a field or a static field.</summary>
    public IRField? Field { get; }

    public ElementAddress? Element { get; }

    public IReadOnlyList<IRField> Path { get; }

    /// <summary>
    /// Whether values that it mentions mean now what they meant when the address was formed; false where it came
    /// through a block parameter, perhaps from an earlier iteration.
    /// </summary>
    public bool IsCurrent { get; }

    /// <summary>Takes an address apart down to where it starts.</summary>
    public static Place Of(Value address)
    {
        var path = new List<IRField>();
        while (address is FieldAddress { Container.Type.IsObject: false } inner)
        {
            path.Add(inner.Field);
            address = inner.Container;
        }

        path.Reverse();
        return address switch
        {
            Slot slot => new(PlaceKind.Slot, slot, null, null, path, true),
            StaticFieldAddress s => new(PlaceKind.Static, s, s.Field, null, path, true),
            FieldAddress f => new(PlaceKind.Field, f.Container, f.Field, null, path, true),
            ElementAddress e => new(PlaceKind.Element, e.Array, null, e, path, true),
            Unbox u => new(PlaceKind.Box, u.Operand(0), null, null, path, true),
            _ => new(PlaceKind.Unknown, address, null, null, path, true),
        };
    }

    /// <summary>This place as reached through a block parameter or a choice, with the path from there appended.</summary>
    public Place Through(IReadOnlyList<IRField> further) => new(Kind, Base, Field, Element, [.. Path, .. further], false);
}
