namespace ILDiff.Problems.Kernels;

/// <summary>Dense matrix times vector.</summary>
public static class MatrixVector
{
    /// <summary>Half the squared length of A·x; both are to be differentiated.</summary>
    public static double HalfSquare(double[] a, double[] x)
    {
        var n = x.Length;
        var total = 0.0;
        for (var i = 0; i < a.Length / n; i++)
        {
            var sum = 0.0;
            for (var j = 0; j < n; j++) sum += a[i * n + j] * x[j];
            total += sum * sum;
        }
        return 0.5 * total;
    }
}
