namespace ILDiff.Tests.Checking;

// Methods and derivatives that do not come back.
public static class HangingPrimal
{
    public static double F(double x)
    {
        while (true) Thread.Sleep(1000);
    }

    public static (double Value, double Tangent) FJvp(double x, double xTangent) => (x, xTangent);
}

public static class HangingDerivative
{
    public static double F(double x) => x;

    public static (double Value, double Tangent) FJvp(double x, double xTangent)
    {
        while (true) Thread.Sleep(1000);
    }
}

public static class MovesBySign
{
    public static double F(double x)
    {
        var y = 0.0;
        for (var step = 1.0; step > 1e-15; step /= 2) y += step * Math.Sign(x - (y * y));
        return y + (0.5 * x);
    }

    public static (double Value, double Tangent) FJvp(double x, double xTangent) => (F(x), 0.5 * xTangent);
}

public static class OverflowingPrimal
{
    public static double F(double x) => F(x + 1) + F(x - 1);

    public static (double Value, double Tangent) FJvp(double x, double xTangent) => (x, xTangent);
}

public static class OverflowingDerivative
{
    public static double F(double x) => x;

    public static (double Value, double Tangent) FJvp(double x, double xTangent)
    {
        var (value, tangent) = FJvp(x + 1, xTangent);
        return (value + FJvp(x - 1, xTangent).Value, tangent);
    }
}

public static class Chatty
{
    public static double F(double x)
    {
        Console.WriteLine("{\"Samples\":1}");
        return x;
    }

    public static (double Value, double Tangent) FJvp(double x, double xTangent) => (F(x), xTangent);
}

public static class Exiting
{
    public static double F(double x)
    {
        Environment.Exit(0);
        return x;
    }

    public static (double Value, double Tangent) FJvp(double x, double xTangent) => (x, xTangent);
}
