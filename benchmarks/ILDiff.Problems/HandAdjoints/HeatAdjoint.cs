namespace ILDiff.Problems.HandAdjoints;

/// <summary>
/// Keeps the field of each step. The adjoint of a step gathers: the Laplacian is symmetric inside, and the border's adjoints
/// are left to the end.
/// </summary>
/// <param name="n">Points along a side.</param>
/// <param name="steps">Steps.</param>
public sealed class HeatAdjoint(int n, int steps)
{
    private readonly double[] kept = new double[(steps + 1) * n * n];
    private readonly double[] uBar = new double[n * n];
    private readonly double[] vBar = new double[n * n];

    /// <summary>Adds the gradient to the adjoints.</summary>
    public double Pullback(double[] field, double[] fieldBar, double diffusivity, ref double diffusivityBar, double resultBar)
    {
        var size = n * n;
        field.CopyTo(kept, 0);
        for (var s = 0; s < steps; s++)
        {
            var from = kept.AsSpan(s * size, size);
            var to = kept.AsSpan((s + 1) * size, size);
            CopyBorder(from, to);
            for (var i = 1; i < n - 1; i++)
            {
                ReadOnlySpan<double> above = from.Slice((i - 1) * n, n), row = from.Slice(i * n, n), below = from.Slice((i + 1) * n, n);
                var target = to.Slice(i * n, n);
                for (var j = 1; j < target.Length - 1; j++)
                    target[j] = row[j] + diffusivity * (above[j] + below[j] + row[j - 1] + row[j + 1] - 4 * row[j]);
            }
        }
        var last = kept.AsSpan(steps * size, size);
        var sum = 0.0;
        for (var i = 0; i < last.Length; i++) sum += last[i] * last[i];

        Array.Clear(uBar);
        Array.Clear(vBar);
        for (var i = 1; i < n - 1; i++)
            for (var j = 1; j < n - 1; j++)
                uBar[i * n + j] = last[i * n + j] * resultBar;
        for (var i = 0; i < size; i++)
            if (IsBorder(i))
                fieldBar[i] += last[i] * resultBar;
        double[] next = uBar, before = vBar;
        var dBar = 0.0;
        for (var s = steps - 1; s >= 0; s--)
        {
            var from = kept.AsSpan(s * size, size);
            for (var i = 1; i < n - 1; i++)
            {
                ReadOnlySpan<double> above = from.Slice((i - 1) * n, n), row = from.Slice(i * n, n), below = from.Slice((i + 1) * n, n);
                ReadOnlySpan<double> barAbove = next.AsSpan((i - 1) * n, n), bar = next.AsSpan(i * n, n), barBelow = next.AsSpan((i + 1) * n, n);
                var target = before.AsSpan(i * n, n);
                for (var j = 1; j < target.Length - 1; j++)
                {
                    dBar += bar[j] * (above[j] + below[j] + row[j - 1] + row[j + 1] - 4 * row[j]);
                    target[j] = bar[j] + diffusivity * (barAbove[j] + barBelow[j] + bar[j - 1] + bar[j + 1] - 4 * bar[j]);
                }
            }
            AddToBorder(next, fieldBar, diffusivity);
            (next, before) = (before, next);
        }
        for (var i = 0; i < size; i++) fieldBar[i] += next[i];
        diffusivityBar += dBar;
        return 0.5 * sum;
    }

    /// <summary>Each border point but the corners has one neighbour inside, which its value has flowed into.</summary>
    private void AddToBorder(double[] bar, double[] fieldBar, double diffusivity)
    {
        for (var j = 1; j < n - 1; j++)
        {
            fieldBar[j] += diffusivity * bar[n + j];
            fieldBar[(n - 1) * n + j] += diffusivity * bar[(n - 2) * n + j];
            fieldBar[j * n] += diffusivity * bar[j * n + 1];
            fieldBar[j * n + n - 1] += diffusivity * bar[j * n + n - 2];
        }
    }

    private void CopyBorder(ReadOnlySpan<double> from, Span<double> to)
    {
        from[..n].CopyTo(to);
        from[^n..].CopyTo(to[^n..]);
        for (var i = 1; i < n - 1; i++)
        {
            to[i * n] = from[i * n];
            to[i * n + n - 1] = from[i * n + n - 1];
        }
    }

    private bool IsBorder(int i) => i < n || i >= n * (n - 1) || i % n == 0 || i % n == n - 1;
}
