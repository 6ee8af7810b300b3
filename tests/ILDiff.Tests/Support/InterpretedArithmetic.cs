namespace ILDiff.Tests.Support;

using ILDiff.IR;
using ILDiff.Types;

/// <summary>The operators of the IR on stack values, as the run time computes them.</summary>
internal static class InterpretedArithmetic
{
    public static object Binary(BinaryOperator op, object? left, object? right) => (left, right) switch
    {
        (double a, double b) => (object)Float(op, a, b),
        (float a, float b) => Float(op, a, b),
        (int a, int b) => Int(op, a, b),
        (int a, nint b) => Int(op, a, (int)b),
        (long a, long b) => Long(op, a, b),
        (long a, int b) => Shift(op, a, b),
        (long a, nint b) => Shift(op, a, (int)b),
        (nint a, nint b) => (nint)Long(op, a, b),
        (nint a, int b) when op is BinaryOperator.Shl or BinaryOperator.Shr or BinaryOperator.ShrUn => (nint)Shift(op, a, b),
        (nint a, int b) => (nint)Long(op, a, b),
        (Place a, nint or int) => a.Offset(op == BinaryOperator.Sub ? -ToLong(right) : ToLong(right)),
        (nint or int, Place b) when op == BinaryOperator.Add => b.Offset(ToLong(left)),
        (ElementPlace a, ElementPlace b) when op == BinaryOperator.Sub => (nint)((a.Index - b.Index) * RuntimeBinding.SizeOf(RuntimeBinding.Of(a.Type))),
        _ => throw new NotInterpretedException($"{op} of {left?.GetType().Name} and {right?.GetType().Name}"),
    };

    public static object Unary(UnaryOperator op, object? value) => unchecked((op, value) switch
    {
        (UnaryOperator.Neg, double v) => -v,
        (UnaryOperator.Neg, float v) => -v,
        (UnaryOperator.Neg, int v) => -v,
        (UnaryOperator.Neg, long v) => -v,
        (UnaryOperator.Neg, nint v) => -v,
        (UnaryOperator.Not, int v) => ~v,
        (UnaryOperator.Not, long v) => ~v,
        (UnaryOperator.Not, nint v) => (object)~v,
        _ => throw new NotInterpretedException($"{op} of {value?.GetType().Name}"),
    });

    public static bool Compare(CompareOperator op, object? left, object? right)
    {
        switch (left, right)
        {
            case (double a, double b): return Ordered(op, a < b, a == b, a > b);
            case (float a, float b): return Ordered(op, a < b, a == b, a > b);
            case (int a, int b): return Total(op, a.CompareTo(b), ((uint)a).CompareTo((uint)b));
            case (long a, long b): return Total(op, a.CompareTo(b), ((ulong)a).CompareTo((ulong)b));
            case (nint a, nint b): return Total(op, a.CompareTo(b), ((nuint)a).CompareTo((nuint)b));
            case (ElementPlace a, ElementPlace b) when ReferenceEquals(a.Array, b.Array): return Total(op, a.Index.CompareTo(b.Index), a.Index.CompareTo(b.Index));
            case (PointerPlace a, PointerPlace b): return Total(op, a.Address.CompareTo(b.Address), ((nuint)a.Address).CompareTo((nuint)b.Address));
            case (Place, null or (nint)0): return Total(op, 1, 1);
        }

        var same = left is Place ? Equals(left, right) : ReferenceEquals(left, right);
        return op switch
        {
            CompareOperator.Eq or CompareOperator.LeUn => same,
            CompareOperator.Ne or CompareOperator.GtUn => !same,
            _ => throw new NotInterpretedException($"{op} of references"),
        };
    }

    public static object Convert(object? value, IRType target, bool overflow, bool unsigned)
    {
        if (value is Place or null) return value!;
        if (unsigned) value = value switch { int v => (uint)v, long v => (ulong)v, nint v => (nuint)v, _ => value };
        var result = overflow ? Checked(value, target.Kind) : Unchecked(value, target.Kind);
        return StackValues.ToStack(result, target)!;
    }

    private static object Unchecked(object value, TypeKind kind) => unchecked(value switch
    {
        double v => From(v, kind),
        float v => kind == TypeKind.Float32 ? v : From((double)v, kind),
        // conv.u8 and conv.u extend an int by zeros, conv.i8 and conv.i by its sign.
        int v => FromInteger(v, kind is TypeKind.UInt64 or TypeKind.NativeUInt or TypeKind.Pointer ? (uint)v : (ulong)v, v, kind),
        uint v => FromInteger(v, v, v, kind),
        long v => FromInteger(v, (ulong)v, v, kind),
        ulong v => FromInteger((long)v, v, v, kind),
        nint v => FromInteger(v, (ulong)(long)v, v, kind),
        nuint v => FromInteger((long)v, v, v, kind),
        _ => throw new NotInterpretedException($"conversion of {value.GetType().Name}"),
    });

    /// <summary>Truncation takes the bits; a float takes the number: <paramref name="number"/> is signed or unsigned as the operand is.</summary>
    private static object FromInteger(long signed, ulong bits, Int128 number, TypeKind kind) => unchecked(kind switch
    {
        TypeKind.Float64 => (object)(number < 0 ? signed : (double)bits),
        TypeKind.Float32 => number < 0 ? (float)signed : (float)bits,
        TypeKind.Int8 => (sbyte)bits,
        TypeKind.UInt8 or TypeKind.Bool => (byte)bits,
        TypeKind.Int16 => (short)bits,
        TypeKind.UInt16 or TypeKind.Char => (ushort)bits,
        TypeKind.Int32 => (int)bits,
        TypeKind.UInt32 => (uint)bits,
        TypeKind.Int64 => (long)bits,
        TypeKind.UInt64 => bits,
        TypeKind.NativeInt => (nint)(long)bits,
        TypeKind.NativeUInt or TypeKind.Pointer => (nuint)bits,
        _ => throw new NotInterpretedException($"conversion to {kind}"),
    });

    private static object From(double value, TypeKind kind) => unchecked(kind switch
    {
        TypeKind.Float64 => (object)value,
        TypeKind.Float32 => (float)value,
        TypeKind.Int8 => (sbyte)value,
        TypeKind.UInt8 or TypeKind.Bool => (byte)value,
        TypeKind.Int16 => (short)value,
        TypeKind.UInt16 or TypeKind.Char => (ushort)value,
        TypeKind.Int32 => (int)value,
        TypeKind.UInt32 => (uint)value,
        TypeKind.Int64 => (long)value,
        TypeKind.UInt64 => (ulong)value,
        TypeKind.NativeInt => (nint)value,
        TypeKind.NativeUInt => (nuint)value,
        _ => throw new NotInterpretedException($"conversion to {kind}"),
    });

    private static object Checked(object value, TypeKind kind) => value switch
    {
        double v => CheckedFrom(v, kind),
        float v => CheckedFrom((double)v, kind),
        int v => CheckedFrom((Int128)v, kind),
        uint v => CheckedFrom((Int128)v, kind),
        long v => CheckedFrom((Int128)v, kind),
        ulong v => CheckedFrom((Int128)v, kind),
        nint v => CheckedFrom((Int128)v, kind),
        nuint v => CheckedFrom((Int128)v, kind),
        _ => throw new NotInterpretedException($"conversion of {value.GetType().Name}"),
    };

    private static object CheckedFrom(double value, TypeKind kind) => checked(kind switch
    {
        TypeKind.Int8 => (object)(sbyte)value,
        TypeKind.UInt8 => (byte)value,
        TypeKind.Int16 => (short)value,
        TypeKind.UInt16 => (ushort)value,
        TypeKind.Int32 => (int)value,
        TypeKind.UInt32 => (uint)value,
        TypeKind.Int64 => (long)value,
        TypeKind.UInt64 => (ulong)value,
        TypeKind.NativeInt => (nint)value,
        TypeKind.NativeUInt => (nuint)value,
        _ => throw new NotInterpretedException($"checked conversion to {kind}"),
    });

    private static object CheckedFrom(Int128 value, TypeKind kind) => checked(kind switch
    {
        TypeKind.Int8 => (object)(sbyte)value,
        TypeKind.UInt8 => (byte)value,
        TypeKind.Int16 => (short)value,
        TypeKind.UInt16 or TypeKind.Char => (ushort)value,
        TypeKind.Int32 => (int)value,
        TypeKind.UInt32 => (uint)value,
        TypeKind.Int64 => (long)value,
        TypeKind.UInt64 => (ulong)value,
        TypeKind.NativeInt => (nint)value,
        TypeKind.NativeUInt => (nuint)value,
        _ => throw new NotInterpretedException($"checked conversion to {kind}"),
    });

    private static object Float(BinaryOperator op, double a, double b) => op switch
    {
        BinaryOperator.Add => a + b,
        BinaryOperator.Sub => a - b,
        BinaryOperator.Mul => a * b,
        BinaryOperator.Div => a / b,
        BinaryOperator.Rem => a % b,
        _ => throw new NotInterpretedException($"{op} of doubles"),
    };

    private static object Float(BinaryOperator op, float a, float b) => op switch
    {
        BinaryOperator.Add => a + b,
        BinaryOperator.Sub => a - b,
        BinaryOperator.Mul => a * b,
        BinaryOperator.Div => a / b,
        BinaryOperator.Rem => a % b,
        _ => throw new NotInterpretedException($"{op} of floats"),
    };

    private static int Int(BinaryOperator op, int a, int b) => unchecked(op switch
    {
        BinaryOperator.Add => a + b,
        BinaryOperator.Sub => a - b,
        BinaryOperator.Mul => a * b,
        BinaryOperator.Div => a / b,
        BinaryOperator.Rem => a % b,
        BinaryOperator.DivUn => (int)((uint)a / (uint)b),
        BinaryOperator.RemUn => (int)((uint)a % (uint)b),
        BinaryOperator.And => a & b,
        BinaryOperator.Or => a | b,
        BinaryOperator.Xor => a ^ b,
        BinaryOperator.Shl => a << b,
        BinaryOperator.Shr => a >> b,
        BinaryOperator.ShrUn => a >>> b,
        BinaryOperator.AddOvf => checked(a + b),
        BinaryOperator.SubOvf => checked(a - b),
        BinaryOperator.MulOvf => checked(a * b),
        BinaryOperator.AddOvfUn => unchecked((int)checked(unchecked((uint)a) + unchecked((uint)b))),
        BinaryOperator.SubOvfUn => unchecked((int)checked(unchecked((uint)a) - unchecked((uint)b))),
        _ => unchecked((int)checked(unchecked((uint)a) * unchecked((uint)b))),
    });

    private static long Long(BinaryOperator op, long a, long b) => unchecked(op switch
    {
        BinaryOperator.Add => a + b,
        BinaryOperator.Sub => a - b,
        BinaryOperator.Mul => a * b,
        BinaryOperator.Div => a / b,
        BinaryOperator.Rem => a % b,
        BinaryOperator.DivUn => (long)((ulong)a / (ulong)b),
        BinaryOperator.RemUn => (long)((ulong)a % (ulong)b),
        BinaryOperator.And => a & b,
        BinaryOperator.Or => a | b,
        BinaryOperator.Xor => a ^ b,
        BinaryOperator.Shl or BinaryOperator.Shr or BinaryOperator.ShrUn => Shift(op, a, (int)b),
        BinaryOperator.AddOvf => checked(a + b),
        BinaryOperator.SubOvf => checked(a - b),
        BinaryOperator.MulOvf => checked(a * b),
        BinaryOperator.AddOvfUn => unchecked((long)checked(unchecked((ulong)a) + unchecked((ulong)b))),
        BinaryOperator.SubOvfUn => unchecked((long)checked(unchecked((ulong)a) - unchecked((ulong)b))),
        _ => unchecked((long)checked(unchecked((ulong)a) * unchecked((ulong)b))),
    });

    private static long Shift(BinaryOperator op, long a, int b) => op switch
    {
        BinaryOperator.Shl => a << b,
        BinaryOperator.Shr => a >> b,
        BinaryOperator.ShrUn => a >>> b,
        _ => Long(op, a, b),
    };

    private static bool Ordered(CompareOperator op, bool less, bool equal, bool greater) => op switch
    {
        CompareOperator.Eq => equal,
        CompareOperator.Ne => !equal,
        CompareOperator.Lt => less,
        CompareOperator.LtUn => !(equal || greater),
        CompareOperator.Le => less || equal,
        CompareOperator.LeUn => !greater,
        CompareOperator.Gt => greater,
        CompareOperator.GtUn => !(less || equal),
        CompareOperator.Ge => greater || equal,
        _ => !less,
    };

    private static bool Total(CompareOperator op, int signed, int unsigned) => op switch
    {
        CompareOperator.Eq => signed == 0,
        CompareOperator.Ne => signed != 0,
        CompareOperator.Lt => signed < 0,
        CompareOperator.LtUn => unsigned < 0,
        CompareOperator.Le => signed <= 0,
        CompareOperator.LeUn => unsigned <= 0,
        CompareOperator.Gt => signed > 0,
        CompareOperator.GtUn => unsigned > 0,
        CompareOperator.Ge => signed >= 0,
        _ => unsigned >= 0,
    };

    private static long ToLong(object? value) => value is nint n ? n : (int)value!;
}
