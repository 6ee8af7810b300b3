namespace ILDiff.Problems.HandAdjoints;

/// <summary>Keeps both fields of each step; the adjoint of a step gathers, and the border's adjoints are summed apart.</summary>
/// <param name="n">Points along a side.</param>
/// <param name="steps">Steps.</param>
public sealed class BrusselatorAdjoint(int n, int steps)
{
    private const double H = 0.01;
    private readonly double[] keptU = new double[(steps + 1) * n * n];
    private readonly double[] keptV = new double[(steps + 1) * n * n];
    private readonly double[][] bars = [new double[n * n], new double[n * n], new double[n * n], new double[n * n]];

    /// <summary>Adds the gradient to the adjoints.</summary>
    public double Pullback(
        double[] u0, double[] u0Bar, double[] v0, double[] v0Bar, double diffusivity, ref double diffusivityBar, double resultBar)
    {
        var size = n * n;
        for (var s = 1; s <= steps; s++) CopyBorders(u0, v0, s * size);
        u0.CopyTo(keptU, 0);
        v0.CopyTo(keptV, 0);
        for (var s = 0; s < steps; s++) Forward(s * size, diffusivity);
        var sum = 0.0;
        var last = steps * size;
        for (var i = 0; i < size; i++) sum += keptU[last + i] * keptU[last + i] + keptV[last + i] * keptV[last + i];

        double[] uBar = bars[0], vBar = bars[1], uBefore = bars[2], vBefore = bars[3];
        foreach (var bar in bars) Array.Clear(bar);
        for (var i = 0; i < n; i++)
        {
            for (var j = 0; j < n; j++)
            {
                var c = i * n + j;
                var inside = i > 0 && i < n - 1 && j > 0 && j < n - 1;
                (inside ? uBar : u0Bar)[c] += keptU[last + c] * resultBar;
                (inside ? vBar : v0Bar)[c] += keptV[last + c] * resultBar;
            }
        }
        var dBar = 0.0;
        for (var s = steps - 1; s >= 0; s--)
        {
            dBar += Backward(s * size, diffusivity, uBar, vBar, uBefore, vBefore);
            AddToBorder(uBar, u0Bar, H * diffusivity);
            AddToBorder(vBar, v0Bar, H * diffusivity);
            (uBar, uBefore) = (uBefore, uBar);
            (vBar, vBefore) = (vBefore, vBar);
        }
        for (var i = 0; i < size; i++)
        {
            u0Bar[i] += uBar[i];
            v0Bar[i] += vBar[i];
        }
        diffusivityBar += H * dBar;
        return 0.5 * sum;
    }

    private void Forward(int at, double diffusivity)
    {
        for (var i = 1; i < n - 1; i++)
        {
            var start = at + i * n;
            ReadOnlySpan<double> uAbove = keptU.AsSpan(start - n, n), u = keptU.AsSpan(start, n), uBelow = keptU.AsSpan(start + n, n);
            ReadOnlySpan<double> vAbove = keptV.AsSpan(start - n, n), v = keptV.AsSpan(start, n), vBelow = keptV.AsSpan(start + n, n);
            Span<double> nextU = keptU.AsSpan(start + n * n, n), nextV = keptV.AsSpan(start + n * n, n);
            for (var j = 1; j < u.Length - 1; j++)
            {
                var reaction = u[j] * u[j] * v[j];
                nextU[j] = u[j] + H * (1 + reaction - 4.4 * u[j] + diffusivity * (uAbove[j] + uBelow[j] + u[j - 1] + u[j + 1] - 4 * u[j]));
                nextV[j] = v[j] + H * (3.4 * u[j] - reaction + diffusivity * (vAbove[j] + vBelow[j] + v[j - 1] + v[j + 1] - 4 * v[j]));
            }
        }
    }

    private double Backward(int at, double diffusivity, double[] uNext, double[] vNext, double[] uBefore, double[] vBefore)
    {
        var dBar = 0.0;
        for (var i = 1; i < n - 1; i++)
        {
            var start = at + i * n;
            ReadOnlySpan<double> uAbove = keptU.AsSpan(start - n, n), u = keptU.AsSpan(start, n), uBelow = keptU.AsSpan(start + n, n);
            ReadOnlySpan<double> vAbove = keptV.AsSpan(start - n, n), v = keptV.AsSpan(start, n), vBelow = keptV.AsSpan(start + n, n);
            ReadOnlySpan<double> uBarAbove = uNext.AsSpan((i - 1) * n, n), uBar = uNext.AsSpan(i * n, n), uBarBelow = uNext.AsSpan((i + 1) * n, n);
            ReadOnlySpan<double> vBarAbove = vNext.AsSpan((i - 1) * n, n), vBar = vNext.AsSpan(i * n, n), vBarBelow = vNext.AsSpan((i + 1) * n, n);
            Span<double> uTarget = uBefore.AsSpan(i * n, n), vTarget = vBefore.AsSpan(i * n, n);
            for (var j = 1; j < u.Length - 1; j++)
            {
                dBar += uBar[j] * (uAbove[j] + uBelow[j] + u[j - 1] + u[j + 1] - 4 * u[j])
                    + vBar[j] * (vAbove[j] + vBelow[j] + v[j - 1] + v[j + 1] - 4 * v[j]);
                var reactionBar = H * (uBar[j] - vBar[j]);
                uTarget[j] = uBar[j] + reactionBar * 2 * u[j] * v[j] + H * (3.4 * vBar[j] - 4.4 * uBar[j]
                    + diffusivity * (uBarAbove[j] + uBarBelow[j] + uBar[j - 1] + uBar[j + 1] - 4 * uBar[j]));
                vTarget[j] = vBar[j] + reactionBar * u[j] * u[j]
                    + H * diffusivity * (vBarAbove[j] + vBarBelow[j] + vBar[j - 1] + vBar[j + 1] - 4 * vBar[j]);
            }
        }
        return dBar;
    }

    private void AddToBorder(double[] bar, double[] fieldBar, double factor)
    {
        for (var j = 1; j < n - 1; j++)
        {
            fieldBar[j] += factor * bar[n + j];
            fieldBar[(n - 1) * n + j] += factor * bar[(n - 2) * n + j];
            fieldBar[j * n] += factor * bar[j * n + 1];
            fieldBar[j * n + n - 1] += factor * bar[j * n + n - 2];
        }
    }

    private void CopyBorders(double[] u0, double[] v0, int at)
    {
        for (var i = 0; i < n; i++)
        {
            foreach (var c in (ReadOnlySpan<int>)[i, n * (n - 1) + i, i * n, i * n + n - 1])
            {
                keptU[at + c] = u0[c];
                keptV[at + c] = v0[c];
            }
        }
    }
}
