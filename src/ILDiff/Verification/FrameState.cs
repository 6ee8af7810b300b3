namespace ILDiff.Verification;

/// <summary>
/// What is known where an instruction begins: the stack, whether a constructor has initialised its receiver, and for
/// variables that hold addresses how long these live.
/// </summary>
/// <param name="Stack">The evaluation stack, bottom first.</param>
/// <param name="ThisInitialised">Whether the receiver may be used freely.</param>
/// <param name="Variables">One entry per argument and local; empty where none of them holds an address.</param>
internal sealed record FrameState(StackValue[] Stack, bool ThisInitialised, StackFlags[] Variables)
{
    /// <summary>
    /// The state in which both hold. Types only ever widen, so repeated merging ends.
    /// </summary>
    /// <returns>This very object where <paramref name="other"/> adds nothing.</returns>
    public FrameState Merge(FrameState other, TypeRelations relations)
    {
        if (Stack.Length != other.Stack.Length)
        {
            throw new VerificationFailure(VerificationCode.PathStackDepth, $"depth {Stack.Length} on one path and {other.Stack.Length} on another");
        }

        StackValue[]? stack = null;
        for (var i = 0; i < Stack.Length; i++)
        {
            var merged = Merge(Stack[i], other.Stack[i], relations);
            if (merged == Stack[i]) continue;
            stack ??= [.. Stack];
            stack[i] = merged;
        }

        var variables = MergeVariables(other);
        var initialised = ThisInitialised && other.ThisInitialised;
        return stack is null && variables is null && initialised == ThisInitialised ? this : new(stack ?? Stack, initialised, variables ?? Variables);
    }

    /// <summary>Merges the variables only, for the entry of a handler.</summary>
    public FrameState MergeForHandler(FrameState other)
    {
        var variables = MergeVariables(other);
        var initialised = ThisInitialised && other.ThisInitialised;
        return variables is null && initialised == ThisInitialised ? this : this with { ThisInitialised = initialised, Variables = variables ?? Variables };
    }

    private StackFlags[]? MergeVariables(FrameState other)
    {
        StackFlags[]? variables = null;
        for (var i = 0; i < Variables.Length; i++)
        {
            var merged = MergeFlags(Variables[i], other.Variables[i]);
            if (merged == Variables[i]) continue;
            variables ??= [.. Variables];
            variables[i] = merged;
        }

        return variables;
    }

    private static StackFlags MergeFlags(StackFlags first, StackFlags second) =>
        ((first | second) & StackFlags.ReadOnly) | (first & second & ~StackFlags.ReadOnly);

    private static StackValue Merge(StackValue first, StackValue second, TypeRelations relations)
    {
        if (first == second) return first;
        var flags = MergeFlags(first.Flags, second.Flags);
        var method = first.Method == second.Method ? first.Method : null;
        switch (first.Kind, second.Kind)
        {
            case (StackKind.Object, StackKind.Object):
                if (first.IsNull || second.IsNull)
                {
                    var other = first.IsNull ? second : first;
                    return other with { Flags = other.Flags & ~StackFlags.This };
                }

                return new(StackKind.Object, relations.CommonSupertype(first.Type!, second.Type!), flags);
            case (StackKind.ByRef, StackKind.ByRef) when Assignability.SameLocation(first.Type!, second.Type!):
                return first with { Flags = flags };
            case (StackKind.Value, StackKind.Value) when first.Type == second.Type || first.IsUnknown || second.IsUnknown:
                return first with { Flags = flags };
            case (StackKind.Int32, StackKind.Int32) or (StackKind.Int64, StackKind.Int64) or (StackKind.NativeInt, StackKind.NativeInt):
                return first with { Flags = flags, Method = method };
            case (StackKind.Float, StackKind.Float):
                return first;
            case (StackKind.Int32, StackKind.NativeInt):
                return second with { Flags = flags, Method = method };
            case (StackKind.NativeInt, StackKind.Int32):
                return first with { Flags = flags, Method = method };
            case var _ when first.IsUnknown || second.IsUnknown:
                return first.IsUnknown ? first : second;
            default:
                throw new VerificationFailure(VerificationCode.PathStackUnexpected, $"{first} on one path and {second} on another");
        }
    }
}
