namespace ILDiff.Samples.Flow;

/// <summary>Conditional code without loops: merges of two, three and many edges, early returns, switches.</summary>
public static class Branches
{
    [Sample]
    public static Real IfElse([In(-2, 2)] Real x)
    {
        Real y;
        if (x > 0) y = Maths.Sqrt(x);
        else y = x * x;
        return y * x;
    }

    [Sample]
    public static Real IfWithoutElse([In(-2, 2)] Real x)
    {
        var y = x * 3;
        if (x < 0) y *= y;
        return y;
    }

    [Sample]
    public static Real NestedTernary([In(-2, 2)] Real x, [In(-2, 2)] Real y) =>
        x > 0 ? y > 0 ? x * y : x - y : y > 0 ? x / (y + 1) : x * x * y;

    [Sample]
    public static Real ElseIfChain([In(-3, 3)] Real x)
    {
        if (x < -2) return x * x;
        else if (x < -1) return -x;
        else if (x < 0) return Maths.Exp(x);
        else if (x < 1) return Maths.Sin(x);
        return Maths.Log(x);
    }

    [Sample]
    public static Real EarlyReturns([In(-3, 3)] Real x, [In(-3, 3)] Real y)
    {
        var p = x * y;
        if (p < -2) return p;
        p = p + x;
        if (p > 2) return p * y;
        p *= p;
        return p < 1 ? p * x : p + (y * y);
    }

    [Sample]
    public static Real TwoMergedValues([In(-2, 2)] Real x, [In(-2, 2)] Real y)
    {
        Real a, b;
        if (x > y)
        {
            a = x * x;
            b = y;
        }
        else
        {
            a = y;
            b = x * y;
        }
        return a * b;
    }

    [Sample]
    public static Real BranchOverwritesInput([In(-2, 2)] Real x)
    {
        if (x < 0) x = -x;
        if (x > 1) x = 1 / x;
        return Maths.Sqrt(x) + x;
    }

    [Sample]
    public static Real GuardedSqrt([In(-1, 1)] Real x) => x > 0 ? Maths.Sqrt(x) : 0;

    [Sample]
    public static Real ConstantBranch([In(-2, 2)] Real x)
    {
        const bool Always = true;
        if (Always || x > 0) return x * x;
        return 0;
    }

    [Sample]
    public static Real SwitchDense(Real x, [In(-1, 5)] int n)
    {
        switch (n)
        {
            case 0: return x;
            case 1: return x * x;
            case 2: x = Maths.Sin(x); break;
            case 3:
            case 4: x = x / (1 + x); break;
            default: return -x;
        }
        return x * x;
    }

    [Sample]
    public static Real SwitchSparse(Real x, [In(0, 3)] int n)
    {
        var key = n * n * 1000;
        return key switch
        {
            0 => x,
            1000 => x * x,
            4000 => Maths.Exp(x),
            _ => 1 / x,
        };
    }

    [Sample]
    public static Real SwitchFallsThroughGoto(Real x, [In(0, 3)] int n)
    {
        Real s = 1;
        switch (n)
        {
            case 3: s *= x; goto case 2;
            case 2: s += x; goto case 1;
            case 1: s *= x; break;
            default: s = x * x * x; break;
        }
        return s;
    }

    [Sample]
    public static Real SwitchMergesThreeWays(Real x, Real y, [In(0, 2)] int n)
    {
        Real a = x, b = y;
        switch (n)
        {
            case 0: a = x * y; break;
            case 1: b = x * x; break;
            case 2: a = y; b = x; break;
        }
        return (a * a) - (a * b);
    }

    [Sample]
    public static Real SwitchOnActive([In(0, 3.9)] Real x)
    {
        switch ((int)x)
        {
            case 0: return x * x;
            case 1: return Maths.Sin(x);
            case 2: return 3 * x;
            default: return 1 / x;
        }
    }

    [Sample]
    public static Real ConditionReused([In(-2, 2)] Real x, [In(-2, 2)] Real y)
    {
        var swapped = x > y;
        if (swapped) (x, y) = (y, x);
        var d = y - x;
        var s = d * d * x;
        return swapped ? -s : s;
    }

    [Sample]
    public static Real EnumSwitch(Real x, Shape shape) => shape switch
    {
        Shape.Line => x,
        Shape.Square => x * x,
        _ => Maths.Exp(-x),
    };

    /// <summary>What to compute.</summary>
    public enum Shape : byte
    {
        /// <summary>x.</summary>
        Line,

        /// <summary>x².</summary>
        Square,

        /// <summary>exp(-x).</summary>
        Decay,
    }
}
