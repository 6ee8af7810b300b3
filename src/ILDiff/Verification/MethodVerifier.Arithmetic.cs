namespace ILDiff.Verification;

/// <summary>Numbers: the operand tables of ECMA-335 III.1.5.</summary>
internal sealed partial class MethodVerifier
{
    /// <summary>What a comparison asks, and so what it may compare.</summary>
    private enum Comparison
    {
        Order, Equality, NotNull,
    }

    private void Arithmetic()
    {
        var second = Pop();
        var first = Pop();
        if (first.IsUnknown || second.IsUnknown)
        {
            Push(first.IsUnknown ? second : first);
            return;
        }

        if (first.Kind == StackKind.ByRef || second.Kind == StackKind.ByRef)
        {
            AddressArithmetic(first, second);
            return;
        }

        if (!CheckNumeric(first) || !CheckNumeric(second))
        {
            Push(first.IsNumeric ? first with { Method = null } : second.IsNumeric ? second with { Method = null } : StackValue.Of(types.Int32));
            return;
        }

        if (first.Kind == StackKind.Float && second.Kind == StackKind.Float)
        {
            if (IsIntegerOnly()) Report(VerificationCode.ExpectedIntegerType, $"{at.OpCode.Name} takes integers, found {first}");
            Push(first.Type!.Kind == ILTypeKind.Float64 ? first : second);
            return;
        }

        Push(Unite(first, second));

        bool CheckNumeric(StackValue value)
        {
            if (value.IsNumeric) return true;
            Report(VerificationCode.ExpectedNumericType, $"{at.OpCode.Name} takes numbers, found {value}");
            return false;
        }
    }

    private bool IsIntegerOnly() => at.OpCode.Code is Mono.Cecil.Cil.Code.Add_Ovf or Mono.Cecil.Cil.Code.Add_Ovf_Un or Mono.Cecil.Cil.Code.Sub_Ovf
        or Mono.Cecil.Cil.Code.Sub_Ovf_Un or Mono.Cecil.Cil.Code.Mul_Ovf or Mono.Cecil.Cil.Code.Mul_Ovf_Un or Mono.Cecil.Cil.Code.Div_Un or Mono.Cecil.Cil.Code.Rem_Un;

    /// <summary>Addresses may move by integers, and two of them may be subtracted; neither is ever verifiable.</summary>
    private void AddressArithmetic(StackValue first, StackValue second)
    {
        var name = at.OpCode.Name;
        var adds = name.StartsWith("add", StringComparison.Ordinal);
        var subtracts = name.StartsWith("sub", StringComparison.Ordinal);
        if (subtracts && first.Kind == StackKind.ByRef && second.Kind == StackKind.ByRef)
        {
            Unverifiable("the difference of two addresses");
            Push(ILTypeKind.NativeInt);
            return;
        }

        var (address, offset) = first.Kind == StackKind.ByRef ? (first, second) : (second, first);
        if (offset.Kind is StackKind.Int32 or StackKind.NativeInt && (adds || (subtracts && first.Kind == StackKind.ByRef)))
        {
            Unverifiable("arithmetic on an address");
            Push(address);
            return;
        }

        Report(VerificationCode.ExpectedNumericType, $"{name} takes numbers, found {first} and {second}");
        Push(address);
    }

    /// <summary>The type of an operation on two integers of one kind; int32 widens to native int.</summary>
    private StackValue Unite(StackValue first, StackValue second)
    {
        if (first.Kind == second.Kind || second.IsUnknown) return first with { Method = null };
        if (first.Kind is StackKind.Int32 or StackKind.NativeInt && second.Kind is StackKind.Int32 or StackKind.NativeInt)
        {
            return StackValue.Of(types.NativeInt);
        }

        Report(VerificationCode.StackUnexpected, $"{at.OpCode.Name} takes two operands of one type, found {first} and {second}");
        return first with { Method = null };
    }

    private void Bitwise()
    {
        var second = PopInteger();
        var first = PopInteger();
        Push(Unite(first, second));
    }

    private void Shift()
    {
        var amount = PopInteger();
        if (amount.Kind == StackKind.Int64) Report(VerificationCode.StackUnexpected, $"a shift count of type int32 or native int expected, found {amount}");
        Push(PopInteger());
    }

    private void CheckFinite()
    {
        var value = Pop();
        if (value.Kind != StackKind.Float && !value.IsUnknown) Report(VerificationCode.ExpectedFloatType, $"a floating-point number expected, found {value}");
        Push(value.Kind == StackKind.Float ? value : StackValue.Of(types.Primitive(ILTypeKind.Float64)));
    }

    private void ConvertTo(ILTypeKind target)
    {
        var value = Pop();
        if (value.Kind is StackKind.ByRef or StackKind.Object && target is ILTypeKind.NativeInt or ILTypeKind.Int64 && !value.IsNull)
        {
            Unverifiable($"{value} converted to an integer");
        }
        else if (!value.IsNumeric && !value.IsUnknown)
        {
            Report(VerificationCode.ExpectedNumericType, $"a number expected, found {value}");
        }

        Push(target);
    }

    private void Compare(Comparison comparison)
    {
        var second = Pop();
        var first = Pop();
        if (first.IsUnknown || second.IsUnknown || IsComparable(first, second, comparison)) return;
        var bothNumbers = first.IsNumeric && second.IsNumeric;
        var address = first.Kind == StackKind.ByRef && second.Kind == StackKind.NativeInt || first.Kind == StackKind.NativeInt && second.Kind == StackKind.ByRef;
        if (address) Unverifiable("an address compared with an integer");
        else Report(bothNumbers || comparison != Comparison.Order ? VerificationCode.StackUnexpected : VerificationCode.ExpectedNumericType, $"{first} cannot be compared with {second}");
    }

    private static bool IsComparable(StackValue first, StackValue second, Comparison comparison) => (first.Kind, second.Kind) switch
    {
        (StackKind.Int32 or StackKind.NativeInt, StackKind.Int32 or StackKind.NativeInt) => true,
        (StackKind.Int64, StackKind.Int64) or (StackKind.Float, StackKind.Float) or (StackKind.ByRef, StackKind.ByRef) => true,
        (StackKind.Object, StackKind.Object) => comparison != Comparison.Order,
        _ => false,
    };
}
