namespace ILDiff.Rules;

using ILDiff.Types;

/// <summary>
/// What the homes of scalar mathematics have besides formulas: tests, roundings and integers, whose derivative is zero
/// wherever it exists, and text.
/// </summary>
internal static class ScalarFacts
{
    /// <summary>Functions of scalars alone that never throw.</summary>
    public static readonly IReadOnlySet<string> Pure = new HashSet<string>
    {
        "Floor", "Ceiling", "Truncate", "ILogB",
        "IsNaN", "IsInfinity", "IsFinite", "IsNegative", "IsPositive", "IsNegativeInfinity", "IsPositiveInfinity", "IsNormal", "IsSubnormal",
        "IsInteger", "IsEvenInteger", "IsOddInteger", "IsPow2", "IsRealNumber", "IsCanonical", "IsComplexNumber", "IsImaginaryNumber", "IsZero",
        "op_Equality", "op_Inequality", "op_LessThan", "op_LessThanOrEqual", "op_GreaterThan", "op_GreaterThanOrEqual",
        "get_One", "get_Zero", "get_NegativeOne", "get_E", "get_Pi", "get_Tau", "get_Epsilon", "get_NaN", "get_NegativeInfinity",
        "get_PositiveInfinity", "get_NegativeZero", "get_AdditiveIdentity", "get_MultiplicativeIdentity", "get_MinValue", "get_MaxValue",
        "get_Radix", "get_AllBitsSet",
    };

    /// <summary>Functions of scalars alone that may throw: on NaN, on a bad number of digits, on overflow.</summary>
    public static readonly IReadOnlySet<string> Throwing = new HashSet<string>
    {
        "Sign", "Round", "ConvertToInteger", "ConvertToIntegerNative",
    };

    /// <summary>Text and comparison of objects; they read memory.</summary>
    public static readonly IReadOnlySet<string> Other = new HashSet<string>
    {
        "Parse", "TryParse", "ToString", "TryFormat", "CompareTo", "Equals", "GetHashCode", "GetTypeCode",
    };

    /// <summary>Conversions of generic mathematics; identities between the widths of floats.</summary>
    public static readonly IReadOnlySet<string> Conversions = new HashSet<string> { "CreateChecked", "CreateSaturating", "CreateTruncating" };

    /// <summary>Operators on the bits of floats, as generic mathematics reaches them.</summary>
    public static readonly IReadOnlySet<string> Bits = new HashSet<string> { "op_BitwiseAnd", "op_BitwiseOr", "op_ExclusiveOr", "op_OnesComplement" };

    private static readonly IReadOnlySet<string> TotalOnIntegers = new HashSet<string>
    {
        "Max", "Min", "MaxMagnitude", "MinMagnitude", "BigMul", "Sign",
    };

    private static readonly FormulaRule Identity = new([1]);
    private static readonly InactiveRule PureRule = new(SideEffects.None);
    private static readonly InactiveRule ThrowingRule = new(SideEffects.MayThrow);
    private static readonly InactiveRule OtherRule = new(SideEffects.Any);
    private static readonly InactiveRule ParseRule = new(SideEffects.Any, "makes a float from text; a derivative is lost here") { CutsChain = true };
    private static readonly InactiveRule BitsRule = new(SideEffects.None, "works on bits; a derivative is lost here") { CutsChain = true };

    public static Rule? Find(MethodHandle method)
    {
        var name = RuleBook.ShortName(method);
        if (Conversions.Contains(name)) return method.Parameters[0].IsFloat ? Identity : ThrowingRule;
        if (Pure.Contains(name) && !method.HasThis) return PureRule;
        if (Bits.Contains(name) && method.ReturnType.IsFloat) return BitsRule;
        if (name == "Round" && method.Parameters.Count == 1) return PureRule;
        if (Throwing.Contains(name)) return ThrowingRule;
        if (Other.Contains(name)) return name is "Parse" or "TryParse" ? ParseRule : OtherRule;
        if (!IsIntegral(method)) return null;
        if (method.Parameters.Any(p => p.IsAddress)) return OtherRule;
        return TotalOnIntegers.Contains(name) && method.Parameters.All(p => p.IsInteger) ? PureRule : ThrowingRule;
    }

    /// <summary>An overload for integers or decimals, which carry no derivative.</summary>
    private static bool IsIntegral(MethodHandle method) =>
        !method.HasThis && !method.ReturnType.CarriesFloat && method.Parameters.All(p => !p.CarriesFloat);
}
