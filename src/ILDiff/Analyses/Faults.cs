namespace ILDiff.Analyses;

using ILDiff.IR;

/// <summary>Which accesses and operations certainly do not throw, wherever they are done.</summary>
internal sealed class Faults(IRMethod method, Origins origins)
{
    /// <summary>Whether a load or store there cannot throw: a variable, a static field, a byref parameter, or a field of any of those or of an object that exists.</summary>
    public bool IsSafe(Value address) => Place.Of(address) switch
    {
        { Kind: PlaceKind.Slot or PlaceKind.Static } => true,
        { Kind: PlaceKind.Field or PlaceKind.Box } place => IsNonNull(place.Base),
        { Kind: PlaceKind.Unknown } place => origins.IsParameter(place.Base) && place.Base.Type.Kind == Types.TypeKind.ByRef,
        { Kind: PlaceKind.Element, Element: var element } => IsCells(element!.Array) || element is { Array: NewArray made, Indices: [Constant { Literal: int index }] }
            && made.Lengths is [Constant { Literal: int length }] && index >= 0 && index < length,
        _ => false,
    };

    /// <summary>Whether a reference can be nothing but an object: new, or the receiver of the method that it is used in.</summary>
    public bool IsNonNull(Value reference) =>
        origins.Of(reference) is { Count: > 0 } all && all.All(o => o is NewObject or Allocate or NewArray or Box || IsTape(o)
            || (method.Source is { HasThis: true, DeclaringType.IsObject: true } && o == method.Parameters[0])) && !origins.PassesTest(reference);

    /// <summary>The tape, its banks and their cells, which the runtime library always sets.</summary>
    private static bool IsTape(Value value) => value switch
    {
        Load { Address: FieldAddress { Field.DeclaringType.Definition: { Namespace: "ILDiff", Name: "Tape" or "TapeBank`1" } } } => true,
        Call { Method: { Name: "get_Current", DeclaringType.Definition: { Namespace: "ILDiff", Name: "Tape" } } } => true,
        _ => false,
    };

    /// <summary>
    /// Cells of the tape are only read at positions that the forward sweep has recorded. What does not change in a loop
    /// was recorded before it was entered, whether the loop comes to reading it or not.
    /// </summary>
    public bool IsCell(Value address) => Place.Of(address) is { Kind: PlaceKind.Element, Element: var element } && IsCells(element!.Array);

    private static bool IsCells(Value array) => array is Load { Address: FieldAddress { Field: { Name: "Cells", DeclaringType.Definition: { Namespace: "ILDiff", Name: "TapeBank`1" } } } };

    /// <summary>Whether an instruction without effects on memory cannot throw either.</summary>
    public bool IsSafe(Instruction instruction) => instruction switch
    {
        Load load => !load.IsVolatile && IsSafe(load.Address),
        ArrayLength length => length.IsPure || IsNonNull(length.Array),
        Binary { Operator: BinaryOperator.Div or BinaryOperator.Rem or BinaryOperator.DivUn or BinaryOperator.RemUn, Right: Constant { IsZero: false, Literal: not (-1 or -1L) } } => true,
        _ => instruction.IsPure,
    };
}
