namespace ILDiff.Verification;

/// <summary>The outcome of an assignment check.</summary>
internal enum Fit
{
    No, Unverifiable, Yes,
}

/// <summary>Whether a value on the stack may go to a place of a given type (ECMA-335 III.1.8.1.2.3).</summary>
internal static class Assignability
{
    /// <summary>Whether two types are one type of location: equal up to signedness and enums.</summary>
    public static bool SameLocation(ILType first, ILType second) =>
        first == second || first.Reduced == second.Reduced || first.Kind == ILTypeKind.Unresolved || second.Kind == ILTypeKind.Unresolved;

    public static Fit Check(StackValue value, ILType target, TypeRelations relations)
    {
        var place = StackValue.Of(target);
        if (target.Kind == ILTypeKind.Unresolved || value.IsUnknown) return Fit.Yes;
        switch (value.Kind)
        {
            case StackKind.Int32:
                return place.Kind is StackKind.Int32 or StackKind.NativeInt ? Fit.Yes : Fit.No;
            case StackKind.NativeInt:
                return place.Kind switch
                {
                    StackKind.NativeInt or StackKind.Int32 => Fit.Yes,
                    StackKind.ByRef => Fit.Unverifiable,
                    _ => Fit.No,
                };
            case StackKind.Int64 or StackKind.Float:
                return place.Kind == value.Kind ? Fit.Yes : Fit.No;
            case StackKind.ByRef:
                if (place.Kind == StackKind.NativeInt) return Fit.Unverifiable;
                return place.Kind == StackKind.ByRef && SameLocation(value.Type!, place.Type!) ? Fit.Yes : Fit.No;
            case StackKind.Object:
                return place.Kind == StackKind.Object && (value.IsNull || relations.IsCastable(value.Type!, target)) ? Fit.Yes : Fit.No;
            default:
                return place.Kind == StackKind.Value && value.Type == target ? Fit.Yes : Fit.No;
        }
    }
}
