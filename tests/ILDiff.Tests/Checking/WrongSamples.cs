namespace ILDiff.Tests.Checking;

// Methods with derivatives written by hand, each with one mistake.
public static class WrongSign
{
    public static double F(double x) => Math.Cos(x);

    public static (double Value, double Tangent) FJvp(double x, double xTangent) => (F(x), Math.Sin(x) * xTangent);
}

public static class SlightlyOff
{
    public static double F(double x) => x * x * x;

    public static (double Value, double Tangent) FJvp(double x, double xTangent) => (F(x), 3.0001 * x * x * xTangent);
}

public static class MissingTerm
{
    public static double F(double x, double y) => (x * y) + x;

    public static (double Value, double Tangent) FJvp(double x, double xTangent, double y, double yTangent) => (F(x, y), ((y + 1) * xTangent) + (x * yTangent));

    public static double FVjp(double x, ref double xAdjoint, double y, ref double yAdjoint, double resultAdjoint)
    {
        xAdjoint += y * resultAdjoint;
        yAdjoint += x * resultAdjoint;
        return F(x, y);
    }
}

public static class NotAccumulated
{
    public static double F(double x) => x * x;

    public static (double Value, double Tangent) FJvp(double x, double xTangent) => (F(x), 2 * x * xTangent);

    public static double FVjp(double x, ref double xAdjoint, double resultAdjoint)
    {
        xAdjoint = 2 * x * resultAdjoint;
        return F(x);
    }
}

public static class ClobbersInput
{
    public static double F(double[] a) => a[0] * a[1];

    public static (double Value, double Tangent) FJvp(double[] a, double[] aTangent) => (F(a), (aTangent[0] * a[1]) + (a[0] * aTangent[1]));

    public static double FVjp(double[] a, double[] aAdjoint, double resultAdjoint)
    {
        var value = F(a);
        aAdjoint[0] += a[1] * resultAdjoint;
        aAdjoint[1] += a[0] * resultAdjoint;
        a[2] = 0;
        return value;
    }
}

public static class WrongSecondTime
{
    private static double left;

    public static double F(double x) => Math.Exp(x);

    public static (double Value, double Tangent) FJvp(double x, double xTangent) => (F(x), F(x) * xTangent);

    public static double FVjp(double x, ref double xAdjoint, double resultAdjoint)
    {
        xAdjoint += (F(x) * resultAdjoint) + left;
        left++;
        return F(x);
    }
}

public static class OtherValue
{
    public static double F(double x) => x * 0.1 * 3;

    public static (double Value, double Tangent) FJvp(double x, double xTangent) => (x * (0.1 * 3), 0.1 * 3 * xTangent);
}

public static class DoesNotThrow
{
    public static double F(double x) => x > 0.5 ? x : throw new ArgumentException("small");

    public static (double Value, double Tangent) FJvp(double x, double xTangent) => (x, xTangent);
}

public static class ThrowsItself
{
    public static double F(double x) => x;

    public static (double Value, double Tangent) FJvp(double x, double xTangent) => throw new InvalidProgramException();
}

public static class WrongGradient
{
    public static double F(double x, double y) => x * y;

    public static double FVjp(double x, ref double xAdjoint, double y, ref double yAdjoint, double resultAdjoint)
    {
        xAdjoint += y * resultAdjoint;
        yAdjoint += x * resultAdjoint;
        return F(x, y);
    }

    public static (double Value, double X, double Y) FGradient(double x, double y) => (F(x, y), x, y);
}

public static class KeepsOldAdjoint
{
    public static void F(double[] a) => a[0] = a[1];

    public static void FJvp(double[] a, double[] aTangent)
    {
        aTangent[0] = aTangent[1];
        F(a);
    }

    public static void FVjp(double[] a, double[] aAdjoint)
    {
        aAdjoint[1] += aAdjoint[0];
        F(a);
    }
}

public static class InfiniteTangent
{
    public static double F(double x) => 2 * x;

    public static (double Value, double Tangent) FJvp(double x, double xTangent) => (F(x), 0 * double.PositiveInfinity * xTangent);
}

public static class UndefinedOnOneBranch
{
    public static double F(double x) => x < 0 ? 3 * x : 2 * x;

    public static (double Value, double Tangent) FJvp(double x, double xTangent) => (F(x), x < 0 ? double.NaN : 2 * xTangent);
}

public static class WrongOnOneBranch
{
    public static double F(double x) => x > 1 ? x * x : x;

    public static (double Value, double Tangent) FJvp(double x, double xTangent) => (F(x), (x > 1 ? 2 : 1) * xTangent);
}

public static class WrongSingle
{
    public static float F(float x, float y) => x * y * y;

    public static (float Value, float Tangent) FJvp(float x, float xTangent, float y, float yTangent) => (F(x, y), (y * y * xTangent) + (x * y * yTangent));
}

public static class WrongByAConstant
{
    public static double F(double x) => Math.Exp(x);

    public static (double Value, double Tangent) FJvp(double x, double xTangent) => (F(x), F(x) * xTangent);

    public static double FVjp(double x, ref double xAdjoint, double resultAdjoint)
    {
        xAdjoint += (F(x) * resultAdjoint) + 1;
        return F(x);
    }
}
