namespace ILDiff.Problems.Field;

/// <summary>The inner functions of the nested problems: a particle between charges, and a saddle.</summary>
public static class Descent
{
    /// <summary>Potential of a particle at (x, y) between a charge that depends on the control and a fixed one.</summary>
    public static double Potential(double x, double y, double control)
    {
        double dx = x - 10, dy = y - (10 - control), ey = y;
        return 1 / Math.Sqrt(dx * dx + dy * dy) + 1 / Math.Sqrt(dx * dx + ey * ey);
    }

    /// <summary>|x|² - |y|² + c x·y; <c>y</c> is to be differentiated.</summary>
    public static double Saddle(double x0, double x1, double y0, double y1, double c) =>
        x0 * x0 + x1 * x1 - (y0 * y0 + y1 * y1) + c * (x0 * y0 + x1 * y1);
}
