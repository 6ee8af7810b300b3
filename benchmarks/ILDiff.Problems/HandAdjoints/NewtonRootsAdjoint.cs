namespace ILDiff.Problems.HandAdjoints;

/// <summary>Root by root: the iterates are kept for one root's reverse sweep only.</summary>
public static class NewtonRootsAdjoint
{
    private const int MostSteps = 64;

    /// <summary>Adds the gradient to the adjoints.</summary>
    public static double Pullback(double[] p, double[] pBar, double[] q, double[] qBar, double resultBar)
    {
        Span<double> kept = stackalloc double[MostSteps];
        var sum = 0.0;
        for (var i = 0; i < p.Length; i++)
        {
            double x = 1, pi = p[i], qi = q[i];
            var steps = 0;
            while (true)
            {
                kept[steps++] = x;
                var step = (x * x * x + pi * x - qi) / (3 * x * x + pi);
                x -= step;
                if (Math.Abs(step) < 1e-10) break;
            }
            sum += x;

            double xBar = resultBar, pSum = 0, qSum = 0;
            while (steps > 0)
            {
                x = kept[--steps];
                var slope = 3 * x * x + pi;
                var step = (x * x * x + pi * x - qi) / slope;
                var topBar = -xBar / slope;
                var slopeBar = -topBar * step;
                pSum += topBar * x + slopeBar;
                qSum -= topBar;
                xBar += topBar * slope + slopeBar * 6 * x;
            }
            pBar[i] += pSum;
            qBar[i] += qSum;
        }
        return sum;
    }
}
