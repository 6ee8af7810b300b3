namespace ILDiff.Tests.Support;

using ILDiff.IR;
using ILDiff.Types;

/// <summary>Expressions and places.</summary>
internal sealed partial class RandomMethod
{
    private bool Chance(int oneIn) => random.Next(oneIn) == 0;

    private T Any<T>(IReadOnlyList<T> list) => list[random.Next(list.Count)];

    /// <summary>A number; of moderate size if <see cref="RandomOptions.Smooth"/>.</summary>
    private Value Double(int depth)
    {
        if (depth == 0 || Chance(5)) return DoubleLeaf();
        switch (random.Next(options.Smooth ? 9 : 15))
        {
            case 0 or 1: return b.Add(Double(depth - 1), Double(depth - 1));
            case 2: return b.Sub(Double(depth - 1), Double(depth - 1));
            case 3 or 4: return b.Mul(Bounded(Double(depth - 1)), Double(depth - 1));
            case 5: return Bounded(Double(depth - 1));
            case 6:
                var square = Double(depth - 1);
                return b.Div(Double(depth - 1), b.Add(b.Float(types.Float64, 1.5), b.Mul(square, square)));
            case 7:
                var root = Double(depth - 1);
                return b.CallPure(members.Value.SquareRoot, b.Add(b.Float(types.Float64, 0.5), b.Mul(root, root)));
            case 8: return b.Select(Condition(), Double(depth - 1), Double(depth - 1));
            case 9: return b.Convert(Single(depth - 1), types.Float64);
            case 10: return b.Convert(Integer(depth - 1), types.Float64, fromUnsigned: Chance(2));
            case 11: return b.Convert(Long(depth - 1), types.Float64);
            case 12: return b.Binary(BinaryOperator.Rem, Double(depth - 1), Double(depth - 1));
            case 13: return b.CallPure(members.Value.Maximum, Double(depth - 1), Double(depth - 1));
            default: return b.Neg(Double(depth - 1));
        }
    }

    private Value DoubleLeaf()
    {
        switch (random.Next(10))
        {
            case 0: return b.Float(types.Float64, random.Next(-4, 5) / 4.0);
            case 1: return b.Load(Place(), types.Float64);
            case 2: return b.Load(Element(), types.Float64);
            case 3: return b.ExtractField(PairValue(), members.Value.Left);
            case 4: return b.ExtractField(b.ExtractField(PairValue(), members.Value.Inner), members.Value.Right);
            case 5: return method.Parameters[random.Next(2)];
            default: return b.Load(Any(doubles), types.Float64);
        }
    }

    private Value Bounded(Value value)
    {
        var function = random.Next(3) switch { 0 => members.Value.Sine, 1 => members.Value.Cosine, _ => members.Value.HyperbolicTangent };
        return Chance(2) ? b.CallPure(function, value) : b.Call(function, value);
    }

    private Value Single(int depth) => depth == 0 ? b.Load(Any(floats), types.Float32) : random.Next(5) switch
    {
        0 => b.Add(Single(depth - 1), Single(depth - 1)),
        1 => b.Mul(Single(depth - 1), b.Float(types.Float32, 0.75)),
        2 => b.Convert(Double(depth - 1), types.Float32),
        3 => b.Convert(Integer(depth - 1), types.Float32),
        _ => b.Div(Single(depth - 1), b.Float(types.Float32, 3)),
    };

    private Value Long(int depth) => depth == 0 ? b.Load(Any(longs), types.Int64) : random.Next(4) switch
    {
        0 => b.Add(Long(depth - 1), Long(depth - 1)),
        1 => b.Mul(Long(depth - 1), b.Long(random.Next(-3, 4))),
        2 => b.Convert(Integer(depth - 1), Chance(2) ? types.Int64 : members.Value.UInt64),
        _ => b.Binary(Chance(2) ? BinaryOperator.Shr : BinaryOperator.ShrUn, Long(depth - 1), b.Binary(BinaryOperator.And, Integer(depth - 1), b.Int(7))),
    };

    private Value Integer(int depth)
    {
        if (depth == 0 || Chance(3)) return Chance(3) ? b.Int(random.Next(-2, 5)) : Chance(6) ? method.Parameters[4] : b.Load(Any(ints), types.Int32);
        switch (random.Next(options.Smooth ? 5 : 8))
        {
            case 0 or 1: return b.Add(Integer(depth - 1), Integer(depth - 1));
            case 2: return b.Sub(Integer(depth - 1), Integer(depth - 1));
            case 3: return b.Binary(BinaryOperator.And, Integer(depth - 1), b.Int(random.Next(1, 8)));
            case 4: return Condition();
            case 5: return b.Binary(BinaryOperator.Xor, Integer(depth - 1), b.Mul(Integer(depth - 1), b.Int(3)));
            case 6: return b.Convert(Integer(depth - 1), Chance(2) ? types.UInt8 : types.Int32);
            default:
                if (options.Throws && Chance(3)) return b.Binary(Chance(2) ? BinaryOperator.Div : BinaryOperator.Rem, Integer(depth - 1), Integer(depth - 1));
                return b.Binary(Chance(2) ? BinaryOperator.Shl : BinaryOperator.ShrUn, Integer(depth - 1), b.Binary(BinaryOperator.And, Integer(depth - 1), b.Int(3)));
        }
    }

    private Value Condition()
    {
        if (!options.Smooth && Chance(3)) return b.Compare((CompareOperator)random.Next(10), Double(1), Double(1));
        if (!options.Smooth && Chance(5)) return b.Compare((CompareOperator)random.Next(10), Long(1), Long(1));
        if (options.Objects && Chance(8)) return b.Compare(CompareOperator.Eq, b.Load(Any(cells), members.Value.Cell), b.Load(Any(cells), members.Value.Cell));
        return b.Compare((CompareOperator)random.Next(10), Integer(1), Integer(1));
    }

    private Value PairValue() => b.Load(Any(pairs), members.Value.Pair);

    /// <summary>An index in range.</summary>
    private Value Index(int mask = 3) => b.Binary(BinaryOperator.And, Integer(1), b.Int(mask));

    private Value Element() => Chance(4)
        ? b.ElementAddress(b.Load(matrix, matrix.Stored), types.Float64, Index(1), Index(1))
        : b.ElementAddress(b.Load(Any(arrays), arrays[0].Stored), types.Float64, Index());

    /// <summary>Somewhere a double can be read and written.</summary>
    private Value Place() => random.Next(options.Objects ? 6 : 4) switch
    {
        0 => Any(addressed),
        1 => Element(),
        2 => b.FieldAddress(b.FieldAddress(Any(pairs), members.Value.Inner), members.Value.Right),
        3 => b.FieldAddress(Any(pairs), members.Value.Left),
        _ => b.FieldAddress(b.Load(Any(cells), members.Value.Cell), members.Value.CellValue),
    };
}
