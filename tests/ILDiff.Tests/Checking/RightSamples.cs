namespace ILDiff.Tests.Checking;

// Methods with derivatives written by hand under the contract's names; all are right.
public static class Scalar
{
    public static double F(double x, double y, int n) => (x * y) + (n * Math.Sin(x));

    public static (double Value, double Tangent) FJvp(double x, double xTangent, double y, double yTangent, int n) =>
        (F(x, y, n), ((y + (n * Math.Cos(x))) * xTangent) + (x * yTangent));

    public static double FVjp(double x, ref double xAdjoint, double y, ref double yAdjoint, int n, double resultAdjoint)
    {
        xAdjoint += (y + (n * Math.Cos(x))) * resultAdjoint;
        yAdjoint += x * resultAdjoint;
        return F(x, y, n);
    }

    public static (double Value, double X, double Y) FGradient(double x, double y, int n) => (F(x, y, n), y + (n * Math.Cos(x)), x);
}

public static class Single
{
    public static float F(float x, float y) => (x * y) + MathF.Exp(x);

    public static (float Value, float Tangent) FJvp(float x, float xTangent, float y, float yTangent) =>
        (F(x, y), ((y + MathF.Exp(x)) * xTangent) + (x * yTangent));

    public static float FVjp(float x, ref float xAdjoint, float y, ref float yAdjoint, float resultAdjoint)
    {
        xAdjoint += (y + MathF.Exp(x)) * resultAdjoint;
        yAdjoint += x * resultAdjoint;
        return F(x, y);
    }
}

public static class WithRespectToOne
{
    public static double F(double x, double y) => Math.Log(x * x) * y;

    public static (double Value, double Tangent) FJvp(double x, double xTangent, double y) => (F(x, y), 2 / x * y * xTangent);

    public static double FVjp(double x, ref double xAdjoint, double y, double resultAdjoint)
    {
        xAdjoint += 2 / x * y * resultAdjoint;
        return F(x, y);
    }

    public static (double Value, double Gradient) FGradient(double x, double y) => (F(x, y), 2 / x * y);
}

public static class Reduction
{
    public static double F(double[] a, double[][] b)
    {
        var sum = 0.0;
        for (var i = 0; i < a.Length; i++) sum += a[i] * a[i] * b[i][0];
        return sum;
    }

    public static (double Value, double Tangent) FJvp(double[] a, double[] aTangent, double[][] b, double[][] bTangent)
    {
        var tangent = 0.0;
        for (var i = 0; i < a.Length; i++) tangent += (2 * a[i] * aTangent[i] * b[i][0]) + (a[i] * a[i] * bTangent[i][0]);
        return (F(a, b), tangent);
    }

    public static double FVjp(double[] a, double[] aAdjoint, double[][] b, double[][] bAdjoint, double resultAdjoint)
    {
        for (var i = 0; i < a.Length; i++)
        {
            aAdjoint[i] += 2 * a[i] * b[i][0] * resultAdjoint;
            bAdjoint[i][0] += a[i] * a[i] * resultAdjoint;
        }

        return F(a, b);
    }

    public static (double Value, double[] A, double[][] B) FGradient(double[] a, double[][] b)
    {
        var (ga, gb) = (new double[a.Length], b.Select(row => new double[row.Length]).ToArray());
        return (FVjp(a, ga, b, gb, 1), ga, gb);
    }
}

public static class InPlace
{
    public static void F(double[] a)
    {
        for (var i = 0; i < a.Length; i++) a[i] *= a[i];
    }

    public static void FJvp(double[] a, double[] aTangent)
    {
        for (var i = 0; i < a.Length; i++) aTangent[i] *= 2 * a[i];
        F(a);
    }

    public static void FVjp(double[] a, double[] aAdjoint)
    {
        for (var i = 0; i < a.Length; i++) aAdjoint[i] *= 2 * a[i];
        F(a);
    }
}

public static class ByReference
{
    public static int F(ref double x, out double y, in double z)
    {
        y = x * z;
        x = Math.Sin(x);
        return 3;
    }

    public static int FJvp(ref double x, ref double xTangent, out double y, out double yTangent, in double z, in double zTangent)
    {
        yTangent = (xTangent * z) + (x * zTangent);
        xTangent *= Math.Cos(x);
        return F(ref x, out y, in z);
    }

    public static int FVjp(ref double x, ref double xAdjoint, out double y, ref double yAdjoint, in double z, ref double zAdjoint)
    {
        zAdjoint += x * yAdjoint;
        xAdjoint = (xAdjoint * Math.Cos(x)) + (yAdjoint * z);
        yAdjoint = 0;
        return F(ref x, out y, in z);
    }
}

public static class ReturnsArgument
{
    public static double[] F(double[] a, double s)
    {
        a[0] *= s;
        return a;
    }

    public static (double[] Value, double[] Tangent) FJvp(double[] a, double[] aTangent, double s, double sTangent)
    {
        aTangent[0] = (aTangent[0] * s) + (a[0] * sTangent);
        return (F(a, s), aTangent);
    }

    public static double[] FVjp(double[] a, double[] aAdjoint, double s, ref double sAdjoint, double[] resultAdjoint)
    {
        sAdjoint += a[0] * aAdjoint[0];
        aAdjoint[0] *= s;
        return F(a, s);
    }
}

public struct Pair
{
    public double First;
    public int Count;
    public double Second;
}

public sealed class Node
{
    public Node(double weight) => Weight = weight;

    public double Weight { get; set; }

    public Pair Pair { get; set; }

    public double F(double x) => Weight * x * Pair.Second;

    public (double Value, double Tangent) FJvp(Node thisTangent, double x, double xTangent) =>
        (F(x), (thisTangent.Weight * x * Pair.Second) + (Weight * xTangent * Pair.Second) + (Weight * x * thisTangent.Pair.Second));

    public double FVjp(Node thisAdjoint, double x, ref double xAdjoint, double resultAdjoint)
    {
        thisAdjoint.Weight += x * Pair.Second * resultAdjoint;
        thisAdjoint.Pair = thisAdjoint.Pair with { Second = thisAdjoint.Pair.Second + (Weight * x * resultAdjoint) };
        xAdjoint += Weight * Pair.Second * resultAdjoint;
        return F(x);
    }
}

public static class Structs
{
    public static Pair F(Pair p, double[,] m) => new() { First = p.First * p.Second, Count = p.Count + 1, Second = m[1, 2] };

    public static (Pair Value, Pair Tangent) FJvp(Pair p, Pair pTangent, double[,] m, double[,] mTangent) =>
        (F(p, m), new Pair { First = (pTangent.First * p.Second) + (p.First * pTangent.Second), Second = mTangent[1, 2] });

    public static Pair FVjp(Pair p, ref Pair pAdjoint, double[,] m, double[,] mAdjoint, Pair resultAdjoint)
    {
        pAdjoint.First += p.Second * resultAdjoint.First;
        pAdjoint.Second += p.First * resultAdjoint.First;
        mAdjoint[1, 2] += resultAdjoint.Second;
        return F(p, m);
    }
}

public static class Kinks
{
    public static double F(double x, double y) => Math.Abs(x) + Math.Floor(4 * y) + (y * Math.Max(x, y));

    public static (double Value, double Tangent) FJvp(double x, double xTangent, double y, double yTangent) =>
        (F(x, y), (Math.Sign(x) * xTangent) + (yTangent * Math.Max(x, y)) + (y * (x >= y ? xTangent : yTangent)));

    public static double FVjp(double x, ref double xAdjoint, double y, ref double yAdjoint, double resultAdjoint)
    {
        xAdjoint += (Math.Sign(x) + (x >= y ? y : 0)) * resultAdjoint;
        yAdjoint += (Math.Max(x, y) + (x >= y ? 0 : y)) * resultAdjoint;
        return F(x, y);
    }
}

/// <summary>A series cut off when its terms get small: rough at 1e-7, and its derivative is that of the terms taken.</summary>
public static class Truncated
{
    public static double F(double x)
    {
        var (sum, term) = (1.0, 1.0);
        for (var k = 1; Math.Abs(term) > 1e-7; k++) sum += term *= x / k;
        return sum;
    }

    public static (double Value, double Tangent) FJvp(double x, double xTangent)
    {
        var (sum, term, derivative, slope) = (1.0, 1.0, 0.0, 0.0);
        for (var k = 1; Math.Abs(term) > 1e-7; k++)
        {
            slope = ((slope * x) + (term * 1)) / k;
            derivative += slope;
            sum += term *= x / k;
        }

        return (sum, derivative * xTangent);
    }

    public static double FVjp(double x, ref double xAdjoint, double resultAdjoint)
    {
        var (value, tangent) = FJvp(x, 1);
        xAdjoint += tangent * resultAdjoint;
        return value;
    }
}

public static class Guarded
{
    public static double F(double x) => x > 0.5 ? Math.Sqrt(x) : throw new ArgumentOutOfRangeException(nameof(x));

    public static (double Value, double Tangent) FJvp(double x, double xTangent) => (F(x), 0.5 / Math.Sqrt(x) * xTangent);

    public static double FVjp(double x, ref double xAdjoint, double resultAdjoint)
    {
        var value = F(x);
        xAdjoint += 0.5 / value * resultAdjoint;
        return value;
    }
}

/// <summary>Cancellation leaves few digits of the derivative, in both modes alike.</summary>
public static class IllConditioned
{
    public static double F(double x) => ((x + 1e6) * (x + 1e6)) - 1e12 - (2e6 * x);

    public static (double Value, double Tangent) FJvp(double x, double xTangent) => (F(x), ((2 * (x + 1e6)) * xTangent) - (2e6 * xTangent));

    public static double FVjp(double x, ref double xAdjoint, double resultAdjoint)
    {
        var barA = resultAdjoint * (x + 1e6);
        var bar = -(2e6 * resultAdjoint);
        bar += barA;
        bar += barA;
        xAdjoint += bar;
        return F(x);
    }
}

/// <summary>Half the interval until it is small: a staircase, whose every step has the slope of the first guess.</summary>
public static class Bisection
{
    public static double F(double x)
    {
        var (low, high) = (0.25 * x, 4.25 * x);
        while (high - low > 1e-7)
        {
            var middle = 0.5 * (low + high);
            if (middle * middle * middle > x) high = middle;
            else low = middle;
        }

        return low;
    }

    public static (double Value, double Tangent) FJvp(double x, double xTangent) => (F(x), F(x) / x * xTangent);

    public static double FVjp(double x, ref double xAdjoint, double resultAdjoint)
    {
        var value = F(x);
        xAdjoint += value / x * resultAdjoint;
        return value;
    }
}

public static class ReturnsPart
{
    public static double[] F(double[][] a, double s)
    {
        a[1][0] *= s;
        return a[1];
    }

    public static (double[] Value, double[] Tangent) FJvp(double[][] a, double[][] aTangent, double s, double sTangent)
    {
        aTangent[1][0] = (aTangent[1][0] * s) + (a[1][0] * sTangent);
        return (F(a, s), aTangent[1]);
    }

    public static double[] FVjp(double[][] a, double[][] aAdjoint, double s, ref double sAdjoint, double[] resultAdjoint)
    {
        sAdjoint += a[1][0] * aAdjoint[1][0];
        aAdjoint[1][0] *= s;
        return F(a, s);
    }
}

public static class EndsOnAnEdge
{
    public static double F(double x) => x * Math.Min(1 / Math.Floor(Math.Abs(x) * 40 % 15), 1);

    public static (double Value, double Tangent) FJvp(double x, double xTangent)
    {
        var inverse = 1 / Math.Floor(Math.Abs(x) * 40 % 15);
        return (F(x), double.IsInfinity(inverse) ? double.NaN : xTangent * Math.Min(inverse, 1));
    }
}
