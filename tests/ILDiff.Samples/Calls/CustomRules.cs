namespace ILDiff.Samples.Calls;

using System.Runtime.CompilerServices;

/// <summary>Callees with derivatives of the user's, which are right, called with all and with some arguments active.</summary>
public static class CustomRules
{
    public struct Point(Real x, Real y)
    {
        public Real X = x;
        public Real Y = y;
    }

    [Sample]
    public static Real Scalar(Real x, Real y) => Area(x, y) * x;

    [Sample]
    public static Real PartlyActive(Real x) => Area(x, 3) + Area(2, x);

    [Sample]
    public static Real InLoop(Real x, [In(1, 5)] int n)
    {
        var s = x;
        for (var i = 0; i < n; i++) s = Area(s, x) / (i + 2);
        return s;
    }

    [Sample]
    public static Real InOpenLoop(Real x)
    {
        var s = x;
        while (s < 40) s += Area(s, x) + 1;
        return s;
    }

    [Sample(Allocates = true)]
    public static Real ReadsArray([In(0.5, 2, Length = 5)] Real[] a) => SumOfSquares(a) * a[0];

    [Sample(Allocates = true)]
    public static Real ArrayOverwrittenAfter([In(0.5, 2, Length = 5)] Real[] a)
    {
        var s = SumOfSquares(a);
        for (var i = 0; i < a.Length; i++) a[i] *= s;
        return s + SumOfSquares(a);
    }

    [Sample(Allocates = true)]
    public static Real WritesArray([In(0.5, 2, Length = 4)] Real[] a, Real factor)
    {
        ScaleBy(a, factor);
        ScaleBy(a, a[1]);
        return SumOfSquares(a);
    }

    [Sample(Allocates = true)]
    public static Real ConstantArray(Real x)
    {
        Real[] weights = [1, 2, 3];
        return Weighted(weights, x);
    }

    [Sample]
    public static Real ByReference(Real x, Real y)
    {
        var z = x * y;
        for (var i = 0; i < 3; i++) Advance(ref z, x);
        return z * y;
    }

    [Sample]
    public static Real Structs(Real x, Real y) => Norm(new Point(x * y, y)) + Norm(new Point(x, 2));

    [Sample(Allocates = true)]
    public static Real ReturnsArray(Real x)
    {
        var powers = Powers(x, 4);
        powers[1] *= x;
        return powers[1] + powers[3];
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static Real Area(Real width, Real height) => width * height * height;

    [CustomJvp(typeof(CustomRules), nameof(Area))]
    private static (Real Value, Real Tangent) AreaJvp(Real width, Real widthTangent, Real height, Real heightTangent) =>
        (Area(width, height), height * (height * widthTangent + 2 * width * heightTangent));

    [CustomVjp(typeof(CustomRules), nameof(Area))]
    private static Real AreaVjp(Real width, ref Real widthAdjoint, Real height, ref Real heightAdjoint, Real resultAdjoint)
    {
        widthAdjoint += resultAdjoint * height * height;
        heightAdjoint += 2 * resultAdjoint * width * height;
        return Area(width, height);
    }

    private static Real SumOfSquares(Real[] a)
    {
        Real s = 0;
        for (var i = 0; i < a.Length; i++) s += a[i] * a[i];
        return s;
    }

    [CustomJvp(typeof(CustomRules), nameof(SumOfSquares))]
    private static (Real Value, Real Tangent) SumOfSquaresJvp(Real[] a, Real[] aTangent)
    {
        Real t = 0;
        for (var i = 0; i < a.Length; i++) t += 2 * a[i] * aTangent[i];
        return (SumOfSquares(a), t);
    }

    [CustomVjp(typeof(CustomRules), nameof(SumOfSquares))]
    private static Real SumOfSquaresVjp(Real[] a, Real[] aAdjoint, Real resultAdjoint)
    {
        for (var i = 0; i < a.Length; i++) aAdjoint[i] += 2 * a[i] * resultAdjoint;
        return SumOfSquares(a);
    }

    private static void ScaleBy(Real[] a, Real factor)
    {
        for (var i = 0; i < a.Length; i++) a[i] *= factor;
    }

    [CustomJvp(typeof(CustomRules), nameof(ScaleBy))]
    private static void ScaleByJvp(Real[] a, Real[] aTangent, Real factor, Real factorTangent)
    {
        for (var i = 0; i < a.Length; i++) aTangent[i] = aTangent[i] * factor + a[i] * factorTangent;
        ScaleBy(a, factor);
    }

    [CustomVjp(typeof(CustomRules), nameof(ScaleBy))]
    private static void ScaleByVjp(Real[] a, Real[] aAdjoint, Real factor, ref Real factorAdjoint)
    {
        for (var i = 0; i < a.Length; i++)
        {
            factorAdjoint += aAdjoint[i] * a[i];
            aAdjoint[i] *= factor;
        }

        ScaleBy(a, factor);
    }

    private static Real Weighted(Real[] weights, Real x)
    {
        Real s = 0;
        for (var i = 0; i < weights.Length; i++) s = s * x + weights[i];
        return s;
    }

    [CustomJvp(typeof(CustomRules), nameof(Weighted))]
    private static (Real Value, Real Tangent) WeightedJvp(Real[] weights, Real[] weightsTangent, Real x, Real xTangent)
    {
        Real s = 0, t = 0;
        for (var i = 0; i < weights.Length; i++)
        {
            t = t * x + s * xTangent + weightsTangent[i];
            s = s * x + weights[i];
        }

        return (s, t);
    }

    [CustomVjp(typeof(CustomRules), nameof(Weighted))]
    private static Real WeightedVjp(Real[] weights, Real[] weightsAdjoint, Real x, ref Real xAdjoint, Real resultAdjoint)
    {
        Real s = 0, slope = 0, power = 1;
        for (var i = 0; i < weights.Length; i++)
        {
            slope = slope * x + s;
            s = s * x + weights[i];
        }

        for (var i = weights.Length - 1; i >= 0; i--)
        {
            weightsAdjoint[i] += resultAdjoint * power;
            power *= x;
        }

        xAdjoint += resultAdjoint * slope;
        return s;
    }

    private static void Advance(ref Real z, Real x) => z = z * z * x;

    [CustomJvp(typeof(CustomRules), nameof(Advance))]
    private static void AdvanceJvp(ref Real z, ref Real zTangent, Real x, Real xTangent)
    {
        zTangent = 2 * z * x * zTangent + z * z * xTangent;
        Advance(ref z, x);
    }

    [CustomVjp(typeof(CustomRules), nameof(Advance))]
    private static void AdvanceVjp(ref Real z, ref Real zAdjoint, Real x, ref Real xAdjoint)
    {
        xAdjoint += zAdjoint * z * z;
        zAdjoint *= 2 * z * x;
        Advance(ref z, x);
    }

    private static Real Norm(Point p) => p.X * p.X + p.Y * p.Y * p.Y;

    [CustomJvp(typeof(CustomRules), nameof(Norm))]
    private static (Real Value, Real Tangent) NormJvp(Point p, Point pTangent) =>
        (Norm(p), 2 * p.X * pTangent.X + 3 * p.Y * p.Y * pTangent.Y);

    [CustomVjp(typeof(CustomRules), nameof(Norm))]
    private static Real NormVjp(Point p, ref Point pAdjoint, Real resultAdjoint)
    {
        pAdjoint.X += 2 * p.X * resultAdjoint;
        pAdjoint.Y += 3 * p.Y * p.Y * resultAdjoint;
        return Norm(p);
    }

    private static Real[] Powers(Real x, int n)
    {
        var powers = new Real[n];
        powers[0] = 1;
        for (var i = 1; i < n; i++) powers[i] = powers[i - 1] * x;
        return powers;
    }

    [CustomJvp(typeof(CustomRules), nameof(Powers))]
    private static (Real[] Value, Real[] Tangent) PowersJvp(Real x, Real xTangent, int n)
    {
        var powers = Powers(x, n);
        var tangents = new Real[n];
        for (var i = 1; i < n; i++) tangents[i] = i * powers[i - 1] * xTangent;
        return (powers, tangents);
    }

    [CustomVjp(typeof(CustomRules), nameof(Powers))]
    private static Real[] PowersVjp(Real x, ref Real xAdjoint, int n, Real[] resultAdjoint)
    {
        var powers = Powers(x, n);
        for (var i = 1; i < n; i++) xAdjoint += i * powers[i - 1] * resultAdjoint[i];
        return powers;
    }
}
