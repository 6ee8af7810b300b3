namespace ILDiff.Problems.HandAdjoints;

/// <summary>Value and adjoint in one pass; the adjoint that the next element has already got stays in a register.</summary>
public static class RosenbrockAdjoint
{
    /// <summary>Adds the gradient to <paramref name="xBar"/>.</summary>
    public static double Pullback(double[] x, double[] xBar, double resultBar)
    {
        double sum = 0, carried = 0, current = x[0];
        var last = x.Length - 1;
        for (var i = 0; i < last; i++)
        {
            var next = x[i + 1];
            var t = next - current * current;
            var u = 1 - current;
            sum += 100 * t * t + u * u;
            var tBar = 200 * t * resultBar;
            xBar[i] += carried - 2 * (current * tBar + u * resultBar);
            carried = tBar;
            current = next;
        }
        xBar[last] += carried;
        return sum;
    }
}
