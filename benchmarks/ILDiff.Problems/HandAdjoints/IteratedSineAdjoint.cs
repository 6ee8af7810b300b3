namespace ILDiff.Problems.HandAdjoints;

/// <summary>One number in, one out: the derivative is carried along.</summary>
public static class IteratedSineAdjoint
{
    /// <summary>Adds the derivative to <paramref name="xBar"/>.</summary>
    public static double Pullback(double x, ref double xBar, int steps, double resultBar)
    {
        var derivative = resultBar;
        for (var i = 0; i < steps; i++)
        {
            var (sin, cos) = Math.SinCos(x);
            derivative *= 2 * cos;
            x = 2 * sin;
        }
        xBar += derivative;
        return x;
    }
}
