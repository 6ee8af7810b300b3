namespace ILDiff.Rules;

using System.Numerics;

/// <summary>The functions that formulas may call; the names are those of the framework's methods.</summary>
internal enum ElementaryFunction
{
    None, Sin, Cos, SinPi, CosPi, Sinh, Cosh, Exp, Log, Sqrt, Abs, Pow,

    /// <summary>To the nearest integer, ties to even.</summary>
    Round,
}

internal static class ElementaryFunctions
{
    public static int Arity(this ElementaryFunction function) => function == ElementaryFunction.Pow ? 2 : 1;

    /// <summary>The value in the arithmetic of a width.</summary>
    public static T Evaluate<T>(this ElementaryFunction function, T a, T b) where T : IBinaryFloatingPointIeee754<T> => function switch
    {
        ElementaryFunction.Sin => T.Sin(a),
        ElementaryFunction.Cos => T.Cos(a),
        ElementaryFunction.SinPi => T.SinPi(a),
        ElementaryFunction.CosPi => T.CosPi(a),
        ElementaryFunction.Sinh => T.Sinh(a),
        ElementaryFunction.Cosh => T.Cosh(a),
        ElementaryFunction.Exp => T.Exp(a),
        ElementaryFunction.Log => T.Log(a),
        ElementaryFunction.Sqrt => T.Sqrt(a),
        ElementaryFunction.Abs => T.Abs(a),
        ElementaryFunction.Pow => T.Pow(a, b),
        ElementaryFunction.Round => T.Round(a),
        _ => throw new ArgumentOutOfRangeException(nameof(function), function, null),
    };
}
