namespace ILDiff.Problems.HandAdjoints;

/// <summary>Each row forward and back while it is in the cache.</summary>
public static class MatrixVectorAdjoint
{
    /// <summary>Adds the gradient to the adjoints.</summary>
    public static double Pullback(double[] a, double[] aBar, double[] x, double[] xBar, double resultBar)
    {
        var n = x.Length;
        var total = 0.0;
        for (var start = 0; start + n <= a.Length; start += n)
        {
            var row = a.AsSpan(start, n);
            var rowBar = aBar.AsSpan(start, n);
            var sum = 0.0;
            for (var j = 0; j < row.Length; j++) sum += row[j] * x[j];
            total += sum * sum;
            var sumBar = sum * resultBar;
            for (var j = 0; j < row.Length; j++)
            {
                rowBar[j] += sumBar * x[j];
                xBar[j] += sumBar * row[j];
            }
        }
        return 0.5 * total;
    }
}
