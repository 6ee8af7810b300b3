namespace ILDiff.Samples.Flow;

/// <summary>Control flow that only <c>goto</c> can write: loops without structure, with several entries.</summary>
public static class Gotos
{
    [Sample]
    public static Real BackwardGoto(Real x, [In(1, 5)] int n)
    {
        var s = x;
    Again:
        s = s * x + 1;
        if (--n > 0) goto Again;
        return s;
    }

    [Sample]
    public static Real TwoEntryLoop([In(-2, 2)] Real x, [In(2, 6)] int n)
    {
        var s = x;
        if (x > 0) goto Middle;
    Top:
        s = s * (Real)0.75 + x;
    Middle:
        s = Maths.Sin(s) + x * s;
        if (--n > 0) goto Top;
        return s;
    }

    [Sample]
    public static Real ThreeEntryLoop([In(0, 2.9)] Real x, [In(2, 8)] int n)
    {
        var s = x * x;
        switch ((int)x)
        {
            case 0: goto A;
            case 1: goto B;
            default: goto C;
        }
    A:
        s = s + x / (1 + s * s);
        if (--n <= 0) goto End;
    B:
        s = s * (Real)0.9 - x;
        if (s > 1) goto A;
    C:
        s = Maths.Cos(s) * x;
        if (--n > 0) goto A;
    End:
        return s * x;
    }

    [Sample]
    public static Real IntoLoopBody([In(0.5, 2, Length = 6)] Real[] a, bool inside)
    {
        Real s = 1;
        var i = 0;
        if (inside)
        {
            i = 2;
            goto Body;
        }
    Head:
        if (i >= a.Length) goto Exit;
        s += a[i];
    Body:
        s *= a[i] / 2 + (Real)0.5;
        i++;
        goto Head;
    Exit:
        return s;
    }

    [Sample]
    public static Real IrreducibleInsideLoop([In(0.5, 2, Length = 4)] Real[] a)
    {
        Real s = 1;
        for (var k = 0; k < a.Length; k++)
        {
            var n = 3;
            if (a[k] > 1) goto Second;
        First:
            s = s / a[k] + (Real)0.3;
        Second:
            s = s * a[k] - s * s / 50;
            if (--n > 0) goto First;
        }
        return s;
    }

    [Sample]
    public static Real LoopsShareHeader([In(-1, 1, Length = 9)] Real[] a)
    {
        Real s = 1;
        var i = 0;
    Head:
        if (i >= a.Length) return s;
        if (a[i++] > 0)
        {
            s *= 1 + a[i - 1];
            goto Head;
        }
        s += a[i - 1] / 3;
        if (s > 0) goto Head;
        s = s * s;
        goto Head;
    }

    [Sample]
    public static Real ForwardSkips([In(-2, 2)] Real x, [In(-2, 2)] Real y)
    {
        var s = x;
        if (x > y) goto B;
        s *= y;
        if (s > 1) goto C;
    B:
        s += x * y;
        if (s < 0) goto D;
    C:
        s = s * s;
    D:
        return s * x;
    }

    [Sample]
    public static Real StateMachine(Real x, [In(3, 9)] int steps)
    {
        var state = 0;
        var s = x;
        while (steps-- > 0)
        {
            switch (state)
            {
                case 0:
                    s = s * x;
                    state = s > 2 ? 2 : 1;
                    break;
                case 1:
                    s = s + Maths.Sqrt(x);
                    state = 2;
                    break;
                case 2:
                    s = s / (1 + x);
                    state = s > 1 ? 3 : 0;
                    break;
                default:
                    s = Maths.Log(1 + s);
                    state = 0;
                    break;
            }
        }
        return s;
    }

    [Sample]
    public static Real OverlappingLoops(Real x, [In(3, 6)] int n)
    {
        var s = x;
        var i = 0;
        var j = 0;
    First:
        s = s * (Real)0.5 + x;
        i++;
    Second:
        s = s + Maths.Sin(s) / 2;
        j++;
        if (i < n && (j & 1) == 0) goto First;
        if (j < 2 * n) goto Second;
        return s;
    }
}
