namespace ILDiff.Problems.Kernels;

/// <summary>A chain of one elementary function.</summary>
public static class IteratedSine
{
    /// <summary>x ← 2 sin x, again and again.</summary>
    public static double Value(double x, int steps)
    {
        for (var i = 0; i < steps; i++) x = 2 * Math.Sin(x);
        return x;
    }
}
