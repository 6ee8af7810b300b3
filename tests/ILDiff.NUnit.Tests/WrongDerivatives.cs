namespace ILDiff.Testing.Tests;

// Derivatives written by hand, each with the mistake that its name says.
public static class Sign
{
    public static double F(double x, double y) => Math.Cos(x) * y;

    public static (double Value, double Tangent) FJvp(double x, double xTangent, double y, double yTangent) =>
        (F(x, y), (Math.Sin(x) * y * xTangent) + (Math.Cos(x) * yTangent));
}

public static class MissingTerm
{
    public static double F(double[] w, double rate) => (w[0] * w[1] * rate) + (w[0] * w[0]);

    public static (double Value, double[] W, double Rate) FGradient(double[] w, double rate)
    {
        var gradient = new double[w.Length];
        gradient[0] = w[1] * rate;
        gradient[1] = w[0] * rate;
        return (F(w, rate), gradient, w[0] * w[1]);
    }
}

public static class TransposedIndex
{
    public static double F(double[,] m, double[] left, double[] right)
    {
        var sum = 0.0;
        for (var i = 0; i < 3; i++)
        {
            for (var j = 0; j < 3; j++) sum += left[i] * m[i, j] * right[j];
        }

        return sum;
    }

    public static double FVjp(double[,] m, double[,] mAdjoint, double[] left, double[] leftAdjoint, double[] right, double[] rightAdjoint, double resultAdjoint)
    {
        for (var i = 0; i < 3; i++)
        {
            for (var j = 0; j < 3; j++)
            {
                mAdjoint[j, i] += left[i] * right[j] * resultAdjoint;
                leftAdjoint[i] += m[i, j] * right[j] * resultAdjoint;
                rightAdjoint[j] += m[i, j] * left[i] * resultAdjoint;
            }
        }

        return F(m, left, right);
    }
}

public static class NotAccumulated
{
    public static void F(double[] a, double[] sums)
    {
        for (var i = 0; i < a.Length; i++) sums[i] += a[i] * a[i];
    }

    public static void FJvp(double[] a, double[] aTangent, double[] sums, double[] sumsTangent)
    {
        for (var i = 0; i < a.Length; i++) sumsTangent[i] += 2 * a[i] * aTangent[i];
        F(a, sums);
    }

    public static void FVjp(double[] a, double[] aAdjoint, double[] sums, double[] sumsAdjoint)
    {
        for (var i = 0; i < a.Length; i++) aAdjoint[i] = 2 * a[i] * sumsAdjoint[i];
        F(a, sums);
    }
}

public static class ClobberedInput
{
    public static double F(double[] a) => a[0] * a[1];

    public static double FVjp(double[] a, double[] aAdjoint, double resultAdjoint)
    {
        var value = F(a);
        aAdjoint[0] += a[1] * resultAdjoint;
        aAdjoint[1] += a[0] * resultAdjoint;
        a[0] = 0;
        return value;
    }
}

public static class StaleTape
{
    private static readonly Dictionary<int, double[]> Tape = [];

    public static double F(double[] a)
    {
        var product = 1.0;
        foreach (var x in a) product *= 1 + (x * x);
        return product;
    }

    public static double FVjp(double[] a, double[] aAdjoint, double resultAdjoint)
    {
        var value = F(a);
        if (!Tape.TryGetValue(a.Length, out var recorded)) Tape.Add(a.Length, recorded = [.. a.Select(x => 2 * x / (1 + (x * x)) * value)]);
        for (var i = 0; i < a.Length; i++) aAdjoint[i] += recorded[i] * resultAdjoint;
        return value;
    }
}

public static class TapeLeak
{
    public static double F(double x) => x * x;

    public static double FVjp(double x, ref double xAdjoint, double resultAdjoint)
    {
        ILDiff.Tape.Current.Reals.Reserve(1);
        xAdjoint += 2 * x * resultAdjoint;
        return F(x);
    }
}

public static class OffByOne
{
    public static double F(double[] a)
    {
        var sum = 0.0;
        for (var i = 1; i < a.Length; i++) sum += a[i] * a[i - 1];
        return sum;
    }

    public static double FVjp(double[] a, double[] aAdjoint, double resultAdjoint)
    {
        for (var i = a.Length - 2; i >= 1; i--)
        {
            aAdjoint[i] += a[i - 1] * resultAdjoint;
            aAdjoint[i - 1] += a[i] * resultAdjoint;
        }

        return F(a);
    }
}

public static class SecondCall
{
    private static bool isSecond;

    public static double F(double x) => Math.Exp(x);

    public static double FVjp(double x, ref double xAdjoint, double resultAdjoint)
    {
        xAdjoint += isSecond ? 0 : Math.Exp(x) * resultAdjoint;
        isSecond = true;
        return F(x);
    }
}

public static class OnlyWithAliases
{
    public static void F(double[] a, double[] b)
    {
        for (var i = 0; i < a.Length; i++) b[i] = a[i] * a[i];
    }

    public static void FVjp(double[] a, double[] aAdjoint, double[] b, double[] bAdjoint)
    {
        for (var i = 0; i < a.Length; i++)
        {
            aAdjoint[i] += 2 * a[i] * bAdjoint[i];
            bAdjoint[i] = 0;
        }

        F(a, b);
    }
}

public static class Garbage
{
    public static double F(double[] a) => a[0] * a[1];

    public static double FVjp(double[] a, double[] aAdjoint, double resultAdjoint)
    {
        double[] copy = [.. a];
        aAdjoint[0] += copy[1] * resultAdjoint;
        aAdjoint[1] += copy[0] * resultAdjoint;
        return F(a);
    }
}
